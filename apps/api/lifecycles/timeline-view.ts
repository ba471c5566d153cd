import { formatKorean, formatKoreanMoment, isoKorean } from '#libs/calendar/korean-time.js';
import type { EventKind } from '#libs/database/event-store.js';
import type { EventView, Timeline } from '#libs/database/lifecycle-reads.js';
import type { AttemptView, MessageView } from '#libs/database/message-view.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { languageTitle } from '#libs/lifecycle/language-tags.js';
import type { JournalEntry, Moment } from '#libs/lifecycle/state.js';
import {
  actWords,
  attemptStateWords,
  bundleWords,
  channelWord,
  messageStateWords,
  receiptWord,
} from '../messages/message-words.js';
import type { TimelineEntry } from './lifecycle.schemas.js';
import { alertEntries, callbackEntries } from './timeline-calls.js';

type Entry = Omit<TimelineEntry, 'at'> & { readonly at: Moment };

/** Of one moment: what came, what was decided, what was tried, what was heard of it, and what that makes of the message. */
const ORDER = ['event', 'lifecycle', 'attempt', 'receipt', 'message', 'callback', 'alert'];

/**
 * What happened in a lifecycle, oldest first, in Korean: what was decided, what was reported, what was sent and what
 * became of it. Nothing personal: what senders reported and what people read stays out.
 */
export function timelineEntries(
  definition: Definition,
  { journal, events, messages, callbacks, alerts }: Timeline,
): TimelineEntry[] {
  const entries = [
    ...journal.map(journalEntry),
    ...events.flatMap((event) => eventEntries(definition, event)),
    ...messages.flatMap((message) => messageEntries(definition, message)),
    ...callbacks.flatMap(callbackEntries),
    ...alerts.flatMap(alertEntries),
  ];
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort(
      (a, b) =>
        a.entry.at - b.entry.at || ORDER.indexOf(a.entry.kind) - ORDER.indexOf(b.entry.kind) || a.index - b.index,
    )
    .map(({ entry }) => ({ ...entry, at: isoKorean(entry.at) }));
}

const journalEntry = ({ at, kind, text, detail }: JournalEntry): Entry => ({
  at,
  kind: 'lifecycle',
  code: `lifecycle.${kind}`,
  text,
  ...(Object.keys(detail).length === 0 ? {} : { detail: { ...detail } }),
});

/** An acceptance stands in the journal, so only what is not there is added. */
function eventEntries(definition: Definition, event: EventView): Entry[] {
  const title = STEERING_WORDS[event.kind] ?? definition.events[event.type]?.title ?? event.type;
  const detail = {
    eventId: event.eventId,
    type: event.kind === 'cancel' ? 'cancelled' : event.type,
    ...(event.source === 'link' && { source: event.source }),
    ...(event.relation && { relation: event.relation }),
  };
  const received =
    event.source === 'link'
      ? `받는 이가 메시지의 링크로 요청했습니다: ‘${title}’.`
      : event.kind === 'event'
        ? `‘${title}’ 보고를 받았습니다.`
        : `‘${title}’ 지시를 받았습니다.${event.relation === 'heir' ? ' 상속인에게 넘깁니다.' : ''}${whoAndWhy(event)}`;
  const base = { kind: 'event' as const, detail };
  return [
    { ...base, at: event.receivedAt, code: 'event.received', text: received },
    ...(event.state === 'refused' && event.answeredAt !== undefined
      ? [
          {
            ...base,
            at: event.answeredAt,
            code: 'event.refused',
            text: `‘${title}’ 건을 거절했습니다. ${refusalOf(event)}`.trim(),
          },
        ]
      : []),
  ];
}

const STEERING_WORDS: Readonly<Partial<Record<EventKind, string>>> = {
  cancel: '취소',
  pause: '멈춤',
  resume: '다시 시작',
  correct: '내용 바로잡음',
  skip: '예정된 알림 건너뜀',
  'bring-forward': '예정된 알림 앞당김',
  recipient: '받는 이 바꿈',
  migrate: '새 정의로 옮김',
};

/** As they said it; gone with the person's data. */
function whoAndWhy({ data }: EventView): string {
  const { by, reason } = data ?? {};
  return [by ? ` 한 이: ${String(by)}.` : '', reason ? ` 까닭: ${String(reason)}.` : ''].join('');
}

const refusalOf = ({ answer }: EventView): string =>
  answer !== undefined && 'message' in answer && typeof answer.message === 'string' ? answer.message : '';

