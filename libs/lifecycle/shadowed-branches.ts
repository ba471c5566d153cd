import type { Branch, Comparison, Guard, Problem } from './definition.js';

/**
 * Branches that no event ever takes, because one before them takes every event that they would: it has no guard, or each of
 * its guards holds wherever those of the later one do. Of numbers compared with constants that is reckoned; other guards
 * must be written alike.
 */
export const shadowedBranches = (path: string, branches: readonly Branch[]): Problem[] =>
  branches.flatMap(({ when = [] }, index) => {
    const before = branches.slice(0, index);
    if (before.some((other) => (other.when ?? []).length === 0))
      return [
        { path: `${path}.${index}`, message: 'is never taken: a branch before it has no guard; put that one last' },
      ];
    const shadowed = before.some((other) =>
      (other.when ?? []).every((earlier) => when.some((later) => impliedBy(earlier, later))),
    );
    return shadowed
      ? [
          {
            path: `${path}.${index}`,
            message:
              'is never taken: a branch before it takes every event that fits its guards; put the narrower one first',
          },
        ]
      : [];
  });

/** Whether `earlier` holds wherever `later` does, as far as it can be told from how they are written. */
function impliedBy(earlier: Guard, later: Guard): boolean {
  if (JSON.stringify(earlier) === JSON.stringify(later)) return true;
  const wide = rangeOf(earlier);
  const narrow = rangeOf(later);
  return (
    wide !== undefined &&
    narrow !== undefined &&
    wide.left === narrow.left &&
    (wide.from < narrow.from || (wide.from === narrow.from && (wide.fromIn || !narrow.fromIn))) &&
    (wide.to > narrow.to || (wide.to === narrow.to && (wide.toIn || !narrow.toIn)))
  );
}

interface Range {
  /** What is compared, as it is written. */
  readonly left: string;
  readonly from: number;
  readonly fromIn: boolean;
  readonly to: number;
  readonly toIn: boolean;
}

/** The numbers for which a comparison with a constant holds; undefined for what is no such comparison. */
function rangeOf(guard: Guard): Range | undefined {
  if (!('left' in guard) || typeof guard.right !== 'number') return undefined;
  const { left, is, right } = guard;
  const range = spanOf(is, right);
  return range && { left: JSON.stringify(left), ...range };
}

function spanOf(is: Comparison['is'], at: number): Omit<Range, 'left'> | undefined {
  const open = { from: -Infinity, fromIn: false, to: Infinity, toIn: false };
  switch (is) {
    case '==':
      return { from: at, fromIn: true, to: at, toIn: true };
    case '>':
    case '>=':
      return { ...open, from: at, fromIn: is === '>=' };
    case '<':
    case '<=':
      return { ...open, to: at, toIn: is === '<=' };
    case '!=':
      return undefined;
  }
}
