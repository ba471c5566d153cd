import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures that are registered with 알림톡 templates are given to dealers as those of messages are, each for its own use. */
export class PicturesOfTemplates1795392000055 implements MigrationInterface {
  name = 'PicturesOfTemplates1795392000055';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table image_uploads drop constraint image_uploads_use_check;
alter table image_uploads add constraint image_uploads_use_check
  check (use in ('mms', 'brand', 'brand-wide', 'alimtalk', 'alimtalk-highlight'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table image_uploads no force row level security;
delete from image_uploads where use in ('alimtalk', 'alimtalk-highlight');
alter table image_uploads force row level security;
alter table image_uploads drop constraint image_uploads_use_check;
alter table image_uploads add constraint image_uploads_use_check check (use in ('mms', 'brand', 'brand-wide'));
`);
  }
}
