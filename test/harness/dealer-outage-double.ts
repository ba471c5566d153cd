import { parseAttemptKey } from '#libs/contracts/ids.js';
import type {
  CallOutcome,
  Dealer,
  DealerCapabilities,
  DealerMessage,
  DealerReceipt,
  LookUpOutcome,
  PrepareOutcome,
} from '#libs/dealers/dealer.js';
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * How a dealer is. `refuses`: nobody can reach it, nothing is taken. `unreachable`: the same of one that prepares nothing, so
 * that it shows with the commit alone. `silent`: it takes and does not answer. `account`: it refuses the key.
 */
export type DealerMood = 'well' | 'refuses' | 'unreachable' | 'silent' | 'account';

/** What came to a dealer. */
export interface DealerCall {
  readonly messageId: string;
  readonly what: 'prepare' | 'commit' | 'look-up';
  readonly at: Moment;
  readonly mood: DealerMood;
}

/** A dealer in this process that can be out, and keeps account of every call. */
export class DealerOutageDouble implements Dealer {
  readonly capabilities: DealerCapabilities = {
    channels: ['alimtalk', 'sms', 'lms'],
    rendersTemplates: true,
    alimtalkBodyLength: 1_000,
    images: {},
    lookUpByKey: true,
    duplicateGuardMs: null,
    receipts: 'webhook',
    ratePerSecond: null,
  };
  readonly calls: DealerCall[] = [];
  readonly taken: DealerCall[] = [];
  mood: DealerMood = 'well';
  /** Awaited while a group is being filled. */
  meanwhile: (messageId: string) => Promise<void> = () => Promise.resolve();

  constructor(
    readonly name: string,
    private readonly now: () => Moment,
  ) {}

  async prepare(message: DealerMessage): Promise<PrepareOutcome> {
    const call = this.noted(message.key, 'prepare');
    await this.meanwhile(call.messageId);
    if (this.mood === 'refuses') return { kind: 'transient', class: 'transient', code: 'ECONNREFUSED' };
    if (this.mood === 'account') return { kind: 'transient', class: 'permanent-config', code: 'HTTP_401' };
    return { kind: 'prepared', groupId: `${this.name}/${call.messageId}/${this.calls.length}` };
  }

  commit(_groupId: string, message: DealerMessage): Promise<CallOutcome> {
    const call = this.noted(message.key, 'commit');
    if (this.mood === 'refuses') return Promise.resolve({ kind: 'transient', class: 'transient', code: 'HTTP_503' });
    if (this.mood === 'unreachable')
      return Promise.resolve({ kind: 'transient', class: 'transient', code: 'ECONNREFUSED', unconnected: true });
    this.taken.push(call);
    return Promise.resolve(this.mood === 'silent' ? { kind: 'unknown', code: 'TIMEOUT' } : { kind: 'accepted' });
  }

  lookUp({ key }: { readonly key: string }): Promise<LookUpOutcome> {
    const { messageId } = this.noted(key, 'look-up');
    if (this.mood !== 'well') return Promise.resolve({ kind: 'undecided', code: 'TIMEOUT' });
    const taken = this.taken.some((call) => call.messageId === messageId);
    return Promise.resolve({ kind: taken ? 'accepted' : 'not-taken' });
  }

  receiptsOf(): Promise<DealerReceipt[]> {
    return Promise.resolve([]);
  }

  parseReceipts(): DealerReceipt[] {
    return [];
  }

  private noted(key: string, what: DealerCall['what']): DealerCall {
    const { messageId } = parseAttemptKey(key) ?? {};
    if (messageId === undefined) throw new Error('A message came without our key.');
    const call = { messageId, what, at: this.now(), mood: this.mood };
    this.calls.push(call);
    return call;
  }
}
