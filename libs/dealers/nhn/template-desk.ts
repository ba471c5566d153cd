import { emphasisOf, type AlimtalkContent } from '#libs/content/alimtalk.js';
import type { AlimtalkButton, QuickReply } from '#libs/content/alimtalk-buttons.js';
import type { TemplateComment, TemplateNews } from '#libs/message/template-life.js';
import { accountFingerprint } from '../account-fingerprint.js';
import { DESK_RULES } from '../desk-rules.js';
import { isRecord, textOf } from '../receipt-fields.js';
import {
  notOffered,
  refusedBy,
  type DeskAnswer,
  type DeskReference,
  type DeskRefusal,
  type DeskTemplate,
  type TemplateDesk,
  uploaded,
} from '../template-desk.js';
import { NhnClient, type NhnAnswer, type NhnClientOptions } from './nhn-client.js';
import { uploadTemplatePicture, pictureNamed } from './nhn-images.js';
import { momentOfNhn } from './nhn-receipts.js';
import { REVIEWS } from './template-hook.js';

const PAGE = 1_000;
const MOST_PAGES = 20;

/** NHN's error codes of templates (error-code.md, 2026-06). */
const REFUSALS: Readonly<Record<string, DeskRefusal>> = {
  '-1014': 'TEMPLATE_CHANNEL_UNKNOWN',
  '-2017': 'TEMPLATE_CHANNEL_UNKNOWN',
  '-3003': 'TEMPLATE_NOT_AT_DEALER',
  '-4016': 'TEMPLATE_NOT_AT_DEALER',
  '-3001': 'TEMPLATE_NAME_TAKEN',
  '-3012': 'TEMPLATE_STATE_UNFIT',
  '-3013': 'TEMPLATE_STATE_UNFIT',
  '-3100': 'TEMPLATE_STATE_UNFIT',
};
/** All that finds fault with what was to be registered. */
const CONTENT = new Set(
  '-2033 -2034 -2037 -2505 -3000 -3006 -3007 -3008 -3009 -3016 -3017 -3018 -3020 -3021 -3024 -3025 -3026 -3027 -3028 -3030 -3032 -3037 -3038 -3040 -3041 -3047 -3050 -3051 -3052 -3053 -3103 -4000 -8001'.split(
    ' ',
  ),
);
const CONCERNS_ACCOUNT = new Set(['-1000', '-1001', '-4004', '-4005']);
const SYSTEM = new Set(['-7000', '-9997', '-9998', '-9999']);

/**
 * Templates at NHN Cloud, as its guide v2.3 (2026-06) has them: we choose the code, and registering asks for the review. An
 * approved or rejected one can be edited under its code; the edit stands apart (`modifications`) until it is approved, and the
 * old content is sent so long. Words to the reviewer of a rejected one have it reviewed again.
 */
export class NhnTemplateDesk implements TemplateDesk {
  readonly name = 'nhn';
  readonly capabilities = DESK_RULES.nhn;
  readonly pictures: NonNullable<TemplateDesk['pictures']>;
  readonly #client: NhnClient;

