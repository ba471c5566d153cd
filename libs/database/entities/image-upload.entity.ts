import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImageUse } from '#libs/content/image-rules.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { momentColumn } from './moment-column.js';

/** What a dealer calls a picture that was given to it, by account and use. */
@Entity({ name: 'image_uploads' })
export class ImageUploadEntity {
  @PrimaryColumn({ type: 'text', name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn({ type: 'text', name: 'image_id' })
  imageId!: string;

  @PrimaryColumn({ type: 'text' })
  dealer!: string;

  @PrimaryColumn({ type: 'text' })
  account!: string;

  @PrimaryColumn({ type: 'text' })
  use!: ImageUse;

  @Column({ type: 'text' })
  reference!: string;

  @Column({ type: 'timestamptz', name: 'uploaded_at', transformer: momentColumn })
  uploadedAt!: Moment;
}
