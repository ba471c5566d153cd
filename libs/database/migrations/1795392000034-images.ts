import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shutByTenant } from './tenant-policy.js';

/**
 * Pictures of MMS and brand messages, by what they are: an image's id is the SHA-256 of its bytes, so that it never changes
 * and the same one is kept once. What a dealer calls it hangs on the account with which it was uploaded, and on its use.
 */
export class Images1795392000034 implements MigrationInterface {
  name = 'Images1795392000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table images (
  tenant_id text not null references tenants,
  id text not null check (id ~ '^[0-9a-f]{64}$'),
  format text not null check (format in ('jpeg', 'png')),
  width int not null check (width > 0),
  height int not null check (height > 0),
  bytes bytea not null check (octet_length(bytes) between 1 and 500000),
  uploaded_by text not null check (length(uploaded_by) <= 100),
  uploaded_at timestamptz not null,
  primary key (tenant_id, id)
);
comment on column images.id is 'SHA-256 of the bytes, hex';
alter table images alter column bytes set storage external;
${shutByTenant('images')}
grant select, insert on images to bongsu_app;

create table image_uploads (
  tenant_id text not null,
  image_id text not null,
  dealer text not null,
  account text not null check (length(account) between 1 and 100),
  use text not null check (use in ('mms', 'brand', 'brand-wide')),
  reference text not null check (length(reference) between 1 and 1000),
  uploaded_at timestamptz not null,
  primary key (tenant_id, image_id, dealer, account, use),
  foreign key (tenant_id, image_id) references images
);
comment on column image_uploads.account is 'fingerprint of the account with the dealer, which alone knows the reference';
comment on column image_uploads.reference is 'how the dealer calls it';
${shutByTenant('image_uploads')}
grant select, insert on image_uploads to bongsu_app;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table image_uploads, images;`);
  }
}
