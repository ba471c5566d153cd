import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { imageProblems, IMAGE_LIMITS } from '#libs/content/image-rules.js';
import { Deliveries } from '../deliveries.js';
import { koreanDigits } from '../korean-stamp.js';
import type { MessageType, StoredGroup, StoredMessage } from '../state.js';
import { SimulatorStore } from '../store.js';
import { approvedTemplate, keepTaken } from '../taken-message.js';
import type { TakenMessage } from '../taken-message.js';
import { NUMBERS } from './numbers.js';
import { PopbillError } from './popbill-error.js';
import { buttonsOf } from './wire.js';

export type Body = Readonly<Record<string, unknown>>;
export type Service = 'KakaoTalk' | 'Message';

const MOST_RECIPIENTS = 1_000;
const SMS_BYTES = 90;
const wrong = (what: string): PopbillError => new PopbillError(400, NUMBERS.input, `${what} 값이 올바르지 않습니다.`);

/** Popbill: a request number is taken once, whatever it was used for, and whatever became of the answer. */
@Injectable()
export class SimulatedPopbill {
  constructor(
    private readonly store: SimulatorStore,
    private readonly deliveries: Deliveries,
  ) {}

  /** @returns the receipt number. @throws PopbillError 400 when nothing of the request is taken */
  async send(corpNum: string, type: MessageType, body: Body, picture?: Uint8Array): Promise<string> {
    const { state } = this.store;
    const requestNum = textOf(body['requestNum']);
    const used = requestNum === undefined ? undefined : `${corpNum}/${requestNum}`;
    if (requestNum !== undefined && !/^[\w-]{1,36}$/.test(requestNum)) throw wrong('requestNum');
    if (used !== undefined && state.popbill.requestNums[used] !== undefined)
      throw new PopbillError(400, NUMBERS.requestNumUsed, '이미 사용된 요청번호입니다.');
    if (textOf(body['sndDT']) !== undefined) throw wrong('sndDT');
    const list = Array.isArray(body['msgs']) ? (body['msgs'] as unknown[]) : [];
    if (list.length === 0 || list.length > MOST_RECIPIENTS) throw wrong('msgs');
    const image = type === 'MMS' ? pictureOf(picture) : undefined;
    const taken = list.map((item) => ({ ...this.#checked(type, body, isRecord(item) ? item : {}), image }));
    const groupId = this.store.newNumber(6, koreanDigits(this.store.now()).slice(2));
    const kept = keepTaken(
      this.store,
      {
        dealer: 'popbill',
        accountId: `popbill:${corpNum}`,
        groupId,
        customFields: {
          service: type === 'ATA' ? 'KakaoTalk' : 'Message',
          ...(requestNum !== undefined && { requestNum }),
        },
      },
      taken,
    );
    if (used !== undefined) state.popbill.requestNums[used] = groupId;
    // One at a time, since each is told of in a post of its own.
    await Promise.all(kept.messages.map((message) => this.deliveries.accept(kept.group, [message])));
    return groupId;
  }

  /** @throws PopbillError 400 when the member has none of this number with this service */
  sent(
    corpNum: string,
    service: Service,
    by: { receiptNum: string } | { requestNum: string },
  ): { group: StoredGroup; messages: StoredMessage[] } {
    const { groups, messages, popbill } = this.store.state;
    const groupId = 'receiptNum' in by ? by.receiptNum : popbill.requestNums[`${corpNum}/${by.requestNum}`];
    const group = groupId === undefined ? undefined : groups[groupId];
    if (group?.accountId !== `popbill:${corpNum}` || group.customFields['service'] !== service)
      throw new PopbillError(400, NUMBERS.notFound, '전송내역이 존재하지 않습니다.');
    return { group, messages: group.messageIds.flatMap((id) => messages[id] ?? []) };
  }

  #checked(type: MessageType, body: Body, item: Body): TakenMessage {
    const to = textOf(item['rcv']) ?? '';
    if (!/^0\d{8,11}$/.test(to)) throw wrong('rcv');
    const from = textOf(item['snd']) ?? textOf(body['snd']) ?? '';
    if (!this.store.state.senderNumbers.includes(from))
      throw new PopbillError(400, NUMBERS.senderNumber, '등록되지 않은 발신번호입니다.');
    const text = textOf(item['msg']) ?? textOf(body['content']);
    if (text === undefined) throw wrong('msg');
    const reference = textOf(item['interOPRefKey']);
    const common = {
      messageId: this.store.newNumber(12),
      to,
      from,
      type,
      customFields: reference === undefined ? {} : { interOPRefKey: reference },
    };
    // What is too long for one is cut off without a word.
    if (type === 'SMS') return { ...common, text: firstBytes(text, SMS_BYTES) };
    if (type === 'LMS' || type === 'MMS')
      return { ...common, text, subject: textOf(item['sjt']) ?? textOf(body['subject']) };
    const template = approvedTemplate(this.store, textOf(body['templateCode']) ?? '');
    if (!template) throw new PopbillError(400, NUMBERS.template, '템플릿이 존재하지 않습니다.');
    const own = buttonsOf(item['btns']);
    return {
      ...common,
      text,
      alimtalk: {
        template,
        title: textOf(item['emphasizeTitle']),
        buttons: own.length > 0 ? own : buttonsOf(body['btns']),
        dealerFallsBack: textOf(body['altSendType']) !== undefined,
      },
    };
  }
}

/** The hash of an MMS' picture. @throws PopbillError for none, and for one that carriers do not take */
function pictureOf(picture: Uint8Array | undefined): string {
  if (!picture || imageProblems(picture, IMAGE_LIMITS.mms).length > 0) throw wrong('file');
  return createHash('sha256').update(picture).digest('hex');
}

/** As much as fits, Korean letters counting two. */
function firstBytes(text: string, most: number): string {
  let bytes = 0;
  return [...text].filter((letter) => (bytes += (letter.codePointAt(0) ?? 0) < 128 ? 1 : 2) <= most).join('');
}

const isRecord = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
