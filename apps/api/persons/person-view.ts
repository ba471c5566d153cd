import { isoKorean } from '#libs/calendar/korean-time.js';
import type { PersonExport } from '#libs/database/person-export.js';
import type { PersonView } from '#libs/database/person-reads.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { maskPhone } from '#libs/message/phone-number.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { maskName } from '../lifecycles/masking.js';
import type { ExportAnswer, PersonAnswer } from './person.schemas.js';

export const personView = ({ personId, name, phone, knownSince, erasedAt, affairs }: PersonView): PersonAnswer => ({
  id: personId,
  state: name === undefined ? 'erased' : 'known',
  name: name === undefined ? null : maskName(name),
  phone: phone ? maskPhone(phone) : null,
  knownSince: isoKorean(knownSince),
  erasedAt: isoOrNull(erasedAt),
  lifecycles: affairs,
});

export const exportView = (held: PersonExport, now: Moment): ExportAnswer => ({
  person: { id: held.personId, name: held.name, phone: held.phone === '' ? null : held.phone },
  exportedAt: isoKorean(now),
  lifecycles: held.affairs.map(({ lifecycleId, startedAt, closedAt, events, ...affair }) => ({
    ...affair,
    id: lifecycleId,
    startedAt: isoKorean(startedAt),
    closedAt: isoOrNull(closedAt ?? undefined),
    events: events.map((event) => ({
      ...event,
      occurredAt: isoKorean(event.occurredAt),
      receivedAt: isoKorean(event.receivedAt),
    })),
  })),
  messages: held.messages.map(({ id, lifecycleId, template, state, plannedAt, attempts, acts }) => ({
    id,
    lifecycleId: lifecycleId ?? null,
    template: template ?? null,
    state,
    plannedAt: isoKorean(plannedAt),
    attempts: attempts.map(({ number, channel, state: attemptState, callingAt, settledAt, text, textRemovedAt }) => ({
      number,
      channel,
      state: attemptState,
      callingAt: isoOrNull(callingAt),
      settledAt: isoOrNull(settledAt),
      text: text ?? null,
      textRemovedAt: isoOrNull(textRemovedAt),
    })),
    acts: acts.map(({ kind, at, words }) => ({ kind, at: isoKorean(at), reason: words?.reason ?? null })),
  })),
  consents: held.consents.map(({ purpose, channel, act, night, how, textVersion, at, recordedAt, note }) => ({
    purpose,
    channel,
    act,
    night,
    how,
    textVersion,
    occurredAt: isoKorean(at),
    recordedAt: isoKorean(recordedAt),
    note,
  })),
  addedChannel: held.channelFriend && {
    added: held.channelFriend.added,
    knownAt: isoKorean(held.channelFriend.at),
  },
  quarantines: held.quarantines.map(({ kind, openedAt, liftedAt }) => ({
    kind,
    openedAt: isoKorean(openedAt),
    liftedAt: isoOrNull(liftedAt),
  })),
  leaks: held.leaks.map(({ learnedAt, toldAt, messages }) => ({
    learnedAt: isoKorean(learnedAt),
    toldAt: isoOrNull(toldAt),
    messages,
  })),
  accesses: held.accesses.map(({ at, actorKind, ...access }) => ({ ...access, at: isoKorean(at), by: actorKind })),
});
