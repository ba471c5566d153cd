import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the erasure of a person needs besides their key's destruction: their affairs are found by whose key their data is under,
 * and remarks on what they have said about being written to, which are under the tenant's key, can be taken out.
 */
export class Erasure1795392000041 implements MigrationInterface {
  name = 'Erasure1795392000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create index lifecycles_data_person on lifecycles (data_person_id);
grant update (note_ciphertext) on consents to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
revoke update (note_ciphertext) on consents from bongsu_app;
drop index lifecycles_data_person;
`);
  }
}
