import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { deletedFrom, dormancyReport, dormantFrom, type TemplateUse } from './template-dormancy.js';

const at = (day: string): number => momentAt(day, '10:00');
const use = (change: Partial<TemplateUse> = {}): TemplateUse => ({
  changedAt: at('2026-01-05'),
  lastUsedAt: null,
  releasedAt: null,
  ...change,
});
const moment = fc.integer({ min: at('2024-01-01'), max: at('2030-01-01') });
const uses = fc.record({
  changedAt: moment,
  lastUsedAt: fc.option(moment),
  releasedAt: fc.option(moment),
});

describe('dormantFrom', () => {
  it('is a year after the template was last changed, where it was never sent', () => {
    expect(isoKorean(dormantFrom(use()))).toBe('2027-01-05T10:00:00+09:00');
  });

  it('is a year after it was last sent', () => {
    expect(isoKorean(dormantFrom(use({ lastUsedAt: at('2026-06-01') })))).toBe('2027-06-01T10:00:00+09:00');
  });

  it('falls on 28 February where the year has no 29th', () => {
    expect(isoKorean(dormantFrom(use({ changedAt: at('2028-02-29') })))).toBe('2029-02-28T10:00:00+09:00');
  });

  it('is 30 days after a release that no send followed', () => {
    expect(isoKorean(dormantFrom(use({ releasedAt: at('2027-02-01') })))).toBe('2027-03-03T10:00:00+09:00');
  });

  it('is a year after a send that followed a release', () => {
    const sent = use({ releasedAt: at('2027-02-01'), lastUsedAt: at('2027-02-10') });
    expect(isoKorean(dormantFrom(sent))).toBe('2028-02-10T10:00:00+09:00');
  });

  it('never comes before any sign of life, and a later sign never brings it nearer but a release', () => {
    fc.assert(
      fc.property(uses, moment, (given, sent) => {
        const from = dormantFrom(given);
        expect(from).toBeGreaterThan(Math.max(given.changedAt, given.lastUsedAt ?? 0, given.releasedAt ?? 0));
        const later = Math.max(sent, given.lastUsedAt ?? 0);
        expect(dormantFrom({ ...given, lastUsedAt: later })).toBeGreaterThanOrEqual(from);
      }),
    );
  });

  it('is followed by the deletion a year later', () => {
    expect(isoKorean(deletedFrom(use()))).toBe('2028-01-05T10:00:00+09:00');
  });
});

describe('dormancyReport', () => {
  const live = (code: string, change: Partial<TemplateUse> = {}, dormant = false) => ({
    ...use(change),
    code,
    version: 1,
    dormant,
  });
  const need = (code: string, day: string, version = 1) => ({
    code,
    version,
    lifecycleId: `id-${day}`,
    type: 'health-checkup',
    reference: `R-${day}`,
    at: at(day),
  });
  const now = at('2026-11-20');
  const WEEKS_8 = 8 * 7 * DAY;

  it('names what falls asleep within the span and nothing else', () => {
    const report = dormancyReport([live('OLD'), live('YOUNG', { lastUsedAt: at('2026-11-01') })], [], now, WEEKS_8);
    expect(report.map(({ template }) => template.code)).toEqual(['OLD']);
  });

  it('names the next messages that come too late, and not those that come in time', () => {
    const needs = [need('OLD', '2027-02-01'), need('OLD', '2026-12-24'), need('OLD', '2027-01-10', 2)];
    const [entry] = dormancyReport([live('OLD')], needs, now, WEEKS_8);
    expect(entry?.needs.map(({ reference }) => reference)).toEqual(['R-2027-02-01']);
  });

  it('names every next message of a template that the dealer says sleeps', () => {
    const asleep = live('OLD', { lastUsedAt: at('2026-11-01') }, true);
    const [entry] = dormancyReport([asleep], [need('OLD', '2026-12-24')], now, WEEKS_8);
    expect(entry).toMatchObject({ dormant: true, needs: [{ reference: 'R-2026-12-24' }] });
  });

  it('is sorted by when they fall asleep, and a longer span only adds', () => {
    fc.assert(
      fc.property(fc.array(uses, { maxLength: 6 }), fc.nat(400), fc.nat(400), (given, days, more) => {
        const templates = given.map((each, index) => ({ ...each, code: `T${index}`, version: 1, dormant: false }));
        const near = dormancyReport(templates, [], now, days * DAY);
        const far = dormancyReport(templates, [], now, (days + more) * DAY);
        const moments = far.map((entry) => entry.dormantFrom);
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
        expect(far.slice(0, near.length)).toEqual(near);
      }),
    );
  });
});
