import Table from 'cli-table3';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Rehearsal, RehearsalEntry, Timeline, Totals } from '#libs/rehearsal/rehearsal.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';

/** A rehearsal for people, in Korean: timelines of the first samples, then totals, then what is wrong. */
export function rehearsalReport(
  { definition, startAt, until }: RehearsalRequest,
  { timelines, totals, violations }: Rehearsal,
  timelinesShown: number,
): string {
  const shown = timelines.slice(0, timelinesShown);
  return [
    `${definition.title} (${definition.name}) 예행연습`,
    `${formatKoreanMoment(startAt)}부터 ${formatKoreanMoment(until)}까지, 견본 ${totals.samples}건`,
    ...shown.flatMap((timeline) => ['', ...timelineLines(timeline)]),
    ...(timelines.length > shown.length ? ['', `… 나머지 ${timelines.length - shown.length}건은 합계에만 넣음`] : []),
    '',
    totalsTable(totals),
    '',
    ...(violations.length === 0 ? ['문제 없음'] : [violationsTable(violations)]),
    '',
  ].join('\n');
}

const STATES = { open: '진행 중', ended: '끝남', cancelled: '취소됨' } as const;

function timelineLines({ reference, entries, stageTitle, state, planned }: Timeline): string[] {
  const table = plain(['때', '무슨 일', '보류', '원']);
  for (const entry of entries) table.push(rowOf(entry));
  return [
    `${reference}: ${STATES[state]}, ${stageTitle}`,
    table.toString(),
    ...planned.map(({ at, title }) => `  앞으로: ${formatKoreanMoment(at)}  ${title}`),
  ];
}

const rowOf = ({ at, kind, text, heldUntil, costKrw }: RehearsalEntry): string[] => [
  formatKoreanMoment(at),
  `${MARKS[kind] ?? ' '} ${text}`,
  heldUntil === undefined ? '' : `~${formatKoreanMoment(heldUntil)}`,
  costKrw === undefined ? '' : String(costKrw),
];

/** So that the eye finds what matters. */
const MARKS: Readonly<Partial<Record<RehearsalEntry['kind'], string>>> = {
  event: '▶',
  refused: '✗',
  alert: '!',
  sent: '✉',
  'fell-back': '✉',
  failed: '✗',
  held: '…',
  parked: '…',
  withdrawn: '↩',
  dropped: '↩',
  undelivered: '✗',
  undecided: '?',
};

function totalsTable(totals: Totals): string {
  const { sent } = totals;
  const table = plain(['합계', '']);
  const rows: [string, number][] = [
    ['끝난 건', totals.ended],
    ['열려 있는 건', totals.open],
    ['알림톡', sent.alimtalk],
    ['SMS', sent.sms],
    ['LMS', sent.lms],
    // Of what few types send it is told where there is any.
    ...(sent.mms > 0 ? [['MMS', sent.mms] as [string, number]] : []),
    ...(sent.brand > 0 ? [['브랜드 메시지', sent.brand] as [string, number]] : []),
    ['대신 보낸 문자', totals.fellBack],
    ['보류', totals.held],
    ['거둠', totals.withdrawn],
    ['보내지 않음', totals.dropped],
    ['닿지 못함', totals.undelivered],
    ['접수 여부를 모름', totals.undecided],
    ['아직 기다림', totals.waiting],
    ['건너뛴 알림', totals.skipped],
    ['거절한 사건', totals.eventsRefused],
    ['담당자 알림', totals.alerts],
  ];
  for (const [name, count] of rows) if (count > 0) table.push([name, String(count)]);
  table.push(['비용(원, 부가세 별도)', String(totals.costKrw)]);
  return table.toString();
}

function violationsTable(violations: Rehearsal['violations']): string {
  const table = plain(['', '어디', '무엇', '횟수']);
  for (const { severity, path, code, message, count } of violations)
    table.push([severity === 'error' ? '오류' : '주의', path, `${message} (${code})`, String(count)]);
  return table.toString();
}

/** Without colours: the same on a terminal and in a file. */
const plain = (head: string[]) => new Table({ head, style: { head: [], border: [], compact: true } });
