const FIRST_MS = 1_000;
const LONGEST_MS = 10 * 60_000;

/**
 * How long to wait after the `tries`-th try (1 for the first) has failed for a passing reason, ms: doubling from one
 * second to ten minutes, of which between half and all is taken, so that what failed together does not come back together.
 * The same for the same `seedText`: a decision taken again is the same decision.
 */
export function transientDelay(tries: number, seedText: string): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, tries - 1)));
  return Math.round(whole / 2 + (whole / 2) * fraction(`${seedText}/${tries}`));
}

/** FNV-1a, 32 bits, as a number from 0 up to 1, the same for the same text: spreads well enough, and needs no platform. */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // The last bits alone would follow the last character.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
