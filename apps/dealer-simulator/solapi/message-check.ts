import type { BrandContent } from '#libs/content/brand-content.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import type { Button, MessageType, StoredFile, Template } from '../state.js';
import { brandProblem } from './brand-check.js';
import { matchTemplate } from './template-match.js';
import type { Refusal, Rendered } from './template-match.js';

/** What a message is compared with. */
export interface Registry {
  readonly templates: Readonly<Record<string, Template>>;
  readonly channels: readonly string[];
  readonly senderNumbers: readonly string[];
  readonly files: Readonly<Record<string, StoredFile>>;
}

/** A message of a request, with one recipient, before anything about it is believed. */
export type RawMessage = Readonly<Record<string, unknown>> & { readonly to: unknown };

/** What is known of a message, whether it was taken or refused. */
export interface CheckedMessage {
  to: string;
  from: string | null;
  type: MessageType | null;
  country: string;
  text: string | null;
  subject: string | null;
  customFields: Record<string, string>;
  kakao: { pfId: string; templateId: string; disableSms: boolean; title?: string; subtitle?: string } | null;
  buttons: Button[];
  image?: string;
  brand?: BrandContent;
}

const SMS_BYTES = 90;
const LMS_BYTES = 2_000;
const SUBJECT_BYTES = 40;
// Tab, newline and carriage return may stand in a text; other control characters may not.
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** Checks one message as Solapi does when it is added to a group; the first thing that is wrong gives the code. */
export function checkMessage(raw: RawMessage, registry: Registry): { message: CheckedMessage; refusal?: Refusal } {
  const message: CheckedMessage = {
    to: typeof raw.to === 'string' ? raw.to : '',
    from: typeof raw['from'] === 'string' ? raw['from'] : null,
    type: null,
    country: typeof raw['country'] === 'string' ? raw['country'] : '82',
    text: typeof raw['text'] === 'string' ? raw['text'] : null,
    subject: typeof raw['subject'] === 'string' ? raw['subject'] : null,
    customFields: {},
    kakao: null,
    buttons: [],
  };
  const refusal = firstProblem(raw, message, registry);
  return refusal ? { message, refusal } : { message };
}

function firstProblem(raw: RawMessage, message: CheckedMessage, registry: Registry): Refusal | undefined {
  const fields = customFieldsOf(raw['customFields']);
  if (!fields) return { code: '1032' };
  message.customFields = fields;

  if (message.to === '') return { code: '1010', detail: 'to' };
  if (message.country !== '82') return { code: '1058' };
  if (!/^0\d{8,11}$/.test(message.to)) return { code: '1011', detail: 'to' };
  for (const name of ['from', 'text', 'subject'] as const) {
    if (raw[name] !== undefined && raw[name] !== null && typeof raw[name] !== 'string')
      return { code: '1011', detail: name };
  }
  if (message.from !== null && !registry.senderNumbers.includes(message.from)) return { code: '1062' };

  const type = typeOf(raw, message);
  if (typeof type !== 'string') return type;
  message.type = type;
  if (type === 'ATA') return alimtalkProblem(raw, message, registry);
  return type === 'BMS' ? brandProblem(raw, message, registry) : textProblem(raw, message, type, registry);
}

function typeOf(raw: RawMessage, message: CheckedMessage): MessageType | Refusal {
  const { type } = raw;
  if (type !== undefined && type !== null) {
    const named = typeof type === 'string' ? type.toUpperCase() : '';
    if (named === 'BMS_FREE') return 'BMS';
    return named === 'ATA' || named === 'SMS' || named === 'LMS' || named === 'MMS' ? named : { code: '1025' };
  }
  if (raw['autoTypeDetect'] === false) return { code: '1010', detail: 'type' };
  if (raw['kakaoOptions']) return 'ATA';
  const bytes = eucKrBytes(message.text ?? '');
  return message.subject !== null || (typeof bytes === 'number' && bytes > SMS_BYTES) ? 'LMS' : 'SMS';
}

function textProblem(
  raw: RawMessage,
  message: CheckedMessage,
  type: 'SMS' | 'LMS' | 'MMS',
  registry: Registry,
): Refusal | undefined {
  if (raw['kakaoOptions']) return { code: '1033' };
  if (message.from === null) return { code: '1010', detail: 'from' };
  if (!message.text) return { code: '1010', detail: 'text' };
  if (type === 'SMS' && message.subject !== null) return { code: '1013' };
  if (type === 'MMS') {
    const { imageId } = raw;
    if (typeof imageId !== 'string' || imageId === '') return { code: '1034' };
    const file = registry.files[imageId];
    if (file?.kind !== 'MMS') return { code: '1051' };
    message.image = file.hash;
  }
  if (CONTROL.test(message.text) || CONTROL.test(message.subject ?? '')) return { code: '1028' };
  const bytes = eucKrBytes(message.text);
  const subjectBytes = eucKrBytes(message.subject ?? '');
  if (typeof bytes !== 'number' || typeof subjectBytes !== 'number') return { code: '1029' };
  if (subjectBytes > SUBJECT_BYTES) return { code: '1014' };
  return bytes > (type === 'SMS' ? SMS_BYTES : LMS_BYTES) ? { code: '1031' } : undefined;
}

function alimtalkProblem(raw: RawMessage, message: CheckedMessage, registry: Registry): Refusal | undefined {
  const options = raw['kakaoOptions'];
  if (!isObject(options)) return { code: '1010', detail: 'kakaoOptions' };
  const { pfId, templateId, variables, buttons, title, disableSms } = options;
  if (typeof pfId !== 'string' || !registry.channels.includes(pfId)) return { code: '1041' };
  const template = typeof templateId === 'string' ? registry.templates[templateId] : undefined;
  if (!template || template.pfId !== pfId || (template.status ?? 'APPROVED') !== 'APPROVED') return { code: '1042' };
  if (variables !== undefined && !isTextRecord(variables)) return { code: '1011', detail: 'variables' };
  if (Object.keys(variables ?? {}).some((key) => key.includes('.'))) return { code: '1011', detail: 'variables' };
  if (buttons !== undefined && !isButtonList(buttons)) return { code: '1044' };
  if (disableSms !== undefined && typeof disableSms !== 'boolean') return { code: '1011', detail: 'disableSms' };

  const match = matchTemplate(template, {
    text: message.text ?? undefined,
    variables,
    buttons,
    title: typeof title === 'string' ? title : undefined,
  });
  if ('code' in match) return match;
  applyRendering(message, match.rendered);
  if (template.picture) message.image = template.picture.hash;
  message.kakao = {
    pfId,
    templateId: template.templateId,
    disableSms: disableSms === true,
    ...(match.rendered.title === null ? {} : { title: match.rendered.title }),
    ...(match.rendered.subtitle === null ? {} : { subtitle: match.rendered.subtitle }),
  };
  return undefined;
}

function applyRendering(message: CheckedMessage, rendered: Rendered): void {
  message.text = rendered.text;
  message.buttons = rendered.buttons;
}

/** String to string, keys up to 30 and values up to 100 characters. Undefined when they are anything else. */
export function customFieldsOf(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return {};
  if (!isTextRecord(value)) return undefined;
  const fits = Object.entries(value).every(([key, text]) => key.length <= 30 && text.length <= 100);
  return fits ? { ...value } : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTextRecord = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((item) => typeof item === 'string');

const isButtonList = (value: unknown): value is Button[] =>
  Array.isArray(value) && value.every((item) => isTextRecord(item) && 'buttonName' in item && 'buttonType' in item);
