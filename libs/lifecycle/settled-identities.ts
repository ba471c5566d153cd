/**
 * Which identities a list holds. The lists of what has fired and what was skipped are plain arrays, because they travel
 * through histories; a long life asks them so often that looking through them would be most of its work.
 */
const sets = new WeakMap<readonly string[], Set<string>>();

/** Shorter lists are looked through as fast as a set of them is made. */
const FEW = 8;

export function includesIdentity(identities: readonly string[], identity: string): boolean {
  if (identities.length <= FEW) return identities.includes(identity);
  let set = sets.get(identities);
  if (!set) sets.set(identities, (set = new Set(identities)));
  return set.has(identity);
}

/** The list and one more. The set goes over to the longer list; the shorter one gets another, should it be asked again. */
export function withIdentity(identities: readonly string[], identity: string): readonly string[] {
  const longer = [...identities, identity];
  const set = sets.get(identities);
  if (set) {
    sets.delete(identities);
    sets.set(longer, set.add(identity));
  }
  return longer;
}
