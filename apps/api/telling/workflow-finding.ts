/** What Temporal says of a lifecycle's latest run. */
export interface SeenRun {
  readonly runId: string;
  readonly status:
    | 'RUNNING'
    | 'COMPLETED'
    | 'FAILED'
    | 'CANCELLED'
    | 'TERMINATED'
    | 'CONTINUED_AS_NEW'
    | 'TIMED_OUT'
    | 'PAUSED'
    | 'UNSPECIFIED'
    | 'UNKNOWN';
}

export interface KnownLifecycle {
  readonly state: 'open' | 'ended' | 'cancelled' | 'failed';
  readonly runId: string | null;
}

export type Finding =
  | { readonly kind: 'as-known' }
  /** Another run than PostgreSQL knows: a reset, unless the known run continued as new. */
  | { readonly kind: 'other-run'; readonly runId: string }
  /** Ended from outside, not by its definition: PostgreSQL explains it and withdraws what has not left. */
  | { readonly kind: 'ended-outside'; readonly state: 'cancelled' | 'failed'; readonly explanation: string }
  /** Temporal has never heard of it, or has lost it. */
  | { readonly kind: 'lost' };

const ENDED_OUTSIDE: Readonly<
  Partial<Record<SeenRun['status'], Omit<Extract<Finding, { kind: 'ended-outside' }>, 'kind'>>>
> = {
  TERMINATED: {
    state: 'failed',
    explanation: '운영자가 Temporal에서 강제로 끝냄. 아직 보내지 않은 메시지는 모두 거둠.',
  },
  CANCELLED: { state: 'cancelled', explanation: '운영자가 Temporal에서 취소함. 아직 보내지 않은 메시지는 모두 거둠.' },
  FAILED: { state: 'failed', explanation: '실행이 오류로 끝남. 아직 보내지 않은 메시지는 모두 거둠.' },
  TIMED_OUT: { state: 'failed', explanation: '실행이 정해진 시간을 넘겨 끝남. 아직 보내지 않은 메시지는 모두 거둠.' },
};

/** Holds what Temporal shows against what PostgreSQL knows. */
export function findingOf(known: KnownLifecycle, seen: SeenRun | undefined): Finding {
  if (!seen) return known.state === 'open' ? { kind: 'lost' } : { kind: 'as-known' };
  if (seen.status === 'RUNNING' && known.runId !== null && known.runId !== seen.runId) {
    return { kind: 'other-run', runId: seen.runId };
  }
  const ended = ENDED_OUTSIDE[seen.status];
  return ended && known.state === 'open' ? { kind: 'ended-outside', ...ended } : { kind: 'as-known' };
}
