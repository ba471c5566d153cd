import type { MessageState } from '#libs/database/delivery-store.js';

/** What PostgreSQL knows at the moment when a message wants to leave; the message's row is locked while it is asked. */
export interface Truth {
  readonly tombstoned: boolean;
  readonly final: boolean;
  readonly messageState: MessageState;
  /** Why it was withdrawn, where somebody has said. */
  readonly withdrawnFor?: string | null;
  /** An operator lets nothing leave for now. */
  readonly paused: boolean;
  /** It tells of the cancellation. */
  readonly cancellation: boolean;
  /** It puts another message right, which people have read whatever has become of the affair since. */
  readonly correction?: boolean;
  readonly lifecycleState: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly eventsAccepted: number;
}

export type TruthVerdict =
  | { readonly kind: 'holds' }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | { readonly kind: 'behind'; readonly reason: string }
  | { readonly kind: 'paused'; readonly reason: string };

/**
 * May this message still leave? `known` is how many accepted events the asking workflow knows: fewer than PostgreSQL
 * means that it was reset and does not yet know what made the message pointless. Undefined: no lifecycle asks, the
 * message outlived it.
 */
export function truthCheck(truth: Truth, known: number | undefined): TruthVerdict {
  if (truth.tombstoned || truth.messageState === 'withdrawn') {
    return { kind: 'withdrawn', reason: truth.withdrawnFor ?? '그 뒤의 일로 알릴 까닭이 없어짐' };
  }
  const closed = truth.lifecycleState !== 'open';
  const lastWord = truth.final && truth.lifecycleState === (truth.cancellation ? 'cancelled' : 'ended');
  if (closed && !lastWord && !truth.correction) return { kind: 'withdrawn', reason: '이미 끝난 건' };
  if (!closed && known !== undefined && known < truth.eventsAccepted) {
    return { kind: 'behind', reason: '되돌린 실행이 지난 일을 다시 들을 때까지 기다림' };
  }
  // One that knows more than PostgreSQL has heard that it was resumed: it asks for nothing while it is paused.
  const resumed = known !== undefined && known > truth.eventsAccepted;
  if (!closed && truth.paused && !resumed) return { kind: 'paused', reason: '운영자가 멈춰 둠' };
  return { kind: 'holds' };
}
