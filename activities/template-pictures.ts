import type { DataSource } from 'typeorm';
import { picturesOf, type AlimtalkContent, type NamedPicture } from '#libs/content/alimtalk.js';
import type { TemplateImageUse } from '#libs/content/image-rules.js';
import { imageBytes, noteUpload, uploadedAs } from '#libs/database/image-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { refusedBy, type DeskAnswer, type TemplateDesk, type TemplatePicture } from '#libs/dealers/template-desk.js';
import type { Moment } from '#libs/lifecycle/state.js';

/** A template's pictures, ready to be registered with it. */
export interface ReadyPictures {
  /** How the dealer calls those that it was given beforehand. */
  readonly references: Readonly<Partial<Record<TemplateImageUse, string>>>;
  /** Those that go with the template. */
  readonly pictures: readonly TemplatePicture[];
}

/** Pictures of templates are given to a dealer when the first template that has them is about to be registered. */
export class TemplatePictures {
  constructor(private readonly parts: { readonly dataSource: DataSource; readonly now: () => Moment }) {}

  /** Nothing is registered by it: whatever goes wrong, it may be done again at any time. */
  async of(tenant: string, desk: TemplateDesk, content: AlimtalkContent): Promise<DeskAnswer<ReadyPictures>> {
    const references: Partial<Record<TemplateImageUse, string>> = {};
    const pictures: TemplatePicture[] = [];
    // A template has one of each use at most.
    for (const named of picturesOf(content)) {
      const ready = await this.ready(tenant, desk, named);
      if (ready.kind !== 'done') return ready;
      if ('reference' in ready.value) references[named.use] = ready.value.reference;
      else pictures.push(ready.value);
    }
    return { kind: 'done', value: { references, pictures } };
  }

  private async ready(
    tenant: string,
    desk: TemplateDesk,
    { id, use }: NamedPicture,
  ): Promise<DeskAnswer<{ readonly reference: string } | TemplatePicture>> {
    const { dataSource, now } = this.parts;
    if (!desk.capabilities.pictures.includes(use)) return refusedBy('TEMPLATE_PICTURE_NOT_OFFERED', 'NOT_OFFERED');
    const key = { imageId: id, dealer: desk.name, account: desk.pictures?.account ?? '', use };
    const known = desk.pictures && (await inTenant(dataSource, tenant, (tx) => uploadedAs(tx, tenant, key)));
    if (known) return { kind: 'done', value: { reference: known.reference } };
    const stored = await inTenant(dataSource, tenant, (tx) => imageBytes(tx, tenant, id));
    if (!stored) return refusedBy('TEMPLATE_CONTENT_REFUSED', 'IMAGE_UNKNOWN');
    const picture = { use, ...stored };
    if (!desk.pictures) return { kind: 'done', value: picture };
    const given = await desk.pictures.upload(picture);
    // A lost answer leaves a picture there that nobody names.
    if (given.kind === 'unknown') return { kind: 'unavailable', code: given.code };
    if (given.kind !== 'done') return given;
    const { reference } = given.value;
    await inTenant(dataSource, tenant, (tx) => noteUpload(tx, tenant, key, reference, now()));
    return given;
  }
}
