import { messageIdFor } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { AttemptState } from '#libs/message/attempt.js';
import type { MessageOutcome, RehearsedAttempt, RehearsedMessage } from '#libs/rehearsal/rehearsal.js';
import type { Platform } from './platform.js';

/** A message of a lifecycle that was really lived, in a rehearsal's words. */
export type LivedMessage = Omit<RehearsedMessage, 'sentAt' | 'channel'>;

interface Row {
  readonly id: string;
  readonly key: string | null;
  readonly template: string | null;
  readonly party: string | null;
  readonly plannedAt: Moment;
  readonly state: keyof typeof OUTCOMES;
  readonly codes: readonly string[];
  readonly attempts: readonly {
    channel: RehearsedAttempt['channel'];
    state: AttemptState;
    sentAt: Moment | null;
    told: 'guardian' | null;
  }[];
}

const OUTCOMES = {
  open: 'waiting',
  bundled: 'waiting',
  'handed-over': 'handed-over',
  delivered: 'delivered',
  withdrawn: 'withdrawn',
  dropped: 'dropped',
  undeliverable: 'undelivered',
  undecidable: 'undecided',
} as const satisfies Record<string, MessageOutcome>;

/** What one that rides in a bundle has come to stands with the bundle's. */
const MESSAGES = `
  select m.id, m.send->>'key' as key, m.template_code as template, m.party,
         (extract(epoch from m.planned_at) * 1000)::float8 as "plannedAt",
         case when m.state = 'bundled' then coalesce(nullif(b.state, 'open'), 'bundled') else m.state end as state,
         array(select note->>'code' from jsonb_array_elements(m.decisions || coalesce(b.decisions, '[]'::jsonb)) note) as codes,
         (select coalesce(jsonb_agg(jsonb_build_object('channel', a.channel, 'state', a.state, 'told', a.told,
                   'sentAt', (extract(epoch from a.calling_at) * 1000)::float8) order by a.message_id = m.id desc, a.number), '[]')
          from attempts a where a.message_id = m.id or (a.message_id = m.bundle_id and m.id = any(a.items))) as attempts
  from messages m left join messages b on b.id = m.bundle_id
  where m.lifecycle_id = $1`;

/** By message id. */
export async function livedMessages(
  { dataSource, tenant }: Pick<Platform, 'dataSource' | 'tenant'>,
  lifecycleId: string,
): Promise<Map<string, LivedMessage>> {
  const rows = await inTenant(dataSource, tenant, (tx) => tx.query<Row[]>(MESSAGES, [lifecycleId]));
  return new Map(rows.map((row) => [row.id, messageOf(row)]));
}

/** The id that a rehearsed message would have had there. */
export const idOf = (lifecycleId: string, { key, plannedAt }: Pick<RehearsedMessage, 'key' | 'plannedAt'>): string =>
  messageIdFor(lifecycleId, key, plannedAt);

function messageOf({ key, template, party, plannedAt, state, codes, attempts }: Row): LivedMessage {
  const unconfirmed = attempts.some((attempt) => attempt.state === 'unconfirmed') && state === 'handed-over';
  return {
    // A tombstone that was laid before delivery saw the message knows no more than its id.
    key: key ?? '',
    template: template ?? '',
    party: party ?? '',
    plannedAt,
    outcome: unconfirmed ? 'unconfirmed' : OUTCOMES[state],
    attempts: attempts.map(({ channel, state: attempted, sentAt, told }) => ({
      channel,
      state: attempted,
      ...(sentAt !== null && { sentAt }),
      ...(told !== null && { told }),
    })),
    reasons: codes as LivedMessage['reasons'],
  };
}
