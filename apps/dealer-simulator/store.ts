import { createHash, randomInt } from 'node:crypto';
import type { Moment } from '#libs/lifecycle/state.js';
import { fateNamed, fateOfNumber } from './fates.js';
import type { Fate } from './fates.js';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_ALIGO_ACCOUNT,
  DEFAULT_NHN_ACCOUNT,
  DEFAULT_POPBILL_ACCOUNT,
  DEFAULT_SETTINGS,
} from './options.js';
import type { Account, AligoAccount, NhnAccount, PopbillAccount, Settings, SimulatorOptions } from './options.js';
import { systemScheduler } from './scheduler.js';
import type { Scheduler } from './scheduler.js';
import { emptyState } from './state.js';
import type { DealerName, Phone, ReceiptRecord, RequestRecord, SimulatorState, StoredFile, Template } from './state.js';
import { StateFile } from './state-file.js';

const KEPT_RECORDS = 1_000;
const KOREA_MS = 9 * 60 * 60 * 1_000;
/** As long as an id of a picture may be; those of groups and messages are as long. */
const ID_LENGTH = 32;
const ID_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Everything the simulator knows, and the clock it lives by. */
export class SimulatorStore {
  readonly now: () => Moment;
  readonly scheduler: Scheduler;
  readonly accounts: readonly Account[];
  readonly nhnAccounts: readonly NhnAccount[];
  readonly aligoAccounts: readonly AligoAccount[];
  readonly popbillAccounts: readonly PopbillAccount[];
  #state: SimulatorState;
  readonly #file: StateFile | undefined;
  readonly #given: SimulatorOptions;

  private constructor(options: SimulatorOptions, state: SimulatorState) {
    this.now = options.now ?? Date.now;
    this.scheduler = options.scheduler ?? systemScheduler;
    this.accounts = options.accounts ?? [DEFAULT_ACCOUNT];
    this.nhnAccounts = options.nhnAccounts ?? [DEFAULT_NHN_ACCOUNT];
    this.aligoAccounts = options.aligoAccounts ?? [DEFAULT_ALIGO_ACCOUNT];
    this.popbillAccounts = options.popbillAccounts ?? [DEFAULT_POPBILL_ACCOUNT];
    this.#given = options;
    this.#state = state;
    this.#file = options.stateFile ? new StateFile(options.stateFile, () => this.#state) : undefined;
    this.#applyOptions();
  }

  static async open(options: SimulatorOptions): Promise<SimulatorStore> {
    return new SimulatorStore(options, options.stateFile ? await StateFile.read(options.stateFile) : emptyState());
  }

  get state(): SimulatorState {
    return this.#state;
  }

  get settings(): Settings {
    return { ...DEFAULT_SETTINGS, ...this.#given.settings, ...this.#state.settings };
  }

  changed(): void {
    this.#file?.changed();
  }

  async flush(): Promise<void> {
    await this.#file?.flush();
  }

  /** Forgets what happened; with `everything` also templates, sender numbers, settings and the webhook's target. */
  reset(everything: boolean): void {
    const { templates, channels, senderNumbers, webhook, webhooks, settings, files } = this.#state;
    this.#state = everything
      ? emptyState()
      : { ...emptyState(), templates, channels, senderNumbers, webhook, webhooks, settings, files };
    if (everything) this.#applyOptions();
    this.changed();
  }

  putTemplate(template: Template): void {
    this.#state.templates[template.templateId] = template;
    if (!this.#state.channels.includes(template.pfId)) this.#state.channels.push(template.pfId);
    this.changed();
  }

  putSenderNumber(number: string): void {
    if (!this.#state.senderNumbers.includes(number)) this.#state.senderNumbers.push(number);
    this.changed();
  }

  webhookOf(dealer: DealerName): { url: string; secret: string } | null {
    return dealer === 'solapi' ? this.#state.webhook : (this.#state.webhooks[dealer] ?? null);
  }

  /** The phone with this number; one that nothing ever reached is empty and not kept. */
  phone(number: string): Phone {
    return this.#state.phones[number] ?? { number, fate: null, channels: [], received: [] };
  }

  keepPhone(number: string): Phone {
    return (this.#state.phones[number] ??= this.phone(number));
  }

  fateOf(number: string): Fate {
    const override = this.#state.phones[number]?.fate;
    return (override ? fateNamed(override) : undefined) ?? fateOfNumber(number);
  }

  noteRequest(record: RequestRecord): void {
    const { requests } = this.#state;
    requests.total += 1;
    const key = `${record.endpoint} ${record.outcome}`;
    requests.counts[key] = (requests.counts[key] ?? 0) + 1;
    keepLast(requests.recent, record);
    this.changed();
  }

  noteReceipt(record: ReceiptRecord): void {
    this.#state.receipts.total += 1;
    keepLast(this.#state.receipts.recent, record);
    this.changed();
  }

  /** Keeps what is known of a picture; its bytes are not kept. */
  keepFile(id: string, file: Omit<StoredFile, 'hash' | 'bytes'>, bytes: Uint8Array): void {
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.#state.files[id] = { ...file, hash, bytes: bytes.byteLength };
    this.changed();
  }

  /** Digits that no group or message has: `length` of them, after `prefix`. */
  newNumber(length: number, prefix = ''): string {
    const { groups, messages } = this.#state;
    let number: string;
    do {
      const digits = Array.from({ length: length - 1 }, () => String(randomInt(10)));
      number = [prefix, String(randomInt(1, 10)), ...digits].join('');
    } while (groups[number] ?? messages[number]);
    return number;
  }

  /** An id as Solapi forms them: prefix, Korean time to the second, letters and digits up to 32 in all. */
  newId(prefix: 'G4V' | 'M4V' | 'ST01FL'): string {
    const time = new Date(this.now() + KOREA_MS).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const rest = Array.from(
      { length: ID_LENGTH - prefix.length - time.length },
      () => ID_LETTERS[randomInt(ID_LETTERS.length)],
    ).join('');
    return `${prefix}${time}${rest}`;
  }

  #applyOptions(): void {
    const { webhookUrl, webhookSecret, senderNumbers = [], templates = [] } = this.#given;
    if (webhookUrl) this.#state.webhook = { url: webhookUrl, secret: webhookSecret ?? '' };
    for (const number of senderNumbers) this.putSenderNumber(number);
    for (const template of templates) this.putTemplate(template);
  }
}

function keepLast<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT_RECORDS) list.splice(0, list.length - KEPT_RECORDS);
}
