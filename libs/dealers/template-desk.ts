import type { AlimtalkContent } from '#libs/content/alimtalk.js';
import type { ImageFormat, TemplateImageUse } from '#libs/content/image-rules.js';
import type { DeskRules, TemplateNews } from '#libs/message/template-life.js';
import type { DealerName } from '#libs/contracts/dealers.js';

/** A picture of a template as a desk is given it. */
export interface TemplatePicture {
  readonly use: TemplateImageUse;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
}

/** A template as a desk is given it. */
export interface DeskTemplate {
  readonly channelId: string;
  /** The id that we want for it, where the dealer lets us choose; at most 20 letters, digits and `_`. */
  readonly wantedId: string;
  /** Unlike that of any other of the channel: what a call whose answer was lost is found by. */
  readonly name: string;
  /** Its pictures are named as the dealer calls them, or stand in `pictures`. */
  readonly content: AlimtalkContent;
  /** Those that the dealer takes together with the template, and not beforehand. */
  readonly pictures?: readonly TemplatePicture[];
  /** Kakao's category, six digits. */
  readonly categoryCode: string;
}

/** A template that is there. */
export interface DeskReference {
  readonly channelId: string;
  readonly id: string;
}

/** Why a dealer does not do what it is asked; our stable names over their numbers. */
export type DeskRefusal =
  | 'TEMPLATE_NOT_AT_DEALER'
  | 'TEMPLATE_STATE_UNFIT'
  /** A template of that name or id is there: ours, if the call before was lost. */
  | 'TEMPLATE_NAME_TAKEN'
  | 'TEMPLATE_CONTENT_REFUSED'
  | 'TEMPLATE_CHANNEL_UNKNOWN'
  | 'TEMPLATE_ACT_NOT_OFFERED'
  /** It takes no picture of ours for this; one of its own may still be named. */
  | 'TEMPLATE_PICTURE_NOT_OFFERED'
  /** The dealer says no in words that we do not know. */
  | 'TEMPLATE_REFUSED_BY_DEALER';

export type DeskAnswer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly refusal: DeskRefusal; readonly dealerCode: string }
  /** Certainly not done; may work later. */
  | { readonly kind: 'unavailable'; readonly code: string }
  /** Nobody knows whether it was done: it must be looked up. */
  | { readonly kind: 'unknown'; readonly code: string };

export interface DeskCapabilities extends DeskRules {
  /** The dealer posts news of reviews to a webhook. */
  readonly webhook: boolean;
  /** Says whether a template sleeps or is blocked. */
  readonly tellsDormancy: boolean;
  /** Pictures of ours that it takes, by what they are for; others can only be named as the dealer calls them. */
  readonly pictures: readonly TemplateImageUse[];
}

/**
 * Where a dealer keeps templates: the second port beside `Dealer`. Each call is made once, under a time-out, and says what is
 * known afterwards; it never throws for what a network or a dealer does. What a desk does not offer it refuses without a call.
 */
export interface TemplateDesk {
  readonly name: DealerName;
  readonly capabilities: DeskCapabilities;
  /** Gives it a picture before the template that has it; absent: pictures go with the template. */
  readonly pictures?: {
    /** As `Dealer.images.account`. */
    readonly account: string;
    /** Nothing but the picture comes of it, so one whose answer was lost is simply given again. */
    upload(picture: TemplatePicture): Promise<DeskAnswer<{ readonly reference: string }>>;
  };
  /** Answers the id under which the dealer has it now. */
  register(template: DeskTemplate): Promise<DeskAnswer<{ readonly id: string }>>;
  /** Another content under the same id. */
  edit(id: string, template: DeskTemplate): Promise<DeskAnswer<{ readonly id: string }>>;
  /** @param words for the reviewer, where the dealer passes any on; of a refusal that is contested */
  requestReview(template: DeskReference, words: string): Promise<DeskAnswer<null>>;
  cancelReview(template: DeskReference): Promise<DeskAnswer<null>>;
  remove(template: DeskReference): Promise<DeskAnswer<null>>;
  /**
   * All templates of a channel as they stand.
   * @param closely ids of which also edits, dormancy and blocks are wanted, where they cost a call each
   */
  list(channelId: string, closely: readonly string[]): Promise<DeskAnswer<readonly TemplateNews[]>>;
}

/** A hook that tells of a review: which template to ask after. It is a hint, and the dealer's list is the word. */
export interface TemplateHook {
  readonly channelId: string;
  readonly dealerTemplateId: string;
}

export const uploaded = (reference: string): DeskAnswer<{ readonly reference: string }> => ({
  kind: 'done',
  value: { reference },
});

export const refusedBy = (refusal: DeskRefusal, dealerCode: string): DeskAnswer<never> => ({
  kind: 'refused',
  refusal,
  dealerCode: dealerCode.slice(0, 40),
});

export const notOffered = (): Promise<DeskAnswer<never>> =>
  Promise.resolve(refusedBy('TEMPLATE_ACT_NOT_OFFERED', 'NOT_OFFERED'));
