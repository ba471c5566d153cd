import { MINUTE } from '#libs/calendar/korean-time.js';
import type { TenantSettingsInput } from '#libs/database/tenant-settings.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import { rehearse } from '#libs/rehearsal/rehearse.js';
import type { Timeline } from '#libs/rehearsal/rehearsal.js';
import { DEFAULT_PRICES, type DealerAnswer, type DealerResult } from '#libs/rehearsal/request.js';
import { contextOf, momentIn } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';

/** The simulator's word comes at once. */
const onceTold = { receiptAfterMs: 0 } as const;
const by = (channel: 'alimtalk' | 'text', answer: DealerAnswer): DealerResult => ({ channel, answer, ...onceTold });
const notReached = { kind: 'failed', class: 'permanent-recipient' } as const;

/** Fates of the dealer simulator (apps/dealer-simulator/fates.ts) as a rehearsal scripts them. */
export const SCRIPTS = {
  delivered: [],
  'not-a-kakaotalk-user': [by('alimtalk', notReached)],
  'no-subscriber': [by('alimtalk', notReached), by('text', notReached)],
  'template-refused': [by('alimtalk', { kind: 'failed', class: 'permanent-input' })],
  'opted-out': [{ answer: { kind: 'rejected', class: 'suppressed' } }],
  'add-429-once': [{ answer: { kind: 'busy', times: 1 }, ...onceTold }],
  'unconfirmed-received': [by('alimtalk', { kind: 'unconfirmed' })],
} as const satisfies Readonly<Record<string, readonly DealerResult[]>>;
export type ScriptedFate = keyof typeof SCRIPTS;

/** A sample's course as a rehearsal plays it, under a tenant's settings, until a moment. */
export function rehearsedCourse(
  definition: Definition,
  sample: Sample,
  given: {
    readonly fate: ScriptedFate;
    readonly settings: Pick<TenantSettingsInput, 'quietHours' | 'morningSpan'>;
    /** When it really began, if not when the sample says. */
    readonly startedAt?: Moment;
    readonly until: Moment;
  },
): Timeline {
  const { settings, calendar } = contextOf(definition, sample);
  const { quietHours = DEFAULT_POLICY.quietHours, morningSpan = 0 } = given.settings;
  const { timelines } = rehearse({
    definition,
    settings,
    calendar,
    policy: { ...DEFAULT_POLICY, quietHours, morningSpanMs: morningSpan * MINUTE },
    samples: [{ reference: sample.reference, parties: sample.parties, data: sample.data }],
    events: sample.steps.map(({ at, event, data = {}, reportedAt }) => ({
      type: event,
      data,
      when: { at: momentIn(at) },
      ...(reportedAt !== undefined && { toldAt: momentIn(reportedAt) }),
    })),
    dealerResults: [...SCRIPTS[given.fate], { answer: { kind: 'delivered' }, ...onceTold }],
    dataMarks: [],
    startAt: given.startedAt ?? momentIn(sample.startedAt),
    until: given.until,
    prices: DEFAULT_PRICES,
  });
  return timelines[0]!;
}
