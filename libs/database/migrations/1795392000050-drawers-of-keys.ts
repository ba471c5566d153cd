import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who drew a key can read it, so that whoever asks for an act with one and whoever approves it with another may be one
 * person. Of keys that are there already nobody knows.
 */
export class DrawersOfKeys1795392000050 implements MigrationInterface {
  name = 'DrawersOfKeys1795392000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table api_keys add column drawn_by_kind text check (drawn_by_kind in ('operator', 'api-key', 'command'));
alter table api_keys add column drawn_by_id text check (length(drawn_by_id) between 1 and 200);
alter table api_keys add constraint api_keys_drawn_by
  check (coalesce(drawn_by_kind in ('operator', 'api-key'), false) = (drawn_by_id is not null));
comment on column api_keys.drawn_by_kind is 'who drew it; null: before that was written down';
comment on column api_keys.drawn_by_id is 'subject of the operator, or id of the key, that drew it; null of a command';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table api_keys drop constraint api_keys_drawn_by;
alter table api_keys drop column drawn_by_id, drop column drawn_by_kind;
`);
  }
}
