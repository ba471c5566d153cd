import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import { bookRequest } from '../../test/fixtures/book-request.js';
import type { Definition, LinkDefinition } from './definition.js';
import * as engine from './engine.js';

const AT = momentAt('2026-12-01', '10:00');

/** When the link of the first message expires, for a loan due on 7 December. */
function expiry(
  expires: LinkDefinition['expires'],
  change: Partial<Definition> = {},
): Readonly<Record<string, number>> {
  const plain = bookRequest('city-library/book-request');
  const definition = { ...plain, links: { extend: { ...plain.links!['extend']!, expires } }, ...change };
  const ctx = { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };
  const { sends } = engine.start(ctx, { fields: { bookTitle: '토지', dueDate: '2026-12-07' }, at: AT });
  return sends[0]?.linkExpiry ?? {};
}

describe('the expiry of a link', () => {
  it('is a length from the planned moment of its message', () => {
    expect(expiry({ days: 3 })).toEqual({ extend: momentAt('2026-12-04', '10:00') });
  });

  it('or a moment, reckoned from fields that the engine would need for nothing else', () => {
    expect(expiry({ field: 'dueDate', plus: { days: 1 } })).toEqual({ extend: momentAt('2026-12-08', '00:00') });
  });

  it('is left open where it hangs on something absent', () => {
    expect(expiry({ field: 'asked' })).toEqual({});
  });

  it('is said of no message whose template holds no link', () => {
    const { BOOK_LENT, ...others } = bookRequest('city-library/book-request').templates;
    const { 이름 } = BOOK_LENT!.variables;
    const plain = { ...BOOK_LENT!, variables: { 이름: 이름! }, buttons: [], fallback: { text: '#{이름}' } };
    expect(expiry({ days: 3 }, { templates: { ...others, BOOK_LENT: plain } })).toEqual({});
  });
});
