import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { EngineContext } from '#libs/lifecycle/engine.js';
import { plan } from '#libs/lifecycle/engine.js';
import type { EngineState, JournalEntry, Moment, SendEffect } from '#libs/lifecycle/state.js';
import type { DeliveryEnd } from './delivery.js';

/** Pure: what operators read in the Temporal UI, in Korean and free of personal data. */

export const lineOfEntry = (entry: JournalEntry): string => `${formatKoreanMoment(entry.at)} · ${entry.text}`;

const CHANNELS: Readonly<Record<string, string>> = { alimtalk: '알림톡', sms: '문자(SMS)', lms: '문자(LMS)' };

export function lineOfEnd(title: string, end: DeliveryEnd, at: Moment): string {
  const when = formatKoreanMoment(at);
  switch (end.kind) {
    case 'handed-over':
      return `${when} · ✔ ${CHANNELS[end.channel] ?? end.channel} 「${title}」 보냄`;
    case 'parked':
      return `${when} · ▣ 「${title}」 묶음에 넣음: ${formatKoreanMoment(end.until)}에 닫힘`;
    case 'withdrawn':
      return `${when} · ✖ 「${title}」 거둠: ${end.reason}`;
    case 'dropped':
      return `${when} · ✖ 「${title}」 보내지 않음: ${end.reason}`;
    case 'undeliverable':
      return `${when} · ✖ 「${title}」 닿지 못함: ${end.reason}`;
    case 'undecidable':
      return `${when} · ❓ 「${title}」 사람의 결정을 기다림: ${end.reason}`;
  }
}

export interface PendingView {
  readonly send: SendEffect;
  /** `until` undefined: until something else happens. */
  readonly waiting: { readonly until: Moment | undefined; readonly reason: string } | undefined;
}

/** Markdown: the stage, what is held and why, what comes next, and the latest that happened. */
export function currentDetails(
  context: EngineContext,
  state: EngineState,
  lines: readonly string[],
  pending: readonly PendingView[],
): string {
  const { definition } = context;
  const titleOf = (code: string): string => definition.templates[code]?.title ?? code;
  const held = pending.flatMap(({ send, waiting }) =>
    waiting ? [`- 「${titleOf(send.template)}」 ${waitingText(waiting)}`] : [],
  );
  const standing = state.closed
    ? ' (끝남)'
    : state.pausedAt === undefined
      ? ''
      : ` (${formatKoreanMoment(state.pausedAt)}부터 멈춤)`;
  const next = state.closed
    ? []
    : plan(context, state)
        .slice(0, 5)
        .map(
          ({ at, templates, title, occurrence }) =>
            `- ${formatKoreanMoment(at)} · 「${templates.map(titleOf).join(', ') || title}」${occurrence > 1 ? ` ${occurrence}번째` : ''}`,
        );
  const section = (title: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : [`**${title}**`, ...rows];
  return [
    `**${definition.title}** · ${definition.stages[state.stage]?.title ?? state.stage}${standing}`,
    ...section('기다리는 것', held),
    ...section('앞으로', next),
    ...section(
      '지나온 것',
      lines.toReversed().map((line) => `- ${line}`),
    ),
  ].join('\n\n');
}

/** Most reasons say until when; the others are helped out. */
function waitingText({ until, reason }: NonNullable<PendingView['waiting']>): string {
  const moment = until === undefined ? '' : formatKoreanMoment(until);
  return reason.includes(moment) ? reason : `${moment}까지: ${reason}`;
}
