import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CHECK_BEGINS,
  checkChain,
  checkEnd,
  linksAfter,
  NO_LINKS,
  type Anchor,
  type AuditEntry,
  type AuditFinding,
  type ChainRow,
} from './chain.js';

const TENANT = 'city-library';
const entry = (id: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: 1_795_392_000_000,
  kind: 'change',
  actorKind: 'api-key',
  actorId: 'k1',
  operation: 'cancelLifecycle',
  lifecycleId: 'l1',
  messageId: null,
  personId: null,
  subject: {},
  reasonCiphertext: null,
  requestId: 'r1',
  ...change,
});

const entriesOf = (count: number): AuditEntry[] => Array.from({ length: count }, (_, index) => entry(`e${index + 1}`));

function chainOf(count: number): ChainRow[] {
  const entries = entriesOf(count);
  return linksAfter(TENANT, NO_LINKS, entries).map((link, index) => ({ link, entry: entries[index] }));
}

const check = (rows: readonly ChainRow[], anchors: readonly Anchor[] = []): readonly AuditFinding[] =>
  checkEnd(checkChain(TENANT, CHECK_BEGINS, rows, anchors), anchors);

const inOrder = (rows: readonly ChainRow[]): ChainRow[] => rows.toSorted((a, b) => a.link.number - b.link.number);

describe('A chain of audit entries', () => {
  it('holds as it was written, however it is cut into batches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 7 }), (count, size) => {
        const entries = entriesOf(count);
        let [head, links] = [NO_LINKS, [] as ReturnType<typeof linksAfter>];
        let state = CHECK_BEGINS;
        for (let from = 0; from < count; from += size) {
          const batch = linksAfter(TENANT, head, entries.slice(from, from + size));
          links = [...links, ...batch];
          head = batch.at(-1) ?? head;
          state = checkChain(
            TENANT,
            state,
            batch.map((link, index) => ({ link, entry: entries[from + index] })),
          );
        }
        expect(links).toEqual(linksAfter(TENANT, NO_LINKS, entries));
        expect(checkEnd(state, [])).toEqual([]);
      }),
    );
  });

  it.each<[string, Partial<AuditEntry>]>([
    ['the actor', { actorId: 'k2' }],
    ['the moment', { at: 1_795_392_000_001 }],
    ['the operation', { operation: 'pauseLifecycle' }],
    ['the affair', { lifecycleId: null }],
    ['what was named', { subject: { code: 'LOAN_STARTED' } }],
    ['the reason', { reasonCiphertext: 'v1:x' }],
    ['the request', { requestId: null }],
  ])('names the one entry of which %s was changed', (_, change) => {
    const rows = chainOf(5);
    rows[2] = { ...rows[2]!, entry: { ...rows[2]!.entry!, ...change } };
    expect(check(rows)).toEqual([{ finding: 'changed', number: 3, entryId: 'e3' }]);
  });

  it('names an entry that is gone', () => {
    const rows = chainOf(5);
    rows[2] = { ...rows[2]!, entry: undefined };
    expect(check(rows)).toEqual([{ finding: 'missing', number: 3, entryId: 'e3' }]);
  });

  it('names each link that is gone, of several in a row as well', () => {
    const rows = chainOf(6).filter(({ link }) => link.number !== 2 && link.number !== 3);
    expect(check(rows)).toEqual([
      { finding: 'missing', number: 2 },
      { finding: 'missing', number: 3 },
    ]);
  });

  it('names both rows that changed places, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), (one, other) => {
        fc.pre(one !== other);
        const rows = chainOf(9);
        const [a, b] = [rows[one]!, rows[other]!];
        rows[one] = { ...a, link: { ...a.link, number: other + 1 } };
        rows[other] = { ...b, link: { ...b.link, number: one + 1 } };
        expect(check(inOrder(rows)).map(({ finding, number }) => [finding, number])).toEqual(
          [one + 1, other + 1].sort((x, y) => x - y).map((number) => ['reordered', number]),
        );
      }),
    );
  });

  it('names a link that was taken out though the later ones were numbered anew', () => {
    const rows = chainOf(5).filter(({ link }) => link.number !== 2);
    const renumbered = rows.map((row, index) => ({ ...row, link: { ...row.link, number: index + 1 } }));
    expect(check(renumbered).map(({ number }) => number)).toContain(2);
  });

  it('names a row that was written anew with a link that fits it', () => {
    const rows = chainOf(5);
    const head = rows[1]!.link;
    const other = entry('e3', { actorId: 'somebody else' });
    rows[2] = { link: linksAfter(TENANT, head, [other])[0]!, entry: other };
    expect(check(rows)).toEqual([{ finding: 'changed', number: 3, entryId: 'e3' }]);
  });

  it('tells from an anchor that its end was cut off', () => {
    const rows = chainOf(5);
    const { number, hash } = rows[4]!.link;
    expect(check(rows.slice(0, 3), [{ number, hash }])).toEqual([
      { finding: 'missing', number: 4 },
      { finding: 'missing', number: 5 },
    ]);
  });

  it('tells from an anchor that all of it was written anew', () => {
    const { number, hash } = chainOf(3)[2]!.link;
    const entries = [entry('e1'), entry('e2', { actorId: 'k9' }), entry('e3')];
    const forged = linksAfter(TENANT, NO_LINKS, entries).map((link, index) => ({ link, entry: entries[index] }));
    expect(check(forged)).toEqual([]);
    expect(check(forged, [{ number, hash }])).toEqual([{ finding: 'rewritten', number: 3, entryId: 'e3' }]);
  });

  it('is of one tenant: another tenant’s does not fit', () => {
    const rows = chainOf(1);
    expect(checkChain('other', CHECK_BEGINS, rows).findings.map(({ number }) => number)).toEqual([1, 1]);
  });
});
