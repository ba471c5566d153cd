import { Injectable } from '@nestjs/common';
import { shownOf } from '../brand-request.js';
import { Deliveries } from '../deliveries.js';
import { koreanDigits, koreanStamp } from '../korean-stamp.js';
import { matchTemplate } from '../solapi/template-match.js';
import type { StoredGroup, StoredMessage } from '../state.js';
import { SimulatorStore } from '../store.js';
import { keepTaken } from '../taken-message.js';
import type { TakenMessage } from '../taken-message.js';
import { brandMessageOf } from './brand-message.js';
import { NhnError, headerOf } from './nhn-error.js';

export type Body = Readonly<Record<string, unknown>>;
/** Brand messages share the key of 알림톡 and are listed apart. */
export type Product = 'alimtalk' | 'brand' | 'text';
type TextType = 'SMS' | 'LMS';

/** One recipient: taken, or refused for itself in an answer that is a success all the same. */
interface Judged {
  readonly to: string;
  readonly groupingKey: string | undefined;
  readonly code: number;
  readonly message?: TakenMessage;
}

const MOST_RECIPIENTS = 1_000;
const MOST_KEY = 100;
const GUARD_MS = 10 * 60_000;
const MOST_DAYS_MS = 30 * 24 * 3_600_000;
const wrong = (what: string): NhnError => new NhnError(-2000, `${what} is invalid.`);

/** NHN Cloud: an idempotency key is refused for ten minutes after it was used, and recipients are taken one by one. */
@Injectable()
export class SimulatedNhn {
  constructor(
    private readonly store: SimulatorStore,
    private readonly deliveries: Deliveries,
  ) {}

