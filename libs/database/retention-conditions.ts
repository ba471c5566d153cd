import { addMonths, momentAt } from '#libs/calendar/korean-time.js';
import { UNSETTLED_STATES, type Month } from '#libs/message/retention.js';

/** Ids of messages begin with the moment for which they were planned: a Korean month is a range of them. */
export interface IdRange {
  readonly from: string;
  readonly below: string;
}

const idFloor = (at: number): string => {
  const hex = `${Math.max(0, at).toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export const idsOfMonth = (month: Month): IdRange => ({
  from: idFloor(momentAt(month, '00:00')),
  below: idFloor(momentAt(addMonths(month, 1), '00:00')),
});

/** As SQL: the Korean month in which message `m` was planned. */
export const MONTH_OF_MESSAGE = `date_trunc('month', m.planned_at at time zone interval '9 hours')::date`;

/**
 * libs/message/retention.ts, isReleased, of message `m`. `cut` and `horizon` are parameters in ms since 1970: what closed later
 * is too young, what was reserved later and has not settled may still settle.
 */
export const RELEASED = (cut: string, horizon: string): string => `(
  m.state <> 'open'
  and not exists (
    select from lifecycles l
    where l.id in (select m.lifecycle_id union all select i.lifecycle_id from message_items i where i.message_id = m.id)
      and (l.state = 'open' or l.closed_at > to_timestamp(${cut}::double precision / 1000.0)))
  and not exists (select from bundles b where b.id in (m.id, m.bundle_id) and b.state <> 'closed')
  and not exists (
    select from outbox o where o.told_at is null
      and o.lifecycle_id in (select m.lifecycle_id union all select i.lifecycle_id from message_items i where i.message_id = m.id))
  and not exists (
    select from leaks k join leaked_messages s on s.leak_id = k.id where k.state <> 'closed' and s.message_id = m.id)
  and not exists (
    select from attempts a
    where a.message_id = m.id and (a.next_check_at is not null
      or a.state in (${UNSETTLED_STATES.map((state) => `'${state}'`).join(', ')})
        and a.reserved_at > to_timestamp(${horizon}::double precision / 1000.0))))`;

/** What message `m` still has of a kind. */
export const HAS: Readonly<Record<'text' | 'receipts' | 'attempts', string>> = {
  text: `exists (select from attempts t where t.message_id = m.id and t.text_ciphertext <> '')`,
  receipts: `exists (select from receipts r where r.message_id = m.id)`,
  attempts: 'true',
};
