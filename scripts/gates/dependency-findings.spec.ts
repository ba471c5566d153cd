import { describe, expect, it } from '@jest/globals';
import { dependencyFindings } from './dependency-findings.js';
import type { AuditException } from './dependency-findings.js';

const advisory = (severity: string) => ({
  url: 'https://github.com/advisories/GHSA-1',
  title: 'Prototype pollution',
  severity,
});
const report = (severity: string): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      lodash: { severity, via: [advisory(severity)] },
      express: { severity, via: ['lodash'] },
    },
  });
const until = (day: string): AuditException => ({
  advisory: 'https://github.com/advisories/GHSA-1',
  reason: 'not reachable',
  until: day,
});
const TODAY = '2026-11-29';

describe('The audit of the packages that we use', () => {
  it.each(['high', 'critical'])(
    'fails for a weakness of severity %s, once however many packages it reaches',
    (severity) => {
      expect(dependencyFindings(report(severity), [], TODAY)).toEqual({
        answered: true,
        problems: [
          `lodash: Prototype pollution (${severity}, https://github.com/advisories/GHSA-1): renew the package, or write down an exception with a date`,
        ],
      });
    },
  );

  it('passes lesser weaknesses', () => {
    expect(dependencyFindings(report('moderate'), [], TODAY)).toEqual({ answered: true, problems: [] });
  });

  it('passes what is excepted, on the last day too', () => {
    expect(dependencyFindings(report('high'), [until(TODAY)], TODAY)).toEqual({ answered: true, problems: [] });
  });

  it('fails for an exception that has ended', () => {
    expect(dependencyFindings(report('high'), [until('2026-11-28')], TODAY)).toMatchObject({
      problems: [expect.stringContaining('its exception ended on 2026-11-28')],
    });
  });

  it('fails for an exception that fits nothing any more', () => {
    expect(dependencyFindings('{"vulnerabilities":{}}', [until(TODAY)], TODAY)).toMatchObject({
      problems: ['The exception for https://github.com/advisories/GHSA-1 fits nothing any more: take it out'],
    });
  });

  it('says that a registry did not answer, rather than that nothing was found', () => {
    const refusal =
      '{"message":"405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk"}';
    expect(dependencyFindings(refusal, [], TODAY)).toEqual({ answered: false, why: '405 Method Not Allowed' });
  });
});
