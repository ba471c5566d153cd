import { describe, expect, it } from '@jest/globals';
import libraryLoan from '../../lifecycles/library-loan.js';
import type { Definition } from './definition.js';
import * as engine from './engine.js';

const AT = Date.parse('2030-11-18T09:30:00+09:00');

/** A loan whose request for an extension calls with one constant, one field that timers read and one that they do not. */
const definition: Definition = {
  ...libraryLoan,
  stages: {
    ...libraryLoan.stages,
    'on-loan': {
      ...libraryLoan.stages['on-loan']!,
      on: {
        ...libraryLoan.stages['on-loan']!.on,
        extensionRequested: {
          do: [
            {
              call: 'asked',
              data: { days: 14, dueDate: { field: 'dueDate' }, book: { field: 'bookTitle' } },
            },
          ],
        },
      },
    },
  },
};
const context = { definition, settings: { reminderTime: '10:00' }, calendar: { closedDays: [] } };

const callsAfterAsking = () => {
  const { state } = engine.start(context, { fields: { dueDate: '2030-12-02' }, at: AT });
  const asked = { eventId: 'e-1', type: 'extensionRequested', occurredAt: AT, data: {} };
  return engine.applyEvent(context, state, asked, AT).journal.filter(({ kind }) => kind === 'callback');
};

describe('a call that the engine decides', () => {
  it('carries the values that the engine knows, as they were, and names the fields that it does not', () => {
    expect(callsAfterAsking().map(({ call }) => call)).toEqual([
      {
        name: 'asked',
        stage: 'on-loan',
        values: { days: 14, dueDate: '2030-12-02' },
        wanted: { book: 'bookTitle' },
      },
    ]);
  });

  it('is named by what led to it, so that deciding it again is the same call', () => {
    expect(callsAfterAsking()).toEqual(callsAfterAsking());
    expect(callsAfterAsking()[0]?.key).toBe('call:event:e-1#0');
  });
});
