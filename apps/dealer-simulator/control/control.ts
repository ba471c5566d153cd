import { Injectable } from '@nestjs/common';
import { Deliveries } from '../deliveries.js';
import type { Fate } from '../fates.js';
import { Faults } from '../faults.js';
import type { Settings } from '../options.js';
import type { DealerName, Fault, Phone, ReceiptRecord, RequestRecord, Template } from '../state.js';
import { SimulatorStore } from '../store.js';
import { SimulatedTemplates } from '../templates.js';

export interface PhoneView extends Phone {
  /** What becomes of messages to this number now. */
  readonly fateInForce: Pick<Fate, 'name' | 'title'>;
}

/** What a test or a person at the desk may do to the simulator: the control API, also for callers in the same process. */
@Injectable()
export class SimulatorControl {
  constructor(
    private readonly store: SimulatorStore,
    private readonly faultRegistry: Faults,
    private readonly deliveries: Deliveries,
    private readonly reviews: SimulatedTemplates,
  ) {}

  putTemplates(templates: readonly Template[]): void {
    for (const template of templates) this.store.putTemplate(template);
  }

  templates(): Template[] {
    return Object.values(this.store.state.templates);
  }

  /** @returns whether there was one. */
  removeTemplate(templateId: string): boolean {
    const known = templateId in this.store.state.templates;
    delete this.store.state.templates[templateId];
    this.store.changed();
    return known;
  }

  /** The reviewer decides about what waits, an edit before the template itself. @returns undefined when nothing waits. */
  reviewTemplate(templateId: string, decision: 'approve' | 'reject', comment?: string): Template | undefined {
    return this.reviews.decide(templateId, decision, comment);
  }

  /** Kakao blocks a template or lets it sleep, or no longer does. @returns undefined when there is no such template. */
  flagTemplate(templateId: string, flags: Pick<Template, 'blocked' | 'dormant'>): Template | undefined {
    return this.reviews.flag(templateId, flags);
  }

  addSenderNumbers(numbers: readonly string[]): void {
    for (const number of numbers) this.store.putSenderNumber(number);
  }

  senderNumbers(): readonly string[] {
    return this.store.state.senderNumbers;
  }

  removeSenderNumber(number: string): void {
    this.store.state.senderNumbers = this.store.state.senderNumbers.filter((known) => known !== number);
    this.store.changed();
  }

  setWebhook(webhook: { url: string; secret: string } | null, dealer: DealerName = 'solapi'): void {
    const { state } = this.store;
    if (dealer === 'solapi') state.webhook = webhook;
    else if (webhook) state.webhooks[dealer] = webhook;
    else delete state.webhooks[dealer];
    this.store.changed();
  }

  /** Where receipts go; the secret is never told. */
  webhook(dealer: DealerName = 'solapi'): { url: string | null } {
    return { url: this.store.webhookOf(dealer)?.url ?? null };
  }

  changeSettings(change: Partial<Settings>): Settings {
    this.store.state.settings = { ...this.store.state.settings, ...change };
    this.store.changed();
    return this.store.settings;
  }

  settings(): Settings {
    return this.store.settings;
  }

  addFault(fault: Pick<Fault, 'effect'> & Partial<Omit<Fault, 'id' | 'effect'>>): Fault {
    return this.faultRegistry.add({ endpoint: 'any', number: null, accepted: false, skip: 0, times: 1, ...fault });
  }

  faults(): readonly Fault[] {
    return this.store.state.faults;
  }

  removeFault(id: string): boolean {
    return this.faultRegistry.remove(id);
  }

  removeFaults(): void {
    this.faultRegistry.removeAll();
  }

  /** All phones that something reached or that were set up, the one that heard something last first. */
  phones(): PhoneView[] {
    const last = (phone: Phone): number => phone.received.at(-1)?.at ?? 0;
    return Object.values(this.store.state.phones)
      .sort((a, b) => last(b) - last(a))
      .map((phone) => this.phone(phone.number));
  }

  /** What a phone really received, in order. @param number hyphens are ignored. */
  phone(number: string): PhoneView {
    const digits = number.replaceAll('-', '');
    const { name, title } = this.store.fateOf(digits);
    return { ...this.store.phone(digits), fateInForce: { name, title } };
  }

  /** Gives a number a fate by name, whatever its digits say; null: by its digits again. */
  setFate(number: string, fate: string | null): PhoneView {
    this.store.keepPhone(number.replaceAll('-', '')).fate = fate;
    this.store.changed();
    return this.phone(number);
  }

  /** The person adds a channel, as with the 채널 추가 button. */
  addChannel(number: string, pfId: string): void {
    const phone = this.store.keepPhone(number.replaceAll('-', ''));
    if (!phone.channels.includes(pfId)) phone.channels.push(pfId);
    this.store.changed();
  }

  /** How often the dealer's API was called, and the last thousand calls, newest last. */
  requests(): { total: number; counts: Readonly<Record<string, number>>; recent: readonly RequestRecord[] } {
    return this.store.state.requests;
  }

  /** The last thousand posts to the webhook, newest last. */
  receipts(): { total: number; recent: readonly ReceiptRecord[] } {
    return this.store.state.receipts;
  }

  reset(everything = false): void {
    this.deliveries.cancelAll();
    this.store.reset(everything);
  }
}