  /** @throws NhnError when nothing of the request is taken */
  async sendAlimtalk(account: string, idempotencyKey: string | undefined, body: Body): Promise<unknown> {
    this.#guard(account, idempotencyKey);
    const { channels, templates } = this.store.state;
    const senderKey = textOf(body['senderKey']) ?? '';
    if (!channels.includes(senderKey)) throw new NhnError(-2017, 'The sender profile does not exist.');
    const template = templates[textOf(body['templateCode']) ?? ''];
    if (template?.pfId !== senderKey) throw new NhnError(-3003, 'The template does not exist.');
    if ((template.status ?? 'APPROVED') !== 'APPROVED') throw new NhnError(-3005, 'The template is not approved.');
    const judged = recipientsOf(body).map((recipient): Judged => {
      const parameters = isRecord(recipient['templateParameter']) ? recipient['templateParameter'] : {};
      const variables = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [`#{${name}}`, String(value)]),
      );
      const match = matchTemplate(template, { variables });
      if ('code' in match) return { ...named(recipient), code: match.code === '1031' ? -2019 : -3004 };
      const { text, title, buttons } = match.rendered;
      const resend = isRecord(recipient['resendParameter']) ? recipient['resendParameter']['isResend'] : undefined;
      return this.#judged(recipient, {
        from: '',
        type: 'ATA',
        text,
        // On unless switched off, as the console's default may have it.
        alimtalk: { template, title: title ?? undefined, buttons, dealerFallsBack: resend !== false },
      });
    });
    const sent = await this.#take(account, body, judged);
    const { requestId, senderGroupingKey, results, failed } = sent;
    return { ...failed, message: { requestId, senderGroupingKey, sendResults: results } };
  }

  /** @throws NhnError when nothing of the request is taken */
  async sendText(account: string, type: TextType, body: Body): Promise<unknown> {
    const from = textOf(body['sendNo']) ?? '';
    if (!this.store.state.senderNumbers.includes(from)) throw new NhnError(-1003, 'The sender number is invalid.');
    const text = textOf(body['body']);
    if (text === undefined) throw wrong('body');
    const subject = textOf(body['title']);
    if (type === 'LMS' && subject === undefined) throw wrong('title');
    const image = this.#attached(account, type, body);
    const message = { from, type: image === undefined ? type : ('MMS' as const), text, subject, image };
    const judged = recipientsOf(body).map((recipient) => this.#judged(recipient, message));
    const { requestId, senderGroupingKey, results, failed } = await this.#take(account, body, judged);
    return {
      ...failed,
      body: { data: { requestId, statusCode: '2', senderGroupingKey, sendResultList: results } },
    };
  }

  /** @throws NhnError when nothing of the request is taken */
  async sendBrand(account: string, body: Body): Promise<unknown> {
    const { channels, files } = this.store.state;
    const senderKey = textOf(body['senderKey']) ?? '';
    if (!channels.includes(senderKey)) throw new NhnError(-2017, 'The sender profile does not exist.');
    const content = brandMessageOf(body, (url) => files[url]);
    if (!content) throw wrong('chatBubbleType, one of its parts, pictures or buttons');
    const { text, buttons, image } = shownOf(content);
    const judged = recipientsOf(body).map((recipient): Judged => {
      const { targeting } = recipient;
      if (targeting !== undefined && targeting !== 'I') return { ...named(recipient), code: -2000 };
      return this.#judged(recipient, {
        from: '',
        type: 'BMS',
        text,
        image,
        brand: { pfId: senderKey, buttons, content },
      });
    });
    const { requestId, senderGroupingKey, results, failed } = await this.#take(account, body, judged);
    return { ...failed, message: { requestId, senderGroupingKey, sendResults: results } };
  }

  /** The hash of the one picture that an MMS has. @throws NhnError for one that was not uploaded */
  #attached(account: string, type: TextType, body: Body): string | undefined {
    const list = body['attachFileIdList'];
    if (list === undefined || list === null || (Array.isArray(list) && list.length === 0)) return undefined;
    const file = Array.isArray(list) ? this.store.state.files[String(list[0])] : undefined;
    if (type !== 'LMS' || file?.accountId !== account) throw wrong('attachFileIdList');
    return file.hash;
  }

  /** @throws NhnError without a request id or a span of at most 30 days */
  listed(
    account: string,
    product: Product,
    query: Readonly<Record<string, string | undefined>>,
  ): { group: StoredGroup; message: StoredMessage }[] {
    const { requestId, startRequestDate: start, endRequestDate: end } = query;
    if (requestId === undefined && !spanIsGiven(start, end)) throw new NhnError(-4003, 'The date range is invalid.');
    const { groups, messages } = this.store.state;
    return Object.values(groups)
      .filter((group) => group.accountId === account && (group.customFields['product'] ?? '') === product)
      .filter((group) => requestId === undefined || group.groupId === requestId)
      .filter((group) => {
        const at = koreanStamp(group.dateCreated);
        return requestId !== undefined || (at >= (start ?? '') && at <= (end ?? ''));
      })
      .filter((group) => matches(query['senderGroupingKey'], group.customFields['senderGroupingKey']))
      .flatMap((group) => group.messageIds.flatMap((id) => ({ group, message: messages[id]! })))
      .filter(({ message }) => matches(query['recipientGroupingKey'], message.customFields['recipientGroupingKey']));
  }

  #guard(account: string, key: string | undefined): void {
    if (key === undefined) return;
    const { idempotencyKeys } = this.store.state.nhn;
    const now = this.store.now();
    const used = idempotencyKeys[`${account}/${key}`];
    if (used !== undefined && now - used < GUARD_MS)
      throw new NhnError(-1005, "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.");
    idempotencyKeys[`${account}/${key}`] = now;
    this.store.changed();
  }

  #judged(recipient: Body, message: Omit<TakenMessage, 'to' | 'messageId' | 'customFields'>): Judged {
    const { to, groupingKey } = named(recipient);
    if (!/^0\d{8,11}$/.test(to)) return { to, groupingKey, code: -5000 };
    if ((groupingKey?.length ?? 0) > MOST_KEY) return { to, groupingKey, code: -2000 };
    const customFields = groupingKey === undefined ? {} : { recipientGroupingKey: groupingKey };
    const taken = { ...message, to, messageId: this.store.newNumber(12), customFields };
    return { to, groupingKey, code: 0, message: taken };
  }

  async #take(account: string, body: Body, judged: readonly Judged[]) {
    const senderGroupingKey = textOf(body['senderGroupingKey']);
    if ((senderGroupingKey?.length ?? 0) > MOST_KEY) throw wrong('senderGroupingKey');
    const requestId = this.store.newNumber(8, koreanDigits(this.store.now()));
    const taken = judged.flatMap(({ message }) => message ?? []);
    const product = account.split('/').at(-1) as Product;
    if (taken.length > 0) {
      const { group, messages } = keepTaken(
        this.store,
        {
          dealer: 'nhn',
          accountId: account,
          groupId: requestId,
          customFields: { product, ...(senderGroupingKey !== undefined && { senderGroupingKey }) },
        },
        taken,
      );
      await this.deliveries.accept(group, messages);
    }
    return {
      requestId,
      senderGroupingKey: senderGroupingKey ?? null,
      results: judged.map(({ to, groupingKey, code }, index) => ({
        recipientSeq: index + 1,
        recipientNo: to,
        resultCode: code,
        resultMessage: code === 0 ? 'SUCCESS' : 'FAILURE',
        recipientGroupingKey: groupingKey ?? null,
      })),
      failed: taken.length > 0 ? headerOf(0, 'SUCCESS') : headerOf(-1031, 'All recipients have failed.'),
    };
  }
}

const named = (recipient: Body): Pick<Judged, 'to' | 'groupingKey'> => ({
  to: textOf(recipient['recipientNo']) ?? '',
  groupingKey: textOf(recipient['recipientGroupingKey']),
});

function recipientsOf(body: Body): Body[] {
  const list = Array.isArray(body['recipientList']) ? (body['recipientList'] as unknown[]) : [];
  if (list.length === 0 || list.length > MOST_RECIPIENTS) throw wrong('recipientList');
  return list.map((item) => (isRecord(item) ? item : {}));
}

function spanIsGiven(start: string | undefined, end: string | undefined): boolean {
  const [from, to] = [start, end].map((text) => Date.parse(`${(text ?? '').replace(' ', 'T')}+09:00`));
  return from !== undefined && to !== undefined && to >= from && to - from <= MOST_DAYS_MS;
}

const matches = (asked: string | undefined, has: string | undefined): boolean => asked === undefined || asked === has;
const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
