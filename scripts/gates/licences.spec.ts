import { describe, expect, it } from '@jest/globals';
import { licenceProblems } from './licences.js';
import type { LicenceException } from './licences.js';

const read: LicenceException = { package: 'old', version: '1.0.0', licence: 'MIT', reason: 'read by hand' };

describe('Licences of the packages that we use', () => {
  it('are accepted when any choice of an expression is allowed', () => {
    expect(licenceProblems({ 'node_modules/a': { version: '1.0.0', license: '(GPL-3.0-only OR MIT)' } }, [])).toEqual(
      [],
    );
  });

  it('are refused when every choice asks for what we do not give', () => {
    expect(licenceProblems({ 'node_modules/a': { version: '1.0.0', license: 'GPL-3.0-only' } }, [])).toEqual([
      'a@1.0.0 is under GPL-3.0-only, which is not allowed: replace it, or write down why it may stay',
    ]);
  });

  it('are refused when two apply and only one is allowed', () => {
    expect(
      licenceProblems({ 'node_modules/a': { version: '1.0.0', license: 'MIT AND AGPL-3.0-only' } }, []),
    ).toHaveLength(1);
  });

  it('are refused when none is named', () => {
    expect(licenceProblems({ 'node_modules/a/node_modules/@b/c': { version: '2.0.0' } }, [])).toEqual([
      '@b/c@2.0.0 names no licence: read its licence file, then write down an exception',
    ]);
  });

  it('are refused when they are no expression at all', () => {
    expect(
      licenceProblems({ 'node_modules/a': { version: '1.0.0', license: 'SEE LICENSE IN EULA' } }, []),
    ).toHaveLength(1);
  });

  it('may be excepted for the version that was read', () => {
    expect(licenceProblems({ 'node_modules/old': { version: '1.0.0' } }, [read])).toEqual([]);
  });

  it('are asked for again when an excepted package is renewed', () => {
    expect(licenceProblems({ 'node_modules/old': { version: '1.0.1' } }, [read])).toEqual([
      'old@1.0.1 names no licence: read its licence file, then write down an exception',
      'The exception for old@1.0.0 fits no package: take it out',
    ]);
  });
});
