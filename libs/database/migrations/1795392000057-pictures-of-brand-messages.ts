import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items and cards of brand messages have pictures of shapes of their own, each of which dealers are given for its own use. */
export class PicturesOfBrandMessages1795392000057 implements MigrationInterface {
  name = 'PicturesOfBrandMessages1795392000057';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table image_uploads drop constraint image_uploads_use_check;
alter table image_uploads add constraint image_uploads_use_check
  check (use in ('mms', 'brand', 'brand-wide', 'brand-list-first', 'brand-list-item', 'brand-feed-card',
    'brand-commerce-card', 'alimtalk', 'alimtalk-highlight'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table image_uploads no force row level security;
delete from image_uploads
  where use in ('brand-list-first', 'brand-list-item', 'brand-feed-card', 'brand-commerce-card');
alter table image_uploads force row level security;
alter table image_uploads drop constraint image_uploads_use_check;
alter table image_uploads add constraint image_uploads_use_check
  check (use in ('mms', 'brand', 'brand-wide', 'alimtalk', 'alimtalk-highlight'));
`);
  }
}
