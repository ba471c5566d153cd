import { Injectable } from '@nestjs/common';
import { Deliveries } from '../deliveries.js';
import type { StoredGroup, StoredMessage } from '../state.js';
import { SimulatorStore } from '../store.js';
import { checkMessage, customFieldsOf } from './message-check.js';
import type { RawMessage } from './message-check.js';
import { SolapiError, groupNotFound, validationError } from './solapi-error.js';
import { statusMessage } from './status-messages.js';

/** Recipients in one request, and messages in one group. */
const MAX_RECIPIENTS = 10_000;
const MAX_GROUP = 1_000_000;

type Body = Readonly<Record<string, unknown>>;

/** The dealer: groups, what is added to them, and the moment at which they are sent. */
@Injectable()
export class SimulatedDealer {
  constructor(
    private readonly store: SimulatorStore,
    private readonly deliveries: Deliveries,
  ) {}

  /** @throws SolapiError 400 for custom fields outside the limits. */
  createGroup(accountId: string, body: Body): StoredGroup {
    const customFields = customFieldsOf(body['customFields']);
    if (!customFields) throw validationError('customFields는 키 30자, 값 100자 이하의 문자열이어야 합니다.');
    const now = this.store.now();
    const group: StoredGroup = {
      groupId: this.store.newId('G4V'),
      accountId,
      status: 'PENDING',
      allowDuplicates: body['allowDuplicates'] === true,
      strict: body['strict'] === true,
      appId: textOrNull(body['appId']),
      sdkVersion: textOrNull(body['sdkVersion']),
      osPlatform: textOrNull(body['osPlatform']),
      customFields,
      messageIds: [],
      log: [{ message: '메시지 그룹이 생성되었습니다.', createAt: now }],
      dateCreated: now,
      dateUpdated: now,
      dateSent: null,
      dateCompleted: null,
    };
    this.store.state.groups[group.groupId] = group;
    this.store.changed();
    return group;
  }

  /** @throws SolapiError 404 for a group that is not there or not this account's. */
  group(accountId: string, groupId: string): StoredGroup {
    const group = this.store.state.groups[groupId];
    if (!group || group.accountId !== accountId) throw groupNotFound();
    return group;
  }

  messagesOf(group: StoredGroup): StoredMessage[] {
    return group.messageIds.flatMap((id) => this.store.state.messages[id] ?? []);
  }

  /**
   * Adds messages; each is taken or refused for itself, and refused ones are kept but never sent.
   * @throws SolapiError 400 when `messages` is not a list of objects or the group is past PENDING; 413 beyond the limits.
   */
  addMessages(group: StoredGroup, value: unknown): StoredMessage[] {
    const raw = recipientsOf(value);
    if (group.status !== 'PENDING')
      throw new SolapiError(400, 'InvalidStatus', "'PENDING' 상태의 그룹만 처리 가능합니다.");
    if (group.messageIds.length + raw.length > MAX_GROUP) {
      throw new SolapiError(
        413,
        'RecipientsTooMany',
        `하나의 그룹에 담을 수 있는 메시지는 최대 ${MAX_GROUP}건 입니다.`,
      );
    }
    const taken = new Set(this.messagesOf(group).flatMap((message) => (message.status === 'FAILED' ? [] : message.to)));
    const added = raw.map((message) => this.#add(group, message, taken));
    const failed = added.filter((message) => message.status === 'FAILED').length;
    const now = this.store.now();
    group.log.push({
      message: `메시지 ${added.length - failed}건이 추가되었습니다. (접수 실패 ${failed}건)`,
      createAt: now,
    });
    group.dateUpdated = now;
    this.store.changed();
    return added;
  }

  /**
   * Sends a group: from here on its messages leave whatever happens to the answer.
   * @throws SolapiError 409 when it was sent before, 400 when there is nothing to send (that code is not documented).
   */
  async send(group: StoredGroup): Promise<void> {
    if (group.status === 'SENDING') throw new SolapiError(409, 'GroupInProcessing', '이미 발송 요청된 그룹입니다.');
    if (group.status === 'COMPLETE') throw new SolapiError(409, 'AlreadySent', '이미 발송이 완료된 그룹입니다.');
    if (group.status === 'FAILED') {
      throw new SolapiError(400, 'FailedGroup', '그룹 생성에 실패했던 그룹입니다.\n그룹 로그를 확인해주세요.');
    }
    const leaving = this.messagesOf(group).filter((message) => message.status === 'PENDING');
    if (leaving.length === 0) throw validationError('발송할 수 있는 메시지가 없습니다.');
    const now = this.store.now();
    group.status = 'SENDING';
    group.dateSent = now;
    group.dateUpdated = now;
    group.log.push({ message: '메시지를 발송했습니다.', createAt: now });
    for (const message of leaving) {
      message.status = 'SENDING';
      message.statusCode = '3000';
      message.dateProcessed = now;
      message.dateUpdated = now;
    }
    this.store.changed();
    await this.deliveries.accept(group, leaving);
  }

  /** For a request whose messages were all refused: such a group is never sent. */
  fail(group: StoredGroup): void {
    group.status = 'FAILED';
    this.store.changed();
  }

  #add(group: StoredGroup, raw: RawMessage, taken: Set<string>): StoredMessage {
    const { state } = this.store;
    const { message, refusal } = checkMessage(raw, state);
    const code = refusal?.code ?? this.#refusedNumber(group, message.to, taken) ?? '2000';
    const refused = code !== '2000';
    const detail = refusal?.detail === undefined ? '' : ` (${refusal.detail})`;
    const now = this.store.now();
    const stored: StoredMessage = {
      ...message,
      messageId: this.store.newId('M4V'),
      groupId: group.groupId,
      accountId: group.accountId,
      statusCode: code,
      status: refused ? 'FAILED' : 'PENDING',
      reason: refused ? `${statusMessage(code)}${detail}` : null,
      replacement: false,
      dateCreated: now,
      dateUpdated: now,
      dateProcessed: null,
      dateReported: null,
      dateReceived: null,
    };
    if (!refused) taken.add(stored.to);
    state.messages[stored.messageId] = stored;
    group.messageIds.push(stored.messageId);
    return stored;
  }

  #refusedNumber(group: StoredGroup, to: string, taken: ReadonlySet<string>): string | undefined {
    if (!group.allowDuplicates && taken.has(to)) return '1026';
    return this.store.fateOf(to).refusedWith;
  }
}

/** One raw message for each recipient: `to` may be a number or a list of them. */
function recipientsOf(value: unknown): RawMessage[] {
  if (!Array.isArray(value)) throw validationError('messages 의 데이터 타입은 배열이어야 됩니다.');
  if (value.length === 0) throw validationError('messages 는 1건 이상이어야 합니다.');
  const messages: RawMessage[] = [];
  for (const item of value as unknown[]) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw validationError('messages 의 항목은 객체여야 합니다.');
    }
    const fields = item as Readonly<Record<string, unknown>>;
    for (const to of Array.isArray(fields['to']) ? (fields['to'] as unknown[]) : [fields['to']]) {
      messages.push({ ...fields, to });
    }
  }
  if (messages.length > MAX_RECIPIENTS) {
    throw new SolapiError(
      413,
      'RecipientsTooMany',
      `한 번에 추가할 수 있는 수신번호는 최대 ${MAX_RECIPIENTS}건 입니다.`,
    );
  }
  return messages;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
