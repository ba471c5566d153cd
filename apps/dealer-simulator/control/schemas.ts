import { z } from 'zod';
import { ENDPOINTS, RECEIPT_MODES, fateNamed } from '../fates.js';

const number = z.string().regex(/^0\d{8,11}$/, 'digits of a Korean number, e.g. 01055000001');
const link = z.string().max(500).optional();
const milliseconds = z
  .int()
  .min(0)
  .max(7 * 24 * 3_600_000);

export const templateSchema = z.strictObject({
  templateId: z.string().min(1).max(100),
  pfId: z.string().min(1).max(100),
  content: z.string().min(1).max(1_300),
  name: z.string().max(150).optional(),
  messageType: z.enum(['BA', 'EX', 'AD', 'MI']).optional(),
  emphasizeType: z.enum(['NONE', 'TEXT']).optional(),
  emphasizeTitle: z.string().max(50).optional(),
  emphasizeSubtitle: z.string().max(50).optional(),
  extra: z.string().max(500).optional(),
  buttons: z
    .array(
      z.strictObject({
        buttonName: z.string().min(1).max(14),
        buttonType: z.enum(['WL', 'AL', 'DS', 'BK', 'MD', 'BC', 'BT', 'AC']),
        linkMo: link,
        linkPc: link,
        linkAnd: link,
        linkIos: link,
      }),
    )
    .max(5)
    .optional(),
  status: z.enum(['PENDING', 'INSPECTING', 'APPROVED', 'REJECTED']).optional(),
});
export const templatesSchema = z.union([templateSchema, z.array(templateSchema).min(1).max(1_000)]);
export const senderNumbersSchema = z.strictObject({ numbers: z.array(z.string().regex(/^\d{7,12}$/)).min(1) });
export const webhookSchema = z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().max(200) });

export const settingsSchema = z.strictObject({
  deliveryDelayMs: milliseconds.exactOptional(),
  receiptDelayMs: milliseconds.exactOptional(),
  lateReceiptDelayMs: milliseconds.exactOptional(),
  receiptRetryDelaysMs: z.array(milliseconds).max(4).exactOptional(),
  receiptTimeoutMs: milliseconds.min(1).exactOptional(),
  latencyMs: milliseconds.exactOptional(),
  receipts: z.enum(RECEIPT_MODES).nullable().exactOptional(),
});

const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    errorCode: z.string().max(100).default('InternalError'),
    errorMessage: z.string().max(500).default('시뮬레이터가 만든 오류입니다.'),
    retryAfterSeconds: z.int().min(0).max(3_600).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('reset') }),
]);

export const faultSchema = z.strictObject({
  endpoint: z.enum([...ENDPOINTS, 'any']).default('any'),
  number: number.nullable().default(null),
  accepted: z.boolean().default(false),
  effect: effectSchema,
  skip: z.int().min(0).default(0),
  times: z.int().min(1).nullable().default(1),
});

export const fateSchema = z.strictObject({
  fate: z
    .string()
    .refine((name) => fateNamed(name) !== undefined, 'the name of a fate')
    .nullable(),
});
export const resetSchema = z.strictObject({ everything: z.boolean().default(false) });

export type TemplatesBody = z.infer<typeof templatesSchema>;
export type SenderNumbersBody = z.infer<typeof senderNumbersSchema>;
export type WebhookBody = z.infer<typeof webhookSchema>;
export type SettingsBody = z.infer<typeof settingsSchema>;
export type FaultBody = z.infer<typeof faultSchema>;
export type FateBody = z.infer<typeof fateSchema>;
export type ResetBody = z.infer<typeof resetSchema>;
