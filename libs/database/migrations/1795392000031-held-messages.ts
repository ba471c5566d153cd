import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is held now is found, and counted by the moment at which it leaves, without a look at what is not. */
export class HeldMessages1795392000031 implements MigrationInterface {
  name = 'HeldMessages1795392000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create index messages_held on messages (tenant_id, held_until) where state = 'open' and held_until is not null;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index messages_held;`);
  }
}
