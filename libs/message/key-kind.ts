/**
 * What a key to the API is for, as GOV.UK Notify tells them apart: `live` sends; `team` sends to the tenant's own listed
 * numbers alone; of what a `test` key begins nothing leaves the house.
 */
export const KEY_KINDS = ['live', 'team', 'test'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Carries what test keys began: within this house, to no phone. Not one of the dealers that a tenant can choose. */
export const HOUSE_DEALER = 'test';

/** Whether what a key of this kind began may be handed to that dealer: the one of the house has all of it, and nothing else. */
export const mayCarry = (kind: KeyKind, dealer: string): boolean => (kind === 'test') === (dealer === HOUSE_DEALER);

/** What a message has to know of the key that began its affair. */
export interface Beginning {
  readonly kind: KeyKind;
  /** Whether its recipient's number is on the tenant's list; says nothing but for `team`. */
  readonly listed: boolean;
}

/** Whether it goes to a real phone, or to the dealer of the house, at all. */
export const mayReach = ({ kind, listed }: Beginning): boolean => kind !== 'team' || listed;
