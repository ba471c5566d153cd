import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last number given in one affair. */
@Entity({ name: 'callback_affairs' })
export class CallbackAffairEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text' })
  affair!: string;

  @Column({ type: 'int' })
  sequence!: number;
}
