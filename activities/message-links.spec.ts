import { describe, expect, it } from '@jest/globals';
import type { Definition } from '#libs/lifecycle/definition.js';
import { linksOfMessage } from './message-links.js';

const definition = {
  links: {
    extend: {
      title: '대출 연장',
      event: 'extensionRequested',
      data: { by: 'link', days: { field: 'extraDays' }, note: { field: 'absent' } },
      expires: { days: 3 },
    },
  },
  templates: { DUE: { variables: { 주소: { link: 'extend' } } }, PLAIN: { variables: {} } },
} as unknown as Definition;
const PLANNED_AT = Date.UTC(2026, 11, 1);
const send = { template: 'DUE', fields: { extraDays: 7 }, plannedAt: PLANNED_AT };
const links = (change: Partial<Parameters<typeof linksOfMessage>[1]> = {}) =>
  linksOfMessage({ definition, fields: { extraDays: 14 } }, { ...send, ...change }, (link) => `token of ${link}`);

describe('linksOfMessage', () => {
  it('carries constants and fields as the message shows them, and leaves out what is absent', () => {
    expect(links()).toMatchObject([
      { token: 'token of extend', link: 'extend', event: 'extensionRequested', data: { by: 'link', days: 7 } },
    ]);
  });

  it('makes none for a message without links', () => {
    expect(links({ template: 'PLAIN' })).toEqual([]);
  });

  it.each([
    ['when the engine says', { linkExpiry: { extend: PLANNED_AT + 5 }, expiresAt: PLANNED_AT + 9 }, 5],
    ['with the message where it says nothing', { expiresAt: PLANNED_AT + 9 }, 9],
    ['after thirty days where nothing says anything', {}, 30 * 86_400_000],
  ])('expires %s', (_, change, after) => {
    expect(links(change)).toMatchObject([{ expiresAt: PLANNED_AT + after }]);
  });
});
