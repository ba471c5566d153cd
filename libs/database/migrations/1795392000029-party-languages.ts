import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who read another language than Korean are told in it where the template speaks it; the attempt remembers in which. */
export class PartyLanguages1795392000029 implements MigrationInterface {
  name = 'PartyLanguages1795392000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table parties add column language text check (language ~ '^[a-z]{2,3}(-[a-z0-9]{2,4}){0,2}$' and language <> 'ko');
alter table parties add column guardian_language text
  check (guardian_language ~ '^[a-z]{2,3}(-[a-z0-9]{2,4}){0,2}$' and guardian_language <> 'ko');
comment on column parties.language is 'in which the person is told, as BCP 47 names it, in lower case; null: Korean';
comment on column parties.guardian_language is 'the same of who stands in for them';
grant update (language, guardian_language) on parties to bongsu_app;

alter table attempts add column language text;
comment on column attempts.language is 'in which it is written; null: Korean';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempts drop column language;
alter table parties drop column guardian_language;
alter table parties drop column language;
`);
  }
}
