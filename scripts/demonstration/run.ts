import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { timeOf, type Moment } from '#libs/calendar/korean-time.js';
import { unexpected } from './expectations.js';
import { KeptSettings } from './kept-settings.js';
import { liveView, type LiveView, type ShownLoan } from './live-view.js';
import { LoanCourse } from './loan-course.js';
import { readLoans, type LoanRow } from './loans-file.js';
import type { Observation } from './observation.js';
import { PublicApi, type Settings } from './public-api.js';
import { dueDaysOf, scheduleFrom, type Schedule } from './schedule.js';
import { loanLine, waitedFor } from './words.js';

export interface DemonstrationTarget {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly simulatorUrl: string;
}

export interface DemonstrationResult {
  readonly asExpected: number;
  readonly total: number;
}

export interface DemonstrationOptions {
  /** Where the tenant's settings are kept while the demonstration's own are laid over them. */
  readonly settingsFile: string;
  /** CSV of loans; examples/library-loans.csv, if left out. */
  readonly loansFile?: string;
  /** Aborted when nobody wants to see the end: the demonstration leaves the terminal alone and rejects. */
  readonly stopped?: AbortSignal;
}

/** From dist/scripts/demonstration, where it runs. */
const LOANS_FILE = join(import.meta.dirname, '../../../examples/library-loans.csv');
/** The reminder leaves after a minute and a half; what is slow or repeated has a good minute more. */
const LONGEST_MS = 160_000;
const LOOK_AGAIN_MS = 500;
/** Whoever stops it waits no longer than this for the settings to be put back; the next run does it then. */
const LEAVING_MS = 1_500;

interface Run {
  readonly target: DemonstrationTarget;
  readonly api: PublicApi;
  readonly schedule: Schedule;
  readonly ended: AbortSignal;
  readonly stopped: AbortSignal;
  readonly now: () => Moment;
}

/**
 * Lets the loans of a CSV file live their lives on a running platform and shows how each fares: through the public HTTP
 * API, as a library's own system would, with a look at the phones of the simulator. Ends when all have fared as expected
 * or after 160 seconds.
 * @throws LoansFileError when the file is not valid
 */
export async function runDemonstration(
  target: DemonstrationTarget,
  { settingsFile, loansFile = LOANS_FILE, stopped = new AbortController().signal }: DemonstrationOptions,
): Promise<DemonstrationResult> {
  const rows = readLoans(await readFile(loansFile, 'utf8'));
  const now = Date.now;
  const schedule = scheduleFrom(now());
  const timeUp = AbortSignal.timeout(LONGEST_MS);
  const ended = AbortSignal.any([timeUp, stopped]);
  const api = new PublicApi(target.apiUrl, target.apiKey, ended);
  const kept = new KeptSettings(settingsFile);
  try {
    await kept.layOver(api, (before) => settingsFor(schedule, before));
    return await liveThrough(rows, { target, api, schedule, ended, stopped, now });
  } finally {
    // With a signal of its own: the time of the run may be up, or nobody may want to see its end.
    const patience = AbortSignal.timeout(stopped.aborted ? LEAVING_MS : 10_000);
    await kept.putBack(new PublicApi(target.apiUrl, target.apiKey, patience));
  }
}

async function liveThrough(
  rows: readonly LoanRow[],
  { target, api, schedule, ended, stopped, now }: Run,
): Promise<DemonstrationResult> {
  const run = `${schedule.beganAt.toString(36)}${randomBytes(2).toString('hex')}`;
  const setting = { api, simulatorUrl: target.simulatorUrl, schedule, run, now, ended };
  const courses = rows.map((row) => new LoanCourse(row, setting));
  const view = liveView(process.stdout, rows.length, now);
  stopped.addEventListener('abort', () => view.abandon());

  const lives = courses.map((course) => course.live());
  const last = await watch(courses, view, schedule, ended, now);
  stopped.throwIfAborted();
  await Promise.all(lives);

  view.finish(last.map(({ course, seen, problem }) => shown(course, seen, problem === undefined ? '✔' : '✘')));
  for (const { course, problem } of last) {
    if (problem !== undefined) process.stdout.write(`✘ ${course.row.loanNo}: ${problem}\n`);
  }
  return { asExpected: last.filter(({ problem }) => problem === undefined).length, total: last.length };
}

/** Reminders half a minute ahead, at any hour, loans told of at once, and no day off on a due day. */
function settingsFor(schedule: Schedule, { closedDays }: Settings): Settings {
  const dueDays = dueDaysOf(schedule);
  return {
    reminderTime: schedule.reminderTime,
    quietHours: null,
    visitSettle: 0,
    closedDays: closedDays.filter((day) => !dueDays.includes(day)),
  };
}

interface Judged {
  readonly course: LoanCourse;
  readonly seen: Observation;
  readonly problem: string | undefined;
}

/** Looks again and again until all are as expected or the run has ended. Answers what was seen last. */
async function watch(
  courses: readonly LoanCourse[],
  view: LiveView,
  schedule: Schedule,
  ended: AbortSignal,
  now: () => Moment,
): Promise<readonly Judged[]> {
  for (;;) {
    await Promise.all(courses.map((course) => course.look()));
    const reminderSeenAt = remindedAt(courses);
    const judged = courses.map((course) => {
      const seen = course.observation(reminderSeenAt);
      return { course, seen, problem: unexpected(seen) };
    });
    const settled = judged.every(({ problem }) => problem === undefined) && now() >= schedule.provenAt;
    if (settled || ended.aborted) return judged;
    const at = now();
    const open = judged.flatMap(({ course, problem }) => (problem === undefined ? [] : [course.row.loanNo]));
    view.show(
      judged.map(({ course, seen, problem }) => shown(course, seen, problem === undefined ? '✔' : '…')),
      waitedFor(schedule, at, open),
      timeOf(at),
    );
    await pause(LOOK_AGAIN_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** Null where the file has no loan whose reminder is to fire. */
function remindedAt(courses: readonly LoanCourse[]): Moment | null | undefined {
  const reminded = courses.filter(({ row }) => row.fate === 'reminder-fires');
  if (reminded.length === 0) return null;
  const moments = reminded.map((course) => course.remindedAt());
  return moments.every((each) => each !== undefined) ? Math.max(...moments) : undefined;
}

const shown = ({ row }: LoanCourse, seen: Observation, mark: ShownLoan['mark']): ShownLoan => ({
  line: loanLine(row, seen),
  mark,
});
