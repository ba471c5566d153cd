import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators do to one lifecycle is stored, numbered and answered as its events are. `detail` says what of it is not
 * personal; who did it and why stands in the ciphertext.
 */
export class Steering1795392000007 implements MigrationInterface {
  name = 'Steering1795392000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table events drop constraint events_kind_check;
alter table events add constraint events_kind_check check (kind in
  ('event', 'cancel', 'pause', 'resume', 'correct', 'skip', 'bring-forward', 'recipient', 'migrate'));
alter table events add column detail jsonb;

alter table lifecycles add column paused_at timestamptz;
comment on column lifecycles.paused_at is 'since when nothing of it may leave; written with the answer to the pause';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table lifecycles drop column paused_at;
alter table events drop column detail;
alter table events drop constraint events_kind_check;
alter table events add constraint events_kind_check check (kind in ('event', 'cancel')) not valid;
`);
  }
}
