import { isoKorean } from '#libs/calendar/korean-time.js';
import type { PersonView } from '#libs/database/person-reads.js';
import type { HeldAndInFlight, StoredQuarantine } from '#libs/database/quarantine-reads.js';
import { maskPhone } from '#libs/message/phone-number.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { maskName } from '../lifecycles/masking.js';
import type { QuarantineAnswer, QuarantineSummary } from './quarantine.schemas.js';

export const quarantineSummary = (quarantine: StoredQuarantine): QuarantineSummary => {
  const { id, kind, state, reason, actor, openedAt, takenOverAt, leakId, paused, wasPaused, cancelled } = quarantine;
  const { liftedAt, liftedAs, liftedBy, liftReason } = quarantine;
  return {
    id,
    kind,
    state,
    reason,
    actor,
    openedAt: isoKorean(openedAt),
    lifted:
      liftedAt === null || liftedAs === null
        ? null
        : { at: isoKorean(liftedAt), as: liftedAs, by: liftedBy ?? '', reason: liftReason ?? '' },
    takenOverAt: isoOrNull(takenOverAt),
    affairs: { paused, wasPaused, cancelled },
    leak: leakId,
    links: { self: `/v1/quarantines/${id}` },
  };
};

export const quarantineView = (
  quarantine: StoredQuarantine,
  people: readonly PersonView[],
  counts: HeldAndInFlight,
): QuarantineAnswer => ({
  ...quarantineSummary(quarantine),
  people: people.map(({ personId, name, phone, affairs }) => ({
    id: personId,
    name: name === undefined ? null : maskName(name),
    phone: phone ? maskPhone(phone) : null,
    lifecycles: affairs,
  })),
  ...counts,
});
