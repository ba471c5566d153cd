import { CHANNEL_NOTICE, emphasisOf } from '#libs/content/alimtalk.js';
import { linksIn, type AlimtalkButton } from '#libs/content/alimtalk-buttons.js';
import type { TemplateComment, TemplateNews } from '#libs/message/template-life.js';
import { momentOfStamp } from '../korean-stamps.js';
import { DESK_RULES } from '../desk-rules.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import {
  notOffered,
  refusedBy,
  type DeskAnswer,
  type DeskReference,
  type DeskRefusal,
  type DeskTemplate,
  type TemplateDesk,
} from '../template-desk.js';
import { AligoClient, type AligoAnswer, type AligoClientOptions, type FormPicture } from './aligo-client.js';

/** `inspStatus`: 등록, 심사요청, 승인, 반려. */
const REVIEWS: Readonly<Record<string, TemplateNews['review']>> = {
  REG: 'registered',
  REQ: 'inspecting',
  APR: 'approved',
  REJ: 'rejected',
};

/** -99 is whatever its message says; of the others only what Aligo's page shows is known. */
const REFUSALS: Readonly<Record<string, DeskRefusal>> = {
  '509': 'TEMPLATE_STATE_UNFIT',
  '-501': 'TEMPLATE_NOT_AT_DEALER',
};
const CONCERNS_ACCOUNT = new Set(['-100', '-101', '-102', '-201']);

/**
 * Templates at Aligo, as its API page has them (`akv10/template/…`): Aligo chooses the code, the review is asked for and cannot
 * be called back, and what is approved is neither changed nor deleted. It has no item lists, headers and quick replies, takes a
 * picture as a file of the form alone (`image`), and calls nobody back.
 */
export class AligoTemplateDesk implements TemplateDesk {
  readonly name = 'aligo';
  readonly capabilities = DESK_RULES.aligo;
  readonly #client: AligoClient;

  constructor(options: AligoClientOptions) {
    this.#client = new AligoClient(options);
  }

  async register(template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    if (!expressible(template)) return refusedBy('TEMPLATE_CONTENT_REFUSED', 'NOT_EXPRESSIBLE');
    return idIn(await this.#client.kakao('/template/add/', wireTemplate(template), picturesIn(template)));
  }

  async edit(id: string, template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    if (!expressible(template)) return refusedBy('TEMPLATE_CONTENT_REFUSED', 'NOT_EXPRESSIBLE');
    const fields = { ...wireTemplate(template), tpl_code: id };
    const answer = await this.#client.kakao('/template/modify/', fields, picturesIn(template));
    return said(answer) ? { kind: 'done', value: { id } } : failure(answer);
  }

  async requestReview(template: DeskReference): Promise<DeskAnswer<null>> {
    return this.#ask('/template/request/', template);
  }

  cancelReview(): Promise<DeskAnswer<never>> {
    return notOffered();
  }

  async remove(template: DeskReference): Promise<DeskAnswer<null>> {
    return this.#ask('/template/del/', template);
  }

  async list(channelId: string): Promise<DeskAnswer<TemplateNews[]>> {
    const answer = await this.#client.kakao('/template/list/', { senderkey: channelId });
    if (!said(answer) || !Array.isArray(answer.body['list'])) return failure(answer);
    return { kind: 'done', value: (answer.body['list'] as unknown[]).flatMap((item) => newsIn(item) ?? []) };
  }

  async #ask(path: string, { channelId, id }: DeskReference): Promise<DeskAnswer<null>> {
    const answer = await this.#client.kakao(path, { senderkey: channelId, tpl_code: id });
    return said(answer) ? { kind: 'done', value: null } : failure(answer);
  }
}

/** What Aligo's form has no field for would be left out silently, and another template reviewed than was meant. */
const expressible = ({ content, pictures = [] }: DeskTemplate): boolean =>
  content.itemList === undefined &&
  content.header === undefined &&
  (content.image === undefined || pictures.length > 0) &&
  (content.quickReplies ?? []).length === 0;

const picturesIn = ({ pictures = [] }: DeskTemplate): FormPicture[] =>
  pictures.map(({ format, bytes }) => ({ field: 'image', format, bytes }));

