import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is under fourteen has a guardian who is told for them, and may have no number; a party may be the
 * heir of whom the affair was. Who is told is decided when something leaves, from a date
 * of birth that only the person's key opens; the attempt remembers whom it was for.
 */
export class Wards1795392000015 implements MigrationInterface {
  name = 'Wards1795392000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table persons drop constraint persons_check;
alter table persons add constraint persons_check check (identity_hash is not null or phone_hash is null);
comment on column persons.phone_hash is 'keyed hash of the number; null for one without a number, and once the person is erased';

alter table parties add column guardian_person_id uuid;
alter table parties add column birth_date_ciphertext text;
alter table parties add column relation text check (relation in ('heir'));
alter table parties add constraint parties_guardian foreign key (tenant_id, guardian_person_id)
  references persons (tenant_id, id);
comment on column parties.guardian_person_id is 'who is told while the person is under fourteen, or has no number';
comment on column parties.birth_date_ciphertext is 'under the key of person_id; kept only beside a guardian';
create index parties_guardian on parties (tenant_id, guardian_person_id, lifecycle_id)
  where guardian_person_id is not null;
grant update (guardian_person_id, birth_date_ciphertext, relation) on parties to bongsu_app;

alter table attempts add column told text check (told in ('guardian'));
comment on column attempts.told is 'whom it was for, where not for the person themselves';
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempts drop column told;
drop index parties_guardian;
alter table parties drop constraint parties_guardian;
alter table parties drop column relation;
alter table parties drop column birth_date_ciphertext;
alter table parties drop column guardian_person_id;
alter table persons drop constraint persons_check;
alter table persons add constraint persons_check check ((identity_hash is null) = (phone_hash is null)) not valid;
`);
  }
}
