/**
 * What Popbill answers in numbers. Those of tokens are published, the others only to its customers: here they are made up,
 * outside every range that is known, so that nobody comes to rely on them.
 */
export const NUMBERS = {
  tokenMissing: -10000034,
  tokenUnreadable: -10000033,
  signature: -81000001,
  template: -81000010,
  senderNumber: -81000011,
  input: -81000012,
  requestNumUsed: -81000013,
  notFound: -81000014,
} as const;

/** `result` of a message: 100 is success; the others are made up, one for each that the fates speak. */
const RESULTS: Readonly<Record<string, number>> = {
  '3010': 810,
  '3011': 811,
  '3014': 814,
  '3031': 831,
  '3032': 832,
  '3040': 840,
  '3043': 843,
  '3102': 852,
  '3103': 853,
  '3104': 854,
  '3107': 857,
  '4000': 100,
};
/** Whatever else goes wrong. */
const OTHER = 899;

export const resultNumber = (code: string): number => RESULTS[code] ?? OTHER;
