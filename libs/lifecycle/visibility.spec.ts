import { describe, expect, it } from '@jest/globals';
import { pickUp } from '../../test/fixtures/pick-up.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { date, event, field, text } from './builders.js';
import type { Definition } from './definition.js';
import { dataAfterEvent, workflowEventFields, workflowFields } from './visibility.js';

describe('a workflow', () => {
  it('sees what timers, lengths and guards read, and nothing else', () => {
    expect(workflowFields(pickUp)).toEqual(['availableAt', 'keepDays', 'lastDay', 'vip']);
  });

  it('sees no title of a book', () => {
    expect(workflowFields(libraryLoan)).toEqual(['dueDate', 'kiosk', 'kioskReturn']);
  });

  it('sees of an event what its guards read and what reaches a field that it sees', () => {
    expect(workflowEventFields(pickUp, 'moved')).toEqual(['availableAt']);
  });

  it('sees nothing of an unknown event', () => {
    expect(workflowEventFields(pickUp, 'toString')).toEqual([]);
  });

  it('sees also what is written into a field that it sees', () => {
    const definition: Definition = {
      ...libraryLoan,
      input: { ...libraryLoan.input, spareDate: date('예비') },
      events: { ...libraryLoan.events, returned: { title: '반납', set: { dueDate: field('spareDate') } } },
    };
    expect(workflowFields(definition)).toEqual(['dueDate', 'kiosk', 'kioskReturn', 'spareDate']);
  });
});

describe('data after an event', () => {
  it('holds what the event wrote, also where the workflow does not see it', () => {
    const current = { bookTitle: '토지', dueDate: '2026-12-15' };
    expect(dataAfterEvent(libraryLoan, 'extensionRefused', { reason: 'held' }, current)).toEqual({
      ...current,
      refusalReason: 'held',
    });
  });

  it('keeps what the event did not carry', () => {
    expect(dataAfterEvent(pickUp, 'moved', { availableAt: 'x' }, { note: 1 })).toEqual({ note: 1, availableAt: 'x' });
  });

  it('takes a constant where the definition says so', () => {
    const definition: Definition = {
      ...libraryLoan,
      fields: { ...libraryLoan.fields, mark: text('표시') },
      events: { ...libraryLoan.events, returned: { title: '반납', set: { mark: '반납함' } } },
    };
    expect(dataAfterEvent(definition, 'returned', {}, {})).toEqual({ mark: '반납함' });
  });

  it('writes from the fields as they were before it', () => {
    const swapping: Definition = {
      ...libraryLoan,
      input: { a: date('가'), b: date('나') },
      events: { swapped: { title: '바꿈', set: { a: field('b'), b: field('a') } } },
    };
    expect(dataAfterEvent(swapping, 'swapped', {}, { a: '2026-01-01', b: '2026-01-02' })).toEqual({
      a: '2026-01-02',
      b: '2026-01-01',
    });
  });

  it('is not touched by what no own field of the event says', () => {
    const definition: Definition = {
      ...libraryLoan,
      events: { returned: { title: '반납', set: { dueDate: event('constructor') } } },
    };
    expect(dataAfterEvent(definition, 'returned', {}, { dueDate: '2026-12-15' })).toEqual({ dueDate: '2026-12-15' });
  });
});
