import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { imageProblems, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { Deliveries } from '../deliveries.js';
import { koreanDigits } from '../korean-stamp.js';
import type { StoredGroup, StoredMessage } from '../state.js';
import { SimulatorStore } from '../store.js';
import { approvedTemplate, keepTaken } from '../taken-message.js';
import type { TakenMessage } from '../taken-message.js';
import { buttonsOf } from './wire.js';

/** A form as it was posted: every value a text. */
export type Form = Readonly<Record<string, string | undefined>>;

/** A call that is answered 200 like any other, with a negative number in place of success. */
export class AligoRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const MOST_RECIPIENTS = { alimtalk: 500, text: 1_000 } as const;
const badRequest = (what: string): AligoRefusal => new AligoRefusal(-103, `${what} 값이 올바르지 않습니다.`);

/**
 * Aligo: what is asked to be sent is sent, as often as it is asked, since it knows no key of the caller's. It looks at
 * the account, the sender and whether there is such a template, and leaves the comparison with the template to Kakao.
 */
@Injectable()
export class SimulatedAligo {
  constructor(
    private readonly store: SimulatorStore,
    private readonly deliveries: Deliveries,
  ) {}

  /** @throws AligoRefusal for an account that is none */
  accountOf(apiKey: string | undefined, userId: string | undefined): string {
    const account = this.store.aligoAccounts.find((known) => known.apiKey === apiKey && known.userId === userId);
    if (!account) throw new AligoRefusal(-101, '인증오류입니다.');
    return `aligo:${account.userId}`;
  }

  /** @throws AligoRefusal when nothing of the request is taken */
  async sendAlimtalk(accountId: string, form: Form): Promise<{ group: StoredGroup; messages: StoredMessage[] }> {
    const template = approvedTemplate(this.store, form['tpl_code'] ?? '');
    if (!template) throw new AligoRefusal(-501, '템플릿을 찾을 수 없습니다.');
    if (template.pfId !== form['senderkey']) throw badRequest('senderkey');
    if (form['senddate']) throw badRequest('senddate');
    const from = this.#sender(form);
    const numbers = recipientNumbers(form);
    if (numbers.length === 0 || numbers.length > MOST_RECIPIENTS.alimtalk) throw badRequest('receiver');
    const taken = numbers.map((index): TakenMessage => {
      const to = form[`receiver_${index}`] ?? '';
      const text = form[`message_${index}`];
      const buttons = buttonsOf(form[`button_${index}`]);
      if (!/^0\d{8,11}$/.test(to)) throw badRequest(`receiver_${index}`);
      if (!text) throw badRequest(`message_${index}`);
      if (!buttons) throw badRequest(`button_${index}`);
      const title = form[`emtitle_${index}`];
      const dealerFallsBack = form['failover'] === 'Y';
      return {
        messageId: this.store.newNumber(9),
        to,
        from,
        type: 'ATA',
        text,
        alimtalk: { template, title: title === '' ? undefined : title, buttons, dealerFallsBack },
      };
    });
    return this.#take(accountId, 'alimtalk', taken);
  }

  /** @throws AligoRefusal when nothing of the request is taken */
  async sendText(
    accountId: string,
    form: Form,
    pictures: readonly Uint8Array[] = [],
  ): Promise<{ group: StoredGroup; messages: StoredMessage[] }> {
    const from = this.#sender(form);
    const receivers = (form['receiver'] ?? '').split(',').filter((number) => number !== '');
    if (receivers.length === 0 || receivers.length > MOST_RECIPIENTS.text) throw badRequest('receiver');
    if (form['rdate'] || form['rtime']) throw badRequest('rdate');
    const text = form['msg'];
    if (!text) throw badRequest('msg');
    const type = form['msg_type'];
    if (type !== 'SMS' && type !== 'LMS' && type !== 'MMS') throw badRequest('msg_type');
    const image = pictureOf(type, pictures);
    const taken = receivers.map((to): TakenMessage => {
      if (!/^0\d{8,11}$/.test(to)) throw badRequest('receiver');
      const subject = type === 'SMS' ? undefined : form['title'];
      return { messageId: this.store.newNumber(9), to, from, type, text, subject, image };
    });
    return this.#take(accountId, 'text', taken);
  }

  /** Sendings of one API, newest first. @param days `YYYYMMDD`, both ends included */
  sendings(accountId: string, api: 'alimtalk' | 'text', days: { from: string; to: string }): StoredGroup[] {
    return Object.values(this.store.state.groups)
      .filter((group) => group.accountId === accountId && group.customFields['api'] === api)
      .filter(({ dateCreated }) => {
        const day = koreanDigits(dateCreated).slice(0, 8);
        return day >= days.from && day <= days.to;
      })
      .reverse();
  }

  /** The messages of a sending; none of another account's or API's. */
  messagesOf(accountId: string, api: 'alimtalk' | 'text', mid: string): StoredMessage[] {
    const group = this.store.state.groups[mid];
    if (group?.accountId !== accountId || group.customFields['api'] !== api) return [];
    return group.messageIds.flatMap((id) => this.store.state.messages[id] ?? []);
  }

  #sender(form: Form): string {
    const from = form['sender'] ?? '';
    if (!this.store.state.senderNumbers.includes(from)) throw new AligoRefusal(-105, '등록되지 않은 발신번호입니다.');
    return from;
  }

  async #take(
    accountId: string,
    api: 'alimtalk' | 'text',
    taken: readonly TakenMessage[],
  ): Promise<{ group: StoredGroup; messages: StoredMessage[] }> {
    const groupId = this.store.newNumber(9);
    const kept = keepTaken(this.store, { dealer: 'aligo', accountId, groupId, customFields: { api } }, taken);
    await this.deliveries.accept(kept.group, kept.messages);
    return kept;
  }
}

/**
 * The hash of an MMS' first picture, which the phone shows. What the type does not fit is refused: whether the real dealer
 * would send it as something else is not known. @throws AligoRefusal as well for one that carriers do not take
 */
function pictureOf(type: 'SMS' | 'LMS' | 'MMS', pictures: readonly Uint8Array[]): string | undefined {
  if ((type === 'MMS') !== pictures.length > 0) throw badRequest('image1');
  if (pictures.some((each) => imageProblems(each, IMAGE_LIMITS.mms).length > 0)) throw badRequest('image1');
  const [first] = pictures;
  return first && createHash('sha256').update(first).digest('hex');
}

/** The N of all `receiver_N`, in order. */
export const recipientNumbers = (form: Form): number[] =>
  Object.keys(form)
    .flatMap((name) => /^receiver_(\d{1,3})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
