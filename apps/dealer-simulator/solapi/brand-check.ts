import { brandContentProblems } from '#libs/content/brand-message.js';
import { SENDABLE_BUBBLES } from '#libs/content/brand-template.js';
import type { CheckedMessage, RawMessage, Registry } from './message-check.js';
import type { Refusal } from './template-match.js';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What the bubble's picture is called when it is uploaded. */
const FILE_KINDS = { TEXT: undefined, IMAGE: 'BMS', WIDE: 'BMS_WIDE' } as const;

/**
 * A `BMS_FREE` message: the parts that its bubble has, a picture of the right kind, targeting I of friends (M and N need
 * prerequisites that a simulated channel does not have).
 */
export function brandProblem(raw: RawMessage, message: CheckedMessage, registry: Registry): Refusal | undefined {
  const options = raw['kakaoOptions'];
  if (!isFields(options) || !isFields(options['bms'])) return { code: '1010', detail: 'kakaoOptions.bms' };
  const { pfId, bms, disableSms } = options;
  if (typeof pfId !== 'string' || !registry.channels.includes(pfId)) return { code: '1041' };
  const { targeting, chatBubbleType, content, imageId, imageLink, buttons, coupon } = bms;
  const bubble = SENDABLE_BUBBLES.find((each) => each === chatBubbleType);
  if (!bubble) return { code: '1011', detail: 'chatBubbleType' };
  if (targeting !== 'I') return { code: '1011', detail: 'targeting' };
  const kind = FILE_KINDS[bubble];
  const file = typeof imageId === 'string' ? registry.files[imageId] : undefined;
  if (kind !== undefined && file?.kind !== kind) return { code: '1051' };
  const listed = (Array.isArray(buttons) ? (buttons as unknown[]) : []).filter(isFields);
  const links = listed.map((button) => ({
    name: textOf(button['name']) ?? '',
    link: textOf(button['linkMobile']) ?? '',
    type: button['linkType'],
  }));
  if (links.some(({ type }) => type !== 'WL')) return { code: '1053' };
  const given = isFields(coupon) ? coupon : undefined;
  const problems = brandContentProblems({
    bubble,
    text: textOf(content) ?? '',
    ...(file && { image: file.hash }),
    ...(imageLink !== undefined && { imageLink: textOf(imageLink) ?? '' }),
    buttons: links,
    ...(given && {
      coupon: {
        title: textOf(given['title']) ?? '',
        description: textOf(given['description']) ?? '',
        ...(given['linkMobile'] !== undefined && { link: textOf(given['linkMobile']) ?? '' }),
      },
    }),
  });
  if (problems.some(({ path }) => path.startsWith('buttons'))) return { code: '1044' };
  if (problems.some(({ code }) => code === 'TOO_LONG')) return { code: '1031' };
  if (problems[0]) return { code: '1011', detail: problems[0].path };
  message.text = textOf(content) ?? null;
  message.buttons = links.map(({ name, link }) => ({ buttonName: name, buttonType: 'WL', linkMo: link }));
  message.kakao = { pfId, templateId: '', disableSms: disableSms === true };
  if (file) message.image = file.hash;
  return undefined;
}