function messageEntries(definition: Definition, message: MessageView): Entry[] {
  const title = titleOf(definition, message.template);
  const base = { kind: 'message' as const, messageId: message.id };
  const entries: Entry[] = bundleEntries(title, message);
  if (message.heldUntil !== undefined) {
    const text = `‘${title}’ 메시지를 ${formatKoreanMoment(message.heldUntil)}까지 보류합니다.`;
    entries.push({ ...base, at: message.createdAt, code: 'message.held', text });
  }
  // a tombstone that came too late for a message says nothing of its end
  const settledAt = (message.state === 'withdrawn' ? message.withdrawnAt : undefined) ?? message.settledAt;
  if (settledAt !== undefined && message.state !== 'open') {
    const text = `‘${title}’: ${messageStateWords(message.state)}.${message.reason ? ` ${message.reason}` : ''}`;
    entries.push({ ...base, at: settledAt, code: `message.${message.state}`, text });
  }
  if (message.doubleContact && message.settledAt !== undefined) {
    const text = `‘${title}’ 메시지가 알림톡과 문자로 두 번 닿았습니다.`;
    entries.push({ ...base, at: message.settledAt, code: 'message.double-contact', text });
  }
  return [
    ...entries,
    ...actEntries(title, message),
    ...message.attempts.flatMap((attempt) => attemptEntries(title, message.id, attempt)),
  ];
}

/** Of an item in a bundle; what becomes of the bundle's message stands in entries of its own. */
function bundleEntries(title: string, { id, bundle, createdAt }: MessageView): Entry[] {
  if (bundle === undefined) return [];
  const base = { kind: 'message' as const, messageId: id, detail: { bundle: bundle.messageId } };
  const text = `‘${title}’ 메시지를 묶음에 넣었습니다. 묶음은 ${formatKoreanMoment(bundle.closesAt)}에 닫힙니다.`;
  const parked = { ...base, at: createdAt, code: 'message.bundled', text };
  if (bundle.toldAt === undefined || bundle.count === undefined) return [parked];
  const sent = `‘${title}’ ${bundleWords(bundle.count)}.`;
  return [parked, { ...base, at: bundle.toldAt, code: 'message.sent-in-bundle', text: sent }];
}

/** What people did about it, as they said it; their words are gone with the person's data. */
const actEntries = (title: string, { id, acts }: MessageView): Entry[] =>
  acts.map(({ kind, at, attempt, followedBy, letterOn, words }) => ({
    kind: 'message',
    messageId: id,
    at,
    code: `message.${kind}`,
    text: `‘${title}’: ${actWords(kind)}${letterOn === undefined ? '' : ` (${formatKorean(letterOn)})`}.${whoseWords(words)}`,
    detail: {
      ...(attempt !== undefined && { attempt }),
      ...(followedBy !== undefined && { followedBy }),
      ...(letterOn !== undefined && { letterOn }),
    },
  }));

const whoseWords = (words: MessageView['acts'][number]['words']): string =>
  words ? ` 한 이: ${words.by}.${words.reason === '' ? '' : ` 까닭: ${words.reason}.`}` : '';

/** Each moment that is known of an attempt; the last one says where it stands. */
function attemptEntries(title: string, messageId: string, attempt: AttemptView): Entry[] {
  const { number, channel, dealer, state, receipts, told, language } = attempt;
  const how = [
    ...(told === 'guardian' ? ['보호자'] : []),
    ...(language === undefined ? [] : [languageTitle(language)]),
  ];
  const what = `‘${title}’ ${channelWord(channel)}${how.length > 0 ? `(${how.join(', ')})` : ''}`;
  const detail = {
    attempt: number,
    channel,
    dealer,
    ...(told && { told }),
    ...(language !== undefined && { language }),
  };
  const base = { kind: 'attempt' as const, messageId };
  const passed: [at: Moment | undefined, state: string][] = [
    [attempt.callingAt, 'calling'],
    [attempt.acceptedAt, 'accepted'],
    [attempt.settledAt, state],
  ];
  const entries = passed.flatMap(([at, reached]): Entry[] =>
    at === undefined
      ? []
      : [
          {
            ...base,
            at,
            code: `attempt.${reached}`,
            text: `${what}: ${attemptStateWords(reached)}.${reached === state && attempt.reason ? ` ${attempt.reason}` : ''}`,
            detail: {
              ...detail,
              ...(reached === state && attempt.resultCode ? { resultCode: attempt.resultCode } : {}),
            },
          },
        ],
  );
  const late = receipts.map(({ receivedAt, statusCode, class: resultClass, applied }): Entry => ({
    kind: 'receipt',
    messageId,
    at: receivedAt,
    code: `receipt.${resultClass}`,
    text: `${what} 전송 결과: ${receiptWord(resultClass)} (${statusCode})${applied ? '' : ', 이미 반영됨'}.`,
    detail: { attempt: number, statusCode, applied },
  }));
  return [...entries, ...late];
}

export const titleOf = (definition: Definition, template: string | undefined): string =>
  template === undefined ? '메시지' : (definition.templates[template]?.title ?? template);
