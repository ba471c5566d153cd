import type { PricedChannel } from '#libs/message/cost.js';
import { DEAREST_KRW, jeonOfKrw } from '#libs/message/money.js';
import type { ListedPrices } from '../dealer.js';
import { isRecord } from '../receipt-fields.js';

/** Brand messages are priced by kind and by whether the person added the channel, for which the list has no name yet. */
const NAMES: Readonly<Record<string, PricedChannel>> = { ata: 'alimtalk', sms: 'sms', lms: 'lms', mms: 'mms' };
/** Korea's, where a country is named at all. */
const COUNTRY: ReadonlySet<unknown> = new Set(['82', 82, undefined, null]);

/**
 * The list at `/pricing/v1/messaging/default`: prices by the names of message types, for one country or in a list of
 * countries (unverified, so both are read). What is missing or no price is left out.
 */
export function pricesOfSolapi(body: unknown): ListedPrices {
  const candidates: readonly unknown[] = Array.isArray(body) ? body : [body];
  const korea = candidates.find((each) => isRecord(each) && COUNTRY.has(each['countryId']));
  if (!isRecord(korea)) return {};
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([name, channel]) => {
      const krw = korea[name];
      const price = typeof krw === 'number' && krw >= 0 && krw <= DEAREST_KRW ? jeonOfKrw(krw) : undefined;
      return price === undefined ? [] : [[channel, price]];
    }),
  );
}
