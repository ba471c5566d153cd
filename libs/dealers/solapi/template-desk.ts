import { emphasisOf, type AlimtalkContent } from '#libs/content/alimtalk.js';
import { linksIn, type AlimtalkButton, type QuickReply } from '#libs/content/alimtalk-buttons.js';
import { momentOfIso } from '#libs/calendar/korean-time.js';
import type { TemplateComment, TemplateNews } from '#libs/message/template-life.js';
import { accountFingerprint } from '../account-fingerprint.js';
import type { Answer } from '../exchange.js';
import { DESK_RULES } from '../desk-rules.js';
import { codeOf, isRecord, textOf } from '../receipt-fields.js';
import {
  refusedBy,
  type DeskAnswer,
  type DeskReference,
  type DeskRefusal,
  type DeskTemplate,
  type TemplateDesk,
  uploaded,
} from '../template-desk.js';
import { SolapiClient, type SolapiClientOptions } from './solapi-client.js';
import { uploadToSolapi } from './solapi-images.js';

const PATH = '/kakao/v2/templates';
const PAGE = 100;
/** More pages than any channel has: a dealer that always names a next one is not followed for ever. */
const MOST_PAGES = 50;

const REVIEWS: Readonly<Record<string, TemplateNews['review']>> = {
  PENDING: 'registered',
  INSPECTING: 'inspecting',
  APPROVED: 'approved',
  REJECTED: 'rejected',
};

/** `errorCode`s of Solapi's; of templates they are undocumented, so only the plain ones are read. */
const REFUSALS: Readonly<Record<string, DeskRefusal>> = {
  ResourceNotFound: 'TEMPLATE_NOT_AT_DEALER',
  TemplateNotFound: 'TEMPLATE_NOT_AT_DEALER',
  ChannelNotFound: 'TEMPLATE_CHANNEL_UNKNOWN',
  ValidationError: 'TEMPLATE_CONTENT_REFUSED',
  BadRequest: 'TEMPLATE_CONTENT_REFUSED',
  InvalidStatus: 'TEMPLATE_STATE_UNFIT',
  NotAllowed: 'TEMPLATE_STATE_UNFIT',
  DuplicatedName: 'TEMPLATE_NAME_TAKEN',
};

/**
 * Templates at Solapi, as its own client (6.0.1) and its developers' pages of 2026-03 have them. A review is asked for and can
 * be called back; what waits or was rejected can be changed and deleted. That an approved template cannot be changed is
 * unverified and assumed: a new one beside it is right in any case. It says nothing of dormancy.
 */
export class SolapiTemplateDesk implements TemplateDesk {
  readonly name = 'solapi';
  readonly capabilities = DESK_RULES.solapi;
  readonly pictures: NonNullable<TemplateDesk['pictures']>;
  readonly #client: SolapiClient;

