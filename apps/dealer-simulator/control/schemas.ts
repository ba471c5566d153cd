import { z } from 'zod';
import { ENDPOINTS, RECEIPT_MODES, fateNamed } from '../fates.js';
import { DEALERS } from '../state.js';

const number = z.string().regex(/^0\d{8,11}$/, 'digits of a Korean number, e.g. 01055000001');
const link = z.string().max(500).optional();
const milliseconds = z
  .int()
  .min(0)
  .max(7 * 24 * 3_600_000);

const templateFields = z.strictObject({
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
  /** 보안 템플릿. */
  securityFlag: z.boolean().optional(),
  status: z.enum(['PENDING', 'INSPECTING', 'APPROVED', 'REJECTED']).optional(),
});

/** What Kakao demands of each kind (dealer-api §3); a template that breaks it is not taken for registration. */
export const templateSchema = templateFields.superRefine((template, context) => {
  for (const { path, message } of brokenKindRules(template)) context.addIssue({ code: 'custom', path, message });
});

interface BrokenRule {
  readonly path: (string | number)[];
  readonly message: string;
}

function brokenKindRules(template: z.infer<typeof templateFields>): BrokenRule[] {
  const { messageType = 'BA', content, extra, buttons = [] } = template;
  const wantsExtra = messageType === 'EX' || messageType === 'MI';
  const wantsChannel = messageType === 'AD' || messageType === 'MI';
  const rules: readonly (readonly [broken: boolean, path: readonly (string | number)[], message: string])[] = [
    [wantsExtra && extra === undefined, ['extra'], 'is required by EX and MI'],
    [!wantsExtra && extra !== undefined, ['extra'], 'belongs to EX and MI only'],
    [extra?.includes('#{') ?? false, ['extra'], 'takes no variables'],
    [content.length + (extra ?? '').length > 1_300, ['extra'], 'makes the message too long'],
    [wantsChannel && !buttons.some(isChannelButton), ['buttons'], 'AD and MI need 채널 추가'],
    ...buttons.map((button, index) => {
      const wrong = isChannelButton(button) && (!wantsChannel || index > 0 || button.buttonName !== '채널 추가');
      return [wrong, ['buttons', index], 'AC is named 채널 추가, stands first, and only in AD and MI'] as const;
    }),
    ...buttons.map((button, index) => {
      const linked = LINKS.some((name) => button[name] !== undefined);
      return [isChannelButton(button) && linked, ['buttons', index], 'AC has no link'] as const;
    }),
  ];
  return rules.filter(([broken]) => broken).map(([, path, message]) => ({ path: [...path], message }));
}

const LINKS = ['linkMo', 'linkPc', 'linkAnd', 'linkIos'] as const;
const isChannelButton = ({ buttonType }: { readonly buttonType: string }): boolean => buttonType === 'AC';

export const templatesSchema = z.union([templateSchema, z.array(templateSchema).min(1).max(1_000)]);
export const senderNumbersSchema = z.strictObject({ numbers: z.array(z.string().regex(/^\d{7,12}$/)).min(1) });
export const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().max(200),
  dealer: z.enum(DEALERS).default('solapi'),
});

export const settingsSchema = z.strictObject({
  deliveryDelayMs: milliseconds.exactOptional(),
  receiptDelayMs: milliseconds.exactOptional(),
  lateReceiptDelayMs: milliseconds.exactOptional(),
  receiptRetryDelaysMs: z.array(milliseconds).max(4).exactOptional(),
  receiptTimeoutMs: milliseconds.min(1).exactOptional(),
  latencyMs: milliseconds.exactOptional(),
  receipts: z.enum(RECEIPT_MODES).nullable().exactOptional(),
  templateReviews: z.enum(['approve', 'wait']).exactOptional(),
});

/** What a reviewer does about a template that waits; the words are told by the dealer. */
export const reviewSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  comment: z.string().min(1).max(500).exactOptional(),
});
/** What Kakao does to a template by itself. */
export const templateFlagsSchema = z.strictObject({
  blocked: z.boolean().exactOptional(),
  dormant: z.boolean().exactOptional(),
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
export type ReviewBody = z.infer<typeof reviewSchema>;
export type TemplateFlagsBody = z.infer<typeof templateFlagsSchema>;
export type FaultBody = z.infer<typeof faultSchema>;
export type FateBody = z.infer<typeof fateSchema>;
export type ResetBody = z.infer<typeof resetSchema>;
