import type { Moment } from '#libs/lifecycle/state.js';
import { toldInRole } from '#libs/message/who-is-told.js';
import type { SampleParty } from './request.js';

/** Whom a message to this party reaches at the moment. */
export interface ToldParty {
  readonly name: string;
  readonly phone: string;
  readonly told?: 'guardian';
  readonly language?: string | undefined;
}

export function toldOf(party: SampleParty | undefined, at: Moment): ToldParty {
  const { name = '', phone, birthDate, guardian, language } = party ?? {};
  const who = toldInRole({ birthDate, reachable: phone !== undefined, guarded: guardian !== undefined }, at);
  return who === 'guardian' && guardian ? { ...guardian, told: 'guardian' } : { name, phone: phone ?? '', language };
}
