import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ADVERTISING_QUIET, quietUntil } from '#libs/calendar/quiet-hours.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { courseOf } from './course.js';
import type { Step } from './course.js';
import type { Fate, Outcome } from './fates.js';
import { ReceiptPoster } from './receipts.js';
import type { Job, MessageType, StoredGroup, StoredMessage } from './state.js';
import { SimulatorStore } from './store.js';

/** Kakao, the carriers and the way back: what happens to messages once the dealer has taken them. */
@Injectable()
export class Deliveries {
  readonly #timers = new Map<string, () => void>();
  #stopped = false;

  constructor(
    private readonly store: SimulatorStore,
    private readonly receipts: ReceiptPoster,
  ) {}

  /** Takes up what was still to happen when the simulator was stopped. */
  resume(): void {
    for (const job of Object.values(this.store.state.jobs)) this.#schedule(job);
  }

  /** Hands the messages of a group over. Resolves once everything is done that comes before the call's answer. */
  async accept(group: StoredGroup, messages: readonly StoredMessage[]): Promise<void> {
    const now = this.store.now();
    const together = new Map<string, { step: Step; messageIds: string[] }>();
    for (const message of messages) {
      const steps = this.#courseOf(message);
      for (const [index, step] of steps.entries()) {
        const key = `${index} ${JSON.stringify(step)}`;
        const entry = together.get(key) ?? { step, messageIds: [] };
        entry.messageIds.push(message.messageId);
        together.set(key, entry);
      }
    }
    const before: Promise<void>[] = [];
    // Results first: a receipt tells one that is there.
    const entries = [...together.values()].sort((a, b) => a.step.afterMs - b.step.afterMs);
    for (const { step, messageIds } of entries) {
      const job = { id: randomUUID(), at: now + step.afterMs, groupId: group.groupId, messageIds, work: step.work };
      if (step.beforeAnswer) before.push(this.#perform(job));
      else this.#enqueue(job);
    }
    await Promise.all(before);
  }

  /** Forgets all that was still to happen. */
  cancelAll(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.cancelAll();
    await this.receipts.stop();
  }

  #courseOf(message: StoredMessage): Step[] {
    const { settings } = this.store;
    const fate = this.store.fateOf(message.to);
    if (message.refusedLater !== undefined)
      return courseOf({ code: message.refusedLater, reaches: false }, settings.receipts ?? fate.receipts, settings);
    const friend = message.kakao && this.store.phone(message.to).channels.includes(message.kakao.pfId);
    if (friend !== null) message.addedChannel = friend;
    const outcome =
      message.type === 'BMS'
        ? brandOutcome(fate, friend === true, this.store.now())
        : message.type === 'ATA'
          ? fate.alimtalk
          : fate.text;
    if (message.type === 'ATA' && dealerFallsBack(message, outcome.code)) {
      message.type = fallbackType(message.text ?? '');
      message.replacement = true;
      return courseOf(fate.text, settings.receipts ?? fate.receipts, settings);
    }
    return courseOf(outcome, settings.receipts ?? fate.receipts, settings);
  }

  #enqueue(job: Job): void {
    this.store.state.jobs[job.id] = job;
    this.store.changed();
    this.#schedule(job);
  }

  #schedule(job: Job): void {
    if (this.#stopped) return;
    const wait = job.at - this.store.now();
    if (wait <= 0) {
      void this.#perform(job);
      return;
    }
    const cancel = this.store.scheduler.after(wait, () => {
      this.#timers.delete(job.id);
      void this.#perform(job);
    });
    this.#timers.set(job.id, cancel);
  }

  async #perform(job: Job): Promise<void> {
    if (job.work.kind === 'result') {
      for (const id of job.messageIds) this.#arrive(id, job.work.code, job.work.reaches);
      this.#complete(job.groupId);
      delete this.store.state.jobs[job.id];
      this.store.changed();
      return;
    }
    // Kept until it is settled, so that a restart in the middle of a post makes it again rather than losing it.
    this.store.state.jobs[job.id] = job;
    const again = await this.receipts.post({ ...job, work: job.work });
    if (this.store.state.jobs[job.id] === undefined) return;
    delete this.store.state.jobs[job.id];
    if (again) this.#enqueue(again);
    this.store.changed();
  }

  #arrive(messageId: string, code: string, reaches: boolean): void {
    const message = this.store.state.messages[messageId];
    if (!message) return;
    const now = this.store.now();
    message.statusCode = code;
    message.status = code === '3000' ? 'SENDING' : code === '4000' ? 'COMPLETE' : 'FAILED';
    message.dateUpdated = now;
    if (!reaches) return;
    message.dateReceived = now;
    this.store.keepPhone(message.to).received.push({
      at: now,
      channel: CHANNELS[message.type ?? 'SMS'],
      text: message.text ?? '',
      subject: message.subject,
      title: message.kakao?.title ?? null,
      subtitle: message.kakao?.subtitle ?? null,
      buttons: message.kakao ? message.buttons : [],
      image: message.image ?? null,
      ...(message.brand && { brand: message.brand }),
      from: message.from,
      pfId: message.kakao?.pfId ?? null,
      templateId: message.kakao?.templateId || null,
      groupId: message.groupId,
      messageId,
      customFields: message.customFields,
      dealerFallback: message.replacement,
    });
  }

  #complete(groupId: string): void {
    const { groups, messages } = this.store.state;
    const group = groups[groupId];
    if (!group || group.status !== 'SENDING') return;
    const open = group.messageIds.some((id) => messages[id]?.status === 'SENDING');
    if (open) return;
    group.status = 'COMPLETE';
    group.dateCompleted = this.store.now();
    group.dateUpdated = group.dateCompleted;
  }
}

const CHANNELS = { ATA: 'alimtalk', BMS: 'brand', SMS: 'sms', LMS: 'lms', MMS: 'mms' } as const;

/** Kakao passes brand messages on by day alone, and to friends of the channel: whoever cannot be reached at all comes first. */
function brandOutcome(fate: Fate, friend: boolean, now: number): Outcome {
  if (!fate.alimtalk.reaches && fate.alimtalk.code !== '3102') return fate.alimtalk;
  if (quietUntil(now, ADVERTISING_QUIET, 0) !== undefined) return { code: '3108', reaches: false };
  return friend && fate.alimtalk.code !== '3102' ? fate.alimtalk : { code: '3102', reaches: false };
}

/** The dealer sends a text of its own after Kakao's refusal unless it is told not to, if it knows a sender number. */
function dealerFallsBack(message: StoredMessage, code: string): boolean {
  return message.kakao?.disableSms === false && message.from !== null && code.startsWith('31');
}

function fallbackType(text: string): MessageType {
  const bytes = eucKrBytes(text);
  return typeof bytes === 'number' && bytes <= 90 ? 'SMS' : 'LMS';
}
