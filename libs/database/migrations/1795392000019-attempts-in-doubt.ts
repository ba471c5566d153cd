import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Some dealers refuse a second call of one attempt, for a time that counts from the first: so the first is remembered. */
export class AttemptsInDoubt1795392000019 implements MigrationInterface {
  name = 'AttemptsInDoubt1795392000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempts add column in_doubt_since timestamptz;
comment on column attempts.in_doubt_since is 'when the first call was begun of which it is not known what became';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table attempts drop column in_doubt_since;`);
  }
}
