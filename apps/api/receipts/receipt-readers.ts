import type { FactoryProvider } from '@nestjs/common';
import type { DealerReceipt, OptOutCall, ReceiptHeaders } from '#libs/dealers/dealer.js';
import { OPT_OUT_READINGS, RECEIPT_READINGS, TEMPLATE_HOOK_READINGS } from '#libs/dealers/dealers.js';
import type { TemplateHook } from '#libs/dealers/template-desk.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { ReceiptSecrets } from '#libs/platform/dealer-settings.js';
import { CONFIGURATION } from '../foundation/foundation.module.js';

/** Reads what one dealer posts. Throws ReceiptRejected for a wrong secret or a body that is none of its receipts. */
export interface ReceiptReader {
  receipts(headers: ReceiptHeaders, body: unknown): DealerReceipt[];
  /** Calls for opting out, for dealers that report them. */
  optOuts(headers: ReceiptHeaders, body: unknown, now: Moment): readonly OptOutCall[];
}

/** Injection token: the readers by the name that stands in the address. */
export const RECEIPT_READERS = Symbol('ReceiptReaders');
export type ReceiptReaders = ReadonlyMap<string, ReceiptReader>;

/** The API holds the webhooks' secrets and no others of a dealer's: it never calls one. */
export const receiptReaders: FactoryProvider<ReceiptReaders> = {
  provide: RECEIPT_READERS,
  inject: [CONFIGURATION],
  useFactory: ({ dealers: { secrets } }: ApiConfiguration) =>
    new Map<string, ReceiptReader>(
      typedEntries(secrets).map(([name, secret]) => [
        name,
        {
          receipts: (headers, body) => RECEIPT_READINGS[name](secret, headers, body),
          optOuts: (headers, body, now) => OPT_OUT_READINGS[name]?.(secret, headers, body, now) ?? [],
        },
      ]),
    ),
};

/** Reads what one dealer posts of reviews of templates. Throws as ReceiptReader does. */
export type TemplateHookReader = (headers: ReceiptHeaders, body: unknown) => TemplateHook[];

/** Injection token: the readers of hooks by the name that stands in the address, of those dealers that post any. */
export const TEMPLATE_HOOK_READERS = Symbol('TemplateHookReaders');
export type TemplateHookReaders = ReadonlyMap<string, TemplateHookReader>;

export const templateHookReaders: FactoryProvider<TemplateHookReaders> = {
  provide: TEMPLATE_HOOK_READERS,
  inject: [CONFIGURATION],
  useFactory: ({ dealers: { secrets } }: ApiConfiguration) =>
    new Map<string, TemplateHookReader>(
      typedEntries(secrets).flatMap(([name, secret]) => {
        const read = TEMPLATE_HOOK_READINGS[name];
        return read ? [[name, (headers: ReceiptHeaders, body: unknown) => read(secret, headers, body)]] : [];
      }),
    ),
};

const typedEntries = (secrets: ReceiptSecrets): [keyof ReceiptSecrets, string][] =>
  Object.entries(secrets) as [keyof ReceiptSecrets, string][];
