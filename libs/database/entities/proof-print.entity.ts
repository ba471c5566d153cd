import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Keyed hashes of what an attempt said and where it went, kept when its person was erased. */
@Entity({ name: 'proof_prints' })
export class ProofPrintEntity {
  @PrimaryColumn({ type: 'uuid', name: 'message_id' })
  messageId!: string;

  @PrimaryColumn({ type: 'int', name: 'attempt_number' })
  attemptNumber!: number;

  @Column({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'bytea', name: 'text_hash', nullable: true })
  textHash!: Buffer | null;

  @Column({ type: 'bytea', name: 'number_hash', nullable: true })
  numberHash!: Buffer | null;
}
