import { isoKorean } from '#libs/calendar/korean-time.js';
import type { MigrationPreview } from './migration.js';
import type { PlannedFiring } from './state.js';

/** So many lifecycles are shown one by one; all are counted. */
const SHOWN = 100;
/** So many ids stand beside each reason of refusal. */
const EXAMPLES = 10;

interface FiringCount {
  readonly timer: string;
  readonly title: string;
  readonly count: number;
}

interface ShownFiring {
  readonly timer: string;
  readonly title: string;
  readonly occurrence: number;
  /** As ISO 8601 in Korean time. */
  readonly at: string;
}

/** What a migration would change, as it is stored and shown. Nothing personal: stages, timers, references, ids. */
export interface MigrationReport {
  /** It covers every lifecycle that it concerns; else it is still being worked out. */
  readonly complete: boolean;
  readonly total: number;
  readonly moves: number;
  readonly refused: readonly {
    readonly code: string;
    readonly message: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  readonly appear: readonly FiringCount[];
  readonly vanish: readonly FiringCount[];
  readonly shift: readonly FiringCount[];
  readonly lifecycles: readonly {
    readonly id: string;
    readonly reference: string;
    readonly stage: { readonly from: string; readonly to: string };
    readonly appear: readonly ShownFiring[];
    readonly vanish: readonly ShownFiring[];
    readonly shift: readonly (Omit<ShownFiring, 'at'> & { readonly from: string; readonly to: string })[];
  }[];
}

export const EMPTY_REPORT: MigrationReport = {
  complete: false,
  total: 0,
  moves: 0,
  refused: [],
  appear: [],
  vanish: [],
  shift: [],
  lifecycles: [],
};

/** One lifecycle, and what the move would make of it. */
export interface Tried {
  readonly id: string;
  readonly reference: string;
  readonly preview: MigrationPreview;
}

/** A report with more lifecycles in it: the same, however they are parted into pages. Pure. */
export const withTried = (report: MigrationReport, tried: readonly Tried[]): MigrationReport =>
  tried.reduce(withOne, report);

function withOne(report: MigrationReport, { id, reference, preview }: Tried): MigrationReport {
  const { refusal, stage, appear, vanish, shift } = preview;
  const total = report.total + 1;
  if (refusal) return { ...report, total, refused: withRefused(report.refused, id, refusal) };
  const shown = {
    id,
    reference,
    stage: { from: stage.from, to: stage.to },
    appear: appear.map(shownFiring),
    vanish: vanish.map(shownFiring),
    shift: shift.map(({ from, to }) => ({
      timer: to.timer,
      title: to.title,
      occurrence: to.occurrence,
      from: isoKorean(from.at),
      to: isoKorean(to.at),
    })),
  };
  return {
    ...report,
    total,
    moves: report.moves + 1,
    appear: appear.reduce(withCounted, report.appear),
    vanish: vanish.reduce(withCounted, report.vanish),
    shift: shift.map(({ to }) => to).reduce(withCounted, report.shift),
    lifecycles: report.lifecycles.length < SHOWN ? [...report.lifecycles, shown] : report.lifecycles,
  };
}

function withRefused(
  refused: MigrationReport['refused'],
  id: string,
  { code, message }: { readonly code: string; readonly message: string },
): MigrationReport['refused'] {
  const same = (each: MigrationReport['refused'][number]): boolean => each.code === code && each.message === message;
  if (!refused.some(same)) return [...refused, { code, message, count: 1, examples: [id] }];
  return refused.map((each) =>
    same(each)
      ? {
          ...each,
          count: each.count + 1,
          examples: each.examples.length < EXAMPLES ? [...each.examples, id] : each.examples,
        }
      : each,
  );
}

const withCounted = (counts: readonly FiringCount[], { timer, title }: PlannedFiring): readonly FiringCount[] =>
  counts.some((each) => each.timer === timer)
    ? counts.map((each) => (each.timer === timer ? { ...each, count: each.count + 1 } : each))
    : [...counts, { timer, title, count: 1 }];

const shownFiring = ({ timer, title, occurrence, at }: PlannedFiring): ShownFiring => ({
  timer,
  title,
  occurrence,
  at: isoKorean(at),
});
