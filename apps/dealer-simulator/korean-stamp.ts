import type { Moment } from '#libs/lifecycle/state.js';

const KOREA_MS = 9 * 60 * 60 * 1_000;

/** Korean time without a zone, to the second: `20260801100000`, as Popbill writes it and days are asked for at Aligo. */
export const koreanDigits = (at: Moment): string =>
  new Date(at + KOREA_MS).toISOString().replaceAll(/\D/g, '').slice(0, 14);

/** The same for people: `2026-08-01 10:00:00`, as Aligo writes it. */
export const koreanStamp = (at: Moment): string => new Date(at + KOREA_MS).toISOString().slice(0, 19).replace('T', ' ');
