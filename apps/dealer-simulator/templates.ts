import { Injectable } from '@nestjs/common';
import { TemplateHooks } from './nhn/template-hooks.js';
import type { Template, TemplateComment } from './state.js';
import { SimulatorStore } from './store.js';

/** Why the dealer does not do it; each one says so in its own words. */
export type TemplateFault = 'unknown-channel' | 'not-found' | 'name-taken' | 'state';

export class TemplateRefused extends Error {
  constructor(readonly fault: TemplateFault) {
    super(fault);
  }
}

/** What a dealer is given of a template; which id it gets is the dealer's way. */
export type TemplateInput = Omit<
  Template,
  'templateId' | 'status' | 'comments' | 'edit' | 'dateCreated' | 'dateUpdated'
>;

/** Templates and their reviews, the same for every dealer: who may do what when is for each dealer's own controller. */
@Injectable()
export class SimulatedTemplates {
  constructor(
    private readonly store: SimulatorStore,
    private readonly hooks: TemplateHooks,
  ) {}

  /** @throws TemplateRefused for a channel that there is not, and for an id or a name that is taken */
  create(templateId: string, input: TemplateInput): Template {
    if (!this.store.state.channels.includes(input.pfId)) throw new TemplateRefused('unknown-channel');
    if (this.store.state.templates[templateId]) throw new TemplateRefused('name-taken');
    if (this.ofChannel(input.pfId).some(({ name }) => name === input.name)) throw new TemplateRefused('name-taken');
    const now = this.store.now();
    return this.#keep({ ...input, templateId, status: 'PENDING', comments: [], dateCreated: now, dateUpdated: now });
  }

  /** @throws TemplateRefused when the channel has none of this id */
  find(pfId: string | undefined, templateId: string): Template {
    const found = this.store.state.templates[templateId];
    if (!found || (pfId !== undefined && found.pfId !== pfId)) throw new TemplateRefused('not-found');
    return found;
  }

  ofChannel(pfId: string | undefined): Template[] {
    return Object.values(this.store.state.templates).filter((each) => pfId === undefined || each.pfId === pfId);
  }

  /** Another content in the place of the one that is there. */
  replace(template: Template, input: Partial<TemplateInput>): Template {
    return this.#keep({ ...template, ...input, status: 'PENDING', dateUpdated: this.store.now() });
  }

  /** Another content beside the one that is sent, until it is approved. */
  editBeside(template: Template, input: Partial<TemplateInput>): Template {
    const { edit: _edit, ...live } = template;
    const now = this.store.now();
    const edit = { ...live, ...input, status: 'PENDING' as const, comments: [], dateCreated: now, dateUpdated: now };
    return this.#keep({ ...live, edit });
  }

  /** To a reviewer; approved at once where the settings say so. */
  askForReview(template: Template, words?: string): Template {
    const comments = words === undefined ? [] : [this.#comment(false, words)];
    const asked = template.edit
      ? { ...template, edit: { ...template.edit, ...this.#after(template.edit, 'INSPECTING', comments) } }
      : { ...template, ...this.#after(template, 'INSPECTING', comments) };
    const kept = this.#keep(asked);
    this.hooks.tell(kept);
    if (this.store.settings.templateReviews === 'wait') return kept;
    return this.decide(kept.templateId, 'approve') ?? kept;
  }

  cancelReview(template: Template): Template {
    return this.#keep({ ...template, ...this.#after(template, 'PENDING', []) });
  }

  remove({ templateId }: Template): void {
    delete this.store.state.templates[templateId];
    this.store.changed();
  }

  decide(templateId: string, decision: 'approve' | 'reject', comment?: string): Template | undefined {
    const template = this.store.state.templates[templateId];
    if (!template) return undefined;
    const waiting = template.edit ?? template;
    if (waiting.status !== 'INSPECTING' && waiting.status !== 'PENDING') return undefined;
    const words = comment === undefined ? [] : [this.#comment(true, comment)];
    const decided = { ...waiting, ...this.#after(waiting, decision === 'approve' ? 'APPROVED' : 'REJECTED', words) };
    const { edit: _edit, ...live } = template;
    const next: Template = template.edit && decision === 'reject' ? { ...live, edit: decided } : decided;
    const kept = this.#keep(next);
    this.hooks.tell(kept);
    return kept;
  }

  flag(templateId: string, flags: Pick<Template, 'blocked' | 'dormant'>): Template | undefined {
    const template = this.store.state.templates[templateId];
    return template && this.#keep({ ...template, ...flags });
  }

  #after(
    { comments = [] }: Pick<Template, 'comments'>,
    status: NonNullable<Template['status']>,
    words: readonly TemplateComment[],
  ) {
    return { status, comments: [...comments, ...words], dateUpdated: this.store.now() };
  }

  #comment(fromDealer: boolean, text: string): TemplateComment {
    return { fromDealer, text, at: this.store.now() };
  }

  #keep(template: Template): Template {
    this.store.putTemplate(template);
    return template;
  }
}
