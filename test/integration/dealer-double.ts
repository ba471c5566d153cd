import type {
  CallOutcome,
  Dealer,
  DealerCapabilities,
  DealerMessage,
  DealerReceipt,
  LookUpOutcome,
  LookUpQuestion,
  PrepareOutcome,
} from '#libs/dealers/dealer.js';
import { parseAttemptKey } from '#libs/contracts/ids.js';

/** Where in a delivery something may be made to happen. */
export type Spot = 'prepare' | 'fill' | 'filled' | 'commit' | 'taken';

/** How the dealer treats one message. Times in ms. */
export interface Treatment {
  readonly prepareMs: number;
  readonly fillMs: number;
  /** From the commit until the dealer has taken the group, and from there until its answer. */
  readonly takeMs: number;
  readonly answerMs: number;
  readonly commit:
    | 'accepts'
    /** Its answer is lost; it has taken the group, or not. */
    | 'taken-unanswered'
    | 'lost'
    /** Says that it cannot now, and can the next time. */
    | 'refuses-once'
    /** Says that this one can never have an 알림톡. */
    | 'rejects';
  at(spot: Spot): void;
}

interface Group {
  readonly messageId: string;
  readonly treatment: Treatment;
  commits: number;
  taken: boolean;
  /** So many of its commits have been said not to be taken: they will not be, however late this process comes to them. */
  denied: number;
}

/** A commit as the dealer sees it. */
export interface Commit {
  readonly messageId: string;
  readonly groupId: string;
  /** ms since 1970. */
  readonly at: number;
}

/** A dealer in this process that is slow, forgets to answer, and keeps account of every call that could make a message leave. */
export class DealerDouble implements Dealer {
  readonly name = 'solapi';
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
  readonly commits: Commit[] = [];
  readonly taken: Commit[] = [];
  private readonly groups = new Map<string, Group>();
  private count = 0;

  /** @param settlingMs a group that is not taken so long after its commit will not be */
  constructor(
    private readonly treatmentOf: (messageId: string) => Treatment,
    private readonly settlingMs: number,
  ) {}

  async prepare(message: DealerMessage): Promise<PrepareOutcome> {
    this.count += 1;
    const groupId = `G${this.count}`;
    const key = parseAttemptKey(message.key);
    if (!key) throw new Error('A message came without our key.');
    const treatment = this.treatmentOf(key.messageId);
    treatment.at('prepare');
    await pause(treatment.prepareMs);
    treatment.at('fill');
    await pause(treatment.fillMs);
    this.groups.set(groupId, { messageId: key.messageId, treatment, commits: 0, taken: false, denied: 0 });
    treatment.at('filled');
    return { kind: 'prepared', groupId };
  }

  async commit(groupId: string): Promise<CallOutcome> {
    const group = this.filled(groupId);
    const { treatment } = group;
    const commit = { messageId: group.messageId, groupId, at: Date.now() };
    this.commits.push(commit);
    group.commits += 1;
    const turn = group.commits;
    treatment.at('commit');
    await pause(treatment.takeMs);
    if (turn <= group.denied) return { kind: 'unknown', code: 'TIMEOUT' };
    if (treatment.commit === 'rejects' && groupId === this.firstGroupOf(commit.messageId)) {
      return { kind: 'rejected', class: 'permanent-recipient', code: '3104', fallback: 'yes' };
    }
    if (treatment.commit === 'refuses-once' && group.commits === 1) {
      return { kind: 'transient', class: 'transient', code: 'HTTP_429' };
    }
    const lost = treatment.commit === 'lost' && group.commits === 1;
    if (!lost && !group.taken) {
      group.taken = true;
      this.taken.push(commit);
    }
    treatment.at('taken');
    await pause(treatment.answerMs);
    return lost || treatment.commit === 'taken-unanswered'
      ? { kind: 'unknown', code: 'TIMEOUT' }
      : { kind: 'accepted' };
  }

  lookUp({ groupId, settledSinceMs }: LookUpQuestion): Promise<LookUpOutcome> {
    const group = this.filled(groupId);
    if (group.taken) return Promise.resolve({ kind: 'accepted' });
    if (settledSinceMs < this.settlingMs) return Promise.resolve({ kind: 'undecided', code: 'SETTLING' });
    group.denied = group.commits;
    return Promise.resolve({ kind: 'not-taken' });
  }

  receiptsOf(): Promise<DealerReceipt[]> {
    return Promise.resolve([]);
  }

  parseReceipts(): DealerReceipt[] {
    return [];
  }

  private filled(groupId: string): Group {
    const group = this.groups.get(groupId);
    if (!group) throw new Error('A group was called that nothing was put into.');
    return group;
  }

  private firstGroupOf(messageId: string): string | undefined {
    return this.commits.find((commit) => commit.messageId === messageId)?.groupId;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
