import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts go out as brand messages and MMS as well. */
export class BrandAndMms1795392000033 implements MigrationInterface {
  name = 'BrandAndMms1795392000033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempts drop constraint attempts_channel_check;
alter table attempts add constraint attempts_channel_check
  check (channel in ('alimtalk', 'sms', 'lms', 'mms', 'brand'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempts drop constraint attempts_channel_check;
alter table attempts add constraint attempts_channel_check check (channel in ('alimtalk', 'sms', 'lms'));
`);
  }
}