  constructor(options: SolapiClientOptions) {
    this.#client = new SolapiClient(options);
    this.pictures = {
      account: accountFingerprint(options.apiKey),
      upload: async (picture) => {
        const answer = await uploadToSolapi(this.#client, picture);
        return answer.kind === 'uploaded' ? uploaded(answer.reference) : failure(answer);
      },
    };
  }

  async register(template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    const body = { channelId: template.channelId, ...wireTemplate(template) };
    return idIn(await this.#client.call('POST', PATH, body));
  }

  async edit(id: string, template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    return idIn(await this.#client.call('PUT', pathOf(id), wireTemplate(template)));
  }

  async requestReview({ id }: DeskReference): Promise<DeskAnswer<null>> {
    return nothingIn(await this.#client.call('PUT', `${pathOf(id)}/inspection`, {}));
  }

  async cancelReview({ id }: DeskReference): Promise<DeskAnswer<null>> {
    return nothingIn(await this.#client.call('PUT', `${pathOf(id)}/inspection/cancel`, {}));
  }

  async remove({ id }: DeskReference): Promise<DeskAnswer<null>> {
    return nothingIn(await this.#client.call('DELETE', pathOf(id)));
  }

  async list(channelId: string): Promise<DeskAnswer<TemplateNews[]>> {
    const found: TemplateNews[] = [];
    let startKey: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({
        channelId,
        limit: String(PAGE),
        ...(startKey !== undefined && { startKey }),
      });
      const answer = await this.#client.call('GET', `${PATH}?${query.toString()}`);
      const list = answer.kind === 'success' && isRecord(answer.body) ? answer.body['templateList'] : undefined;
      if (answer.kind !== 'success' || !isRecord(answer.body) || !Array.isArray(list)) return failure(answer);
      found.push(...(list as unknown[]).flatMap((item) => newsIn(item) ?? []));
      const next = textOf(answer.body['nextKey']);
      if (next === undefined || next === startKey) break;
      startKey = next;
    }
    return { kind: 'done', value: found };
  }
}

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

function wireTemplate({ name, content, categoryCode }: DeskTemplate): Record<string, unknown> {
  const {
    body,
    messageType = 'BA',
    extra,
    header,
    emphasize,
    image,
    itemList,
    buttons,
    quickReplies,
    secure,
  } = content;
  return {
    name,
    content: body,
    categoryCode,
    messageType,
    emphasizeType: emphasisOf(content),
    securityFlag: secure === true,
    ...(extra !== undefined && { extra }),
    ...(header !== undefined && { header }),
    ...(emphasize && { emphasizeTitle: emphasize.title, emphasizeSubtitle: emphasize.subtitle }),
    // The picture's id in Solapi's storage.
    ...(image !== undefined && { imageId: image }),
    ...(itemList && wireItems(itemList)),
    ...(buttons && { buttons: buttons.map(wireButton) }),
    ...(quickReplies && { quickReplies: quickReplies.map(wireReply) }),
  };
}

const wireItems = ({ highlight, items, summary }: NonNullable<AlimtalkContent['itemList']>) => ({
  ...(highlight && {
    highlight: {
      title: highlight.title,
      description: highlight.description,
      ...(highlight.image !== undefined && { imageId: highlight.image }),
    },
  }),
  item: { list: items, summary: summary ?? {} },
});

const LINKS = { linkMo: 'linkMo', linkPc: 'linkPc', schemeAndroid: 'linkAnd', schemeIos: 'linkIos' } as const;
const linksOf = (button: AlimtalkButton | QuickReply) =>
  Object.fromEntries(linksIn(button).map(([part, link]) => [LINKS[part], link]));

const wireButton = (button: AlimtalkButton) => ({
  buttonType: button.type,
  buttonName: button.name,
  ...linksOf(button),
  ...(button.type === 'TN' && { telNumber: button.tel }),
  ...(button.type === 'BF' && { bizFormId: button.formId }),
});

const wireReply = (reply: QuickReply) => ({ linkType: reply.type, name: reply.name, ...linksOf(reply) });

function newsIn(item: unknown): TemplateNews | undefined {
  if (!isRecord(item)) return undefined;
  const dealerTemplateId = textOf(item['templateId']);
  const review = REVIEWS[textOf(item['status']) ?? ''];
  if (dealerTemplateId === undefined || review === undefined) return undefined;
  return {
    dealerTemplateId,
    name: textOf(item['name']) ?? '',
    review,
    body: textOf(item['content']) ?? '',
    comments: commentsIn(item['comments']),
  };
}

const commentsIn = (list: unknown): TemplateComment[] =>
  (Array.isArray(list) ? (list as unknown[]) : []).flatMap((each) => {
    const text = isRecord(each) ? textOf(each['content']) : undefined;
    if (!isRecord(each) || text === undefined) return [];
    return [
      {
        by: each['isAdmin'] === false ? ('us' as const) : ('dealer' as const),
        text,
        at: momentOfIso(textOf(each['dateCreated']) ?? '') ?? null,
      },
    ];
  });

function idIn(answer: Answer): DeskAnswer<{ id: string }> {
  if (answer.kind !== 'success') return failure(answer);
  const id = isRecord(answer.body) ? textOf(answer.body['templateId']) : undefined;
  return id === undefined ? { kind: 'unknown', code: 'ANSWER_UNREADABLE' } : { kind: 'done', value: { id } };
}

const nothingIn = (answer: Answer): DeskAnswer<null> =>
  answer.kind === 'success' ? { kind: 'done', value: null } : failure(answer);

function failure(answer: Answer): DeskAnswer<never> {
  switch (answer.kind) {
    case 'success':
      return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
    case 'not-sent':
      return { kind: 'unavailable', code: answer.code };
    case 'lost':
      return { kind: 'unknown', code: answer.code };
    case 'refused': {
      const { status, body } = answer;
      const code = (isRecord(body) ? codeOf(body['errorCode']) : undefined) ?? `HTTP_${status}`;
      if (status === 429 || status === 401 || status === 403) return { kind: 'unavailable', code: code.slice(0, 40) };
      if (status >= 500) return { kind: 'unknown', code: code.slice(0, 40) };
      return refusedBy(
        REFUSALS[code] ?? (status === 404 ? 'TEMPLATE_NOT_AT_DEALER' : 'TEMPLATE_REFUSED_BY_DEALER'),
        code,
      );
    }
  }
}