function wireTemplate({ channelId, name, content }: DeskTemplate): Record<string, string> {
  const { body, messageType = 'BA', extra, emphasize, buttons = [], secure } = content;
  return {
    senderkey: channelId,
    tpl_name: name,
    tpl_content: body,
    tpl_type: messageType,
    tpl_emtype: emphasisOf(content),
    tpl_secure: secure ? 'Y' : 'N',
    ...(extra !== undefined && { tpl_extra: extra }),
    ...((messageType === 'AD' || messageType === 'MI') && { tpl_advert: CHANNEL_NOTICE }),
    ...(emphasize && { tpl_title: emphasize.title, tpl_stitle: emphasize.subtitle }),
    ...(buttons.length > 0 && { tpl_button: JSON.stringify({ button: buttons.map(wireButton) }) }),
  };
}

/** The form's names of links are shorter than those of the list and of a message. */
const LINKS = { linkMo: 'linkM', linkPc: 'linkP', schemeAndroid: 'linkA', schemeIos: 'linkI' } as const;
const wireButton = (button: AlimtalkButton): Record<string, string> => ({
  name: button.name,
  linkType: button.type,
  ...Object.fromEntries(linksIn(button).map(([part, link]) => [LINKS[part], link])),
});

function newsIn(item: unknown): TemplateNews | undefined {
  if (!isRecord(item)) return undefined;
  const dealerTemplateId = codeOf(item['templtCode']);
  const review = REVIEWS[textOf(item['inspStatus']) ?? ''];
  if (dealerTemplateId === undefined || review === undefined) return undefined;
  return {
    dealerTemplateId,
    name: textOf(item['templtName']) ?? '',
    review,
    body: (textOf(item['templtContent']) ?? '').replaceAll('\r\n', '\n'),
    comments: commentsIn(item['comments']),
    // 중단.
    ...(textOf(item['status']) !== undefined && { blocked: item['status'] === 'S' }),
  };
}

/** A list of comments, or one text; their fields are shown by no document, and both spellings in use are read. */
function commentsIn(given: unknown): TemplateComment[] {
  const plain = textOf(given);
  if (plain !== undefined) return [{ by: 'dealer', text: plain, at: null }];
  return (Array.isArray(given) ? (given as unknown[]) : []).flatMap((each) => {
    const text = isRecord(each) ? (textOf(each['content']) ?? textOf(each['commentContent'])) : textOf(each);
    if (text === undefined) return [];
    const row = isRecord(each) ? each : {};
    const ours = ['INQ', 'REQ'].includes(textOf(row['status']) ?? '');
    return [{ by: ours ? ('us' as const) : ('dealer' as const), text, at: momentOfStamp(row['cdate']) ?? null }];
  });
}

type Said = Extract<AligoAnswer, { kind: 'said' }>;
const said = (answer: AligoAnswer): answer is Said => answer.kind === 'said' && answer.code === '0';

function idIn(answer: AligoAnswer): DeskAnswer<{ id: string }> {
  if (!said(answer)) return failure(answer);
  const id = isRecord(answer.body['data']) ? codeOf(answer.body['data']['templtCode']) : undefined;
  return id === undefined ? { kind: 'unknown', code: 'ANSWER_UNREADABLE' } : { kind: 'done', value: { id } };
}

function failure(answer: AligoAnswer): DeskAnswer<never> {
  switch (answer.kind) {
    case 'not-sent':
      return { kind: 'unavailable', code: answer.code };
    case 'lost':
      return { kind: 'unknown', code: answer.code };
    case 'unreadable':
      return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
    case 'refused':
      return answer.status >= 500
        ? { kind: 'unknown', code: `HTTP_${answer.status}` }
        : { kind: 'unavailable', code: `HTTP_${answer.status}` };
    case 'said':
      if (answer.code === '0') return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
      if (CONCERNS_ACCOUNT.has(answer.code)) return { kind: 'unavailable', code: answer.code };
      return refusedBy(REFUSALS[answer.code] ?? 'TEMPLATE_REFUSED_BY_DEALER', answer.code);
  }
}
