import type { EntityManager } from 'typeorm';
import type { Affair } from '#libs/database/person-store.js';
import { reviewStates } from '#libs/database/template-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { languageToSpeak, suitingLanguages, templateIn, variantCode } from '#libs/lifecycle/template-languages.js';
import { toldInRole } from '#libs/message/who-is-told.js';

/** In which language the template would be said to whoever would be told in that role now; undefined: Korean. */
export async function languageOfCorrection(
  tx: EntityManager,
  { definition, parties }: Affair,
  party: string | null,
  template: string,
  now: Moment,
): Promise<string | undefined> {
  const defined = definition.templates[template];
  const known = party === null ? undefined : parties[party];
  if (!defined || !known) return undefined;
  const { birthDate, phone, guardian } = known;
  const told = toldInRole({ birthDate, reachable: phone !== '', guarded: guardian !== undefined }, now);
  const wanted = (told === 'guardian' ? guardian : known)?.language;
  const suiting = suitingLanguages(defined, wanted);
  if (suiting.length === 0) return undefined;
  const contents = suiting.map((language) => [variantCode(template, language), templateIn(defined, language)] as const);
  const reviews = await reviewStates(tx, Object.fromEntries(contents));
  return languageToSpeak(
    defined,
    'alimtalk',
    wanted,
    (language) => reviews.get(variantCode(template, language)) === 'approved',
  );
}
