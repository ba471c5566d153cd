/**
 * Amounts of money as whole numbers of 1/100 won (전), so that sums are exact: dealers' prices have decimals, and binary
 * fractions do not add up. Without VAT.
 */
export type Jeon = number;

/** The dearest that a price may be, KRW. */
export const DEAREST_KRW = 100_000;

/** Won, as people and JSON write it, to 전; undefined for what is no such amount, is finer than 1/100 won or too large to be exact. */
export function jeonOfKrw(krw: number): Jeon | undefined {
  const jeon = Math.round(krw * 100);
  // 19.99 * 100 is not 1999 exactly, but nearer to it than any amount that is finer than 1/100 won.
  return Number.isSafeInteger(jeon) && jeon / 100 === krw ? jeon : undefined;
}

/** Won with at most two decimals. */
export const krwOf = (jeon: Jeon): number => jeon / 100;
