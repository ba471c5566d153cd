import type { DealerName } from '#libs/contracts/dealers.js';
import type { DealerSettings } from '#libs/platform/dealer-settings.js';
import { AligoDealer } from './aligo/aligo-dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { AligoTemplateDesk } from './aligo/template-desk.js';
import type { Dealer, DealerReceipt, OptOutCall, ReceiptHeaders } from './dealer.js';
import type { ExchangeOptions } from './exchange.js';
import { NhnDealer } from './nhn/nhn-dealer.js';
import { parseNhnOptOuts } from './nhn/nhn-opt-outs.js';
import { parseNhnReceipts, parseNhnTemplateHooks } from './nhn/nhn-receipts.js';
import { NhnTemplateDesk } from './nhn/template-desk.js';
import { PopbillDealer } from './popbill/popbill-dealer.js';
import { parsePopbillReceipts } from './popbill/popbill-receipts.js';
import { PopbillTemplateDesk } from './popbill/template-desk.js';
import { SolapiDealer } from './solapi/solapi-dealer.js';
import { parseSolapiReceipts } from './solapi/solapi-receipts.js';
import { SolapiTemplateDesk } from './solapi/template-desk.js';
import type { TemplateDesk, TemplateHook } from './template-desk.js';

/** @throws TypeError for an address that is none */
export function dealerOf(settings: DealerSettings, options: ExchangeOptions): Dealer {
  switch (settings.name) {
    case 'solapi':
      return new SolapiDealer({ ...options, ...settings });
    case 'nhn':
      return new NhnDealer({ ...options, ...settings });
    case 'aligo':
      return new AligoDealer({ ...options, ...settings });
    case 'popbill':
      return new PopbillDealer({ ...options, ...settings });
  }
}

/** @throws TypeError for an address that is none */
export function templateDeskOf(settings: DealerSettings, options: ExchangeOptions): TemplateDesk {
  switch (settings.name) {
    case 'solapi':
      return new SolapiTemplateDesk({ ...options, ...settings });
    case 'nhn':
      return new NhnTemplateDesk({ ...options, ...settings });
    case 'aligo':
      return new AligoTemplateDesk({ ...options, ...settings });
    case 'popbill':
      return new PopbillTemplateDesk({ ...options, ...settings });
  }
}

/**
 * Reads what a dealer posts; those that post nothing are not here.
 * @throws ReceiptRejected for a wrong secret or a body that is not one of the dealer's
 */
export type ReceiptReading = (secret: string, headers: ReceiptHeaders, body: unknown) => DealerReceipt[];

/** Reads what a dealer posts of reviews, which only NHN does. */
export const TEMPLATE_HOOK_READINGS: Readonly<
  Partial<Record<DealerName, (secret: string, headers: ReceiptHeaders, body: unknown) => TemplateHook[]>>
> = { nhn: parseNhnTemplateHooks };

export const RECEIPT_READINGS: Readonly<Record<Exclude<DealerName, 'aligo'>, ReceiptReading>> = {
  solapi: parseSolapiReceipts,
  nhn: parseNhnReceipts,
  popbill: parsePopbillReceipts,
};

/**
 * Reads calls for opting out from what a dealer posts to the same address; those that post none are not here.
 * @throws ReceiptRejected as `ReceiptReading`
 */
export const OPT_OUT_READINGS: Readonly<
  Partial<
    Record<DealerName, (secret: string, headers: ReceiptHeaders, body: unknown, now: Moment) => readonly OptOutCall[]>
  >
> = { nhn: parseNhnOptOuts };
