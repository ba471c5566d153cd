import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One event may happen to many lifecycles at once, and is followed by its id. */
export class EventsToMany1795392000030 implements MigrationInterface {
  name = 'EventsToMany1795392000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index events_by_id on events (tenant_id, event_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index events_by_id;`);
  }
}