  constructor(options: NhnClientOptions) {
    this.#client = new NhnClient(options);
    this.pictures = {
      account: accountFingerprint(options.alimtalk.appKey),
      upload: async (picture) => {
        const answer = await uploadTemplatePicture(this.#client, picture);
        return answer.kind === 'uploaded' ? uploaded(answer.reference) : failure(answer);
      },
    };
  }

  async register(template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    const id = template.wantedId;
    const body = { templateCode: id, ...wireTemplate(template) };
    return done(await this.#client.post('alimtalk', listPath(template.channelId), body), { id });
  }

  async edit(id: string, template: DeskTemplate): Promise<DeskAnswer<{ id: string }>> {
    const { channelId } = template;
    return done(await this.#client.put('alimtalk', pathOf({ channelId, id }), wireTemplate(template)), { id });
  }

  async requestReview(template: DeskReference, words: string): Promise<DeskAnswer<null>> {
    return done(await this.#client.post('alimtalk', `${pathOf(template)}/comments`, { comment: words }), null);
  }

  cancelReview(): Promise<DeskAnswer<never>> {
    return notOffered();
  }

  async remove(template: DeskReference): Promise<DeskAnswer<null>> {
    return done(await this.#client.delete('alimtalk', pathOf(template)), null);
  }

  /** The list itself says nothing of edits, dormancy and blocks: those cost two calls for each template that is looked at closely. */
  async list(channelId: string, closely: readonly string[]): Promise<DeskAnswer<TemplateNews[]>> {
    const found: TemplateNews[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const query = `?pageNum=${page}&pageSize=${PAGE}`;
      const answer = await this.#client.get('alimtalk', listPath(channelId) + query);
      const listed =
        said(answer) && isRecord(answer.body['templateListResponse']) ? answer.body['templateListResponse'] : undefined;
      const rows = listed?.['templates'];
      if (!Array.isArray(rows)) return failure(answer);
      found.push(...(rows as unknown[]).flatMap((item) => newsIn(item) ?? []));
      if (rows.length < PAGE) break;
    }
    const wanted = new Set(closely);
    const value: TemplateNews[] = [];
    for (const news of found) {
      const seen = wanted.has(news.dealerTemplateId) ? await this.#closely(channelId, news) : undefined;
      if (seen && seen.kind !== 'done') return seen;
      value.push(seen ? seen.value : news);
    }
    return { kind: 'done', value };
  }

  async #closely(channelId: string, news: TemplateNews): Promise<DeskAnswer<TemplateNews>> {
    const path = pathOf({ channelId, id: news.dealerTemplateId });
    const [one, edits] = [
      await this.#client.get('alimtalk', path),
      await this.#client.get('alimtalk', `${path}/modifications`),
    ];
    const shown = said(one) && isRecord(one.body['templates']) ? one.body['templates'] : undefined;
    if (!shown) return failure(one);
    const response = said(edits) ? edits.body['templateModificationsResponse'] : undefined;
    const rows =
      isRecord(response) && Array.isArray(response['templates']) ? (response['templates'] as unknown[]) : undefined;
    if (!rows) return failure(edits);
    const edit = latestEdit(rows);
    return {
      kind: 'done',
      value: {
        ...(newsIn(shown) ?? news),
        ...(typeof shown['block'] === 'boolean' && { blocked: shown['block'] }),
        ...(typeof shown['dormant'] === 'boolean' && { dormant: shown['dormant'] }),
        ...(edit && { edit: { review: edit.review, body: edit.body, comments: edit.comments } }),
      },
    };
  }
}

/** Newest first or last is not said: the row that was made last counts, unless it is the live content itself. */
function latestEdit(rows: readonly unknown[]): TemplateNews | undefined {
  const made = rows.filter(isRecord).filter((row) => row['activated'] !== true);
  const [latest] = made.sort((a, b) => madeAt(b) - madeAt(a));
  return latest && newsIn(latest);
}

const madeAt = (row: Readonly<Record<string, unknown>>): number =>
  momentOfNhn(row['updateDate']) ?? momentOfNhn(row['createDate']) ?? 0;

const listPath = (channelId: string): string => `/senders/${encodeURIComponent(channelId)}/templates`;
const pathOf = ({ channelId, id }: DeskReference): string => `${listPath(channelId)}/${encodeURIComponent(id)}`;

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
    templateName: name,
    templateContent: body,
    templateMessageType: messageType,
    templateEmphasizeType: emphasisOf(content),
    securityFlag: secure === true,
    categoryCode,
    ...(extra !== undefined && { templateExtra: extra }),
    ...(header !== undefined && { templateHeader: header }),
    ...(emphasize && { templateTitle: emphasize.title, templateSubtitle: emphasize.subtitle }),
    ...(image !== undefined && wirePicture(image)),
    ...(itemList && wireItems(itemList)),
    ...(buttons && { buttons: buttons.map(wireButton) }),
    ...(quickReplies && { quickReplies: quickReplies.map(wireButton) }),
  };
}

function wirePicture(image: string): Record<string, string> {
  const { name, url } = pictureNamed(image);
  return { templateImageName: name, templateImageUrl: url };
}

const wireItems = ({ highlight, items, summary }: NonNullable<AlimtalkContent['itemList']>) => ({
  templateItem: { list: items, ...(summary && { summary }) },
  ...(highlight && {
    templateItemHighlight: {
      title: highlight.title,
      description: highlight.description,
      ...(highlight.image !== undefined && { imageUrl: pictureNamed(highlight.image).url }),
    },
  }),
});

function wireButton(button: AlimtalkButton | QuickReply, index: number): Record<string, unknown> {
  const { type, name, ...parts } = button;
  const {
    tel,
    formId,
    relayId,
    oneClickId,
    productId: _productId,
    ...links
  } = parts as Readonly<Record<string, string | undefined>>;
  return {
    ordering: index + 1,
    type,
    name,
    ...links,
    ...(tel !== undefined && { telNumber: tel }),
    ...(formId !== undefined && { bizFormId: Number(formId) }),
    ...((relayId ?? oneClickId) !== undefined && { pluginId: relayId ?? oneClickId }),
  };
}

function newsIn(item: unknown): TemplateNews | undefined {
  if (!isRecord(item)) return undefined;
  const dealerTemplateId = textOf(item['templateCode']);
  const review = REVIEWS[textOf(item['status']) ?? ''];
  if (dealerTemplateId === undefined || review === undefined) return undefined;
  return {
    dealerTemplateId,
    name: textOf(item['templateName']) ?? '',
    review,
    body: textOf(item['templateContent']) ?? '',
    comments: commentsIn(item['comments']),
  };
}

/** INQ and REQ are ours. Who wrote it is a person's name, and not read. */
const commentsIn = (list: unknown): TemplateComment[] =>
  (Array.isArray(list) ? (list as unknown[]) : []).flatMap((each) => {
    const text = isRecord(each) ? textOf(each['content']) : undefined;
    if (!isRecord(each) || text === undefined) return [];
    const ours = ['INQ', 'REQ'].includes(textOf(each['status']) ?? '');
    const at = momentOfNhn(each['createdAt']) ?? momentOfNhn(each['createAt']) ?? null;
    return [{ by: ours ? ('us' as const) : ('dealer' as const), text, at }];
  });

const said = (answer: NhnAnswer): answer is Extract<NhnAnswer, { kind: 'said' }> =>
  answer.kind === 'said' && answer.code === '0';

const done = <T>(answer: NhnAnswer, value: T): DeskAnswer<T> =>
  said(answer) ? { kind: 'done', value } : failure(answer);

function failure(answer: NhnAnswer): DeskAnswer<never> {
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
    case 'said': {
      const { code, status } = answer;
      if (code === '0') return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
      if (status === 429 || CONCERNS_ACCOUNT.has(code)) return { kind: 'unavailable', code };
      if (SYSTEM.has(code)) return { kind: 'unknown', code };
      return refusedBy(
        REFUSALS[code] ?? (CONTENT.has(code) ? 'TEMPLATE_CONTENT_REFUSED' : 'TEMPLATE_REFUSED_BY_DEALER'),
        code,
      );
    }
  }
}
