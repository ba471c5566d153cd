/** What differs between two texts, line by line, for who approves a new wording. */

export interface LineChange {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
}

/**
 * A shortest way from one text to another in whole lines. What is removed stands before what takes its place. Texts of
 * templates are short: the table of all pairs of lines is small.
 */
export function textDifference(before: string, after: string): LineChange[] {
  const [old, young] = [before, after].map((text) => text.replaceAll('\r\n', '\n').split('\n')) as [string[], string[]];
  const common = commonLengths(old, young);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      changes.push({ kind: 'same', line: old[i]! });
      i += 1;
      j += 1;
    } else if (i < old.length && (j === young.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changes.push({ kind: 'removed', line: old[i]! });
      i += 1;
    } else {
      changes.push({ kind: 'added', line: young[j]! });
      j += 1;
    }
  }
  return changes;
}

/** `[i][j]`: how many lines the ends from i and j on have in common, in order. */
function commonLengths(old: readonly string[], young: readonly string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] =
        old[i] === young[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
