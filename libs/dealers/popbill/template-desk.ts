import type { TemplateNews } from '#libs/message/template-life.js';
import type { Answer } from '../exchange.js';
import { DESK_RULES } from '../desk-rules.js';
import { isRecord, textOf } from '../receipt-fields.js';
import { notOffered, refusedBy, type DeskAnswer, type TemplateDesk } from '../template-desk.js';
import { PopbillClient, refusalCode, type NoToken, type PopbillClientOptions } from './popbill-client.js';

/**
 * Templates at Popbill are read only: they are made on its own site (GetATSTemplateMgtURL), and its API lists those that are
 * approved (ListATSTemplate). Reviews of others cannot be followed.
 */
export class PopbillTemplateDesk implements TemplateDesk {
  readonly name = 'popbill';
  readonly capabilities = DESK_RULES.popbill;
  readonly #client: PopbillClient;

  constructor(options: PopbillClientOptions) {
    this.#client = new PopbillClient(options);
  }

  register(): Promise<DeskAnswer<never>> {
    return notOffered();
  }
  edit(): Promise<DeskAnswer<never>> {
    return notOffered();
  }
  requestReview(): Promise<DeskAnswer<never>> {
    return notOffered();
  }
  cancelReview(): Promise<DeskAnswer<never>> {
    return notOffered();
  }
  remove(): Promise<DeskAnswer<never>> {
    return notOffered();
  }

  /** Of the whole member's; those of other channels are passed over where the list names them. */
  async list(channelId: string): Promise<DeskAnswer<TemplateNews[]>> {
    const answer = await this.#client.call('GET', '/KakaoTalk/ListATSTemplate');
    if (answer.kind !== 'success' || !Array.isArray(answer.body)) return failure(answer);
    return { kind: 'done', value: (answer.body as unknown[]).flatMap((item) => newsIn(item, channelId) ?? []) };
  }
}

function newsIn(item: unknown, channelId: string): TemplateNews | undefined {
  if (!isRecord(item)) return undefined;
  const dealerTemplateId = textOf(item['templateCode']);
  const channel = textOf(item['plusFriendID']);
  if (dealerTemplateId === undefined || (channel !== undefined && channel !== channelId)) return undefined;
  return {
    dealerTemplateId,
    name: textOf(item['templateName']) ?? '',
    review: 'approved',
    body: textOf(item['template']) ?? '',
    comments: [],
  };
}

function failure(answer: Answer | NoToken): DeskAnswer<never> {
  switch (answer.kind) {
    case 'success':
      return { kind: 'unknown', code: 'ANSWER_UNREADABLE' };
    case 'lost':
      return { kind: 'unknown', code: answer.code };
    case 'not-sent':
    case 'no-token':
      return { kind: 'unavailable', code: answer.code };
    case 'refused': {
      const code = refusalCode(answer.body) ?? `HTTP_${answer.status}`;
      if (answer.status >= 500) return { kind: 'unknown', code };
      return answer.status === 401 ? { kind: 'unavailable', code } : refusedBy('TEMPLATE_REFUSED_BY_DEALER', code);
    }
  }
}
