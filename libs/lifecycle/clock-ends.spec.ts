import { describe, expect, it } from '@jest/globals';
import { momentAt } from '#libs/calendar/korean-time.js';
import {
  date,
  defineLifecycle,
  event,
  extendClock,
  integer,
  person,
  resumeClock,
  send,
  stopClock,
} from './builders.js';
import { parseDefinition, type Definition, type TemplateDefinition } from './definition.js';
import * as engine from './engine.js';
import type { SendEffect } from './state.js';
import { templateValues } from './template-values.js';

const notice = (stopped?: string): TemplateDefinition => ({
  title: '안내',
  messageType: 'BA',
  body: '처리기한은 #{기한}입니다.',
  variables: { 기한: { clock: 'term', ...(stopped !== undefined && { stopped }) } },
  fallback: { text: '기한 #{기한}' },
  in: { en: { body: 'The term ends: #{기한}' } },
});

const affair = (unit: 'days' | 'workHours', stopped?: string): Definition =>
  defineLifecycle({
    name: 'affair',
    title: '일',
    parties: { citizen: person('민원인') },
    input: { begunOn: date('시작일', { optional: true }) },
    clocks: { term: { title: '기한', from: { field: 'begunOn' }, amount: 7, unit } },
    events: {
      stopped: { title: '멈춤' },
      resumed: { title: '다시' },
      prolonged: { title: '연장', data: { by: integer('얼마') } },
      done: { title: '끝' },
    },
    start: [send('NOTICE')],
    first: 'open',
    stages: {
      open: {
        title: '진행',
        on: {
          stopped: { do: [stopClock('term'), send('NOTICE')] },
          resumed: { do: [resumeClock('term'), send('NOTICE')] },
          prolonged: { do: [extendClock('term', event('by')), send('NOTICE'), send('OTHER')] },
          done: { goto: 'closed' },
        },
      },
      closed: { title: '끝', final: true },
    },
    templates: {
      NOTICE: notice(stopped),
      OTHER: { title: '다른 안내', messageType: 'BA', body: '안내', variables: {}, fallback: { text: '안내' } },
    },
  });

const contextOf = (definition: Definition): engine.EngineContext => ({
  definition,
  settings: { reminderTime: '10:00' },
  calendar: { closedDays: [], holidays: [] },
});

/** What was decided to be sent, event by event; the affair begins on Monday, 7 December. */
function sendsOf(
  definition: Definition,
  events: readonly (readonly [type: string, day: string, data?: Record<string, number>])[] = [],
  fields: Record<string, string> = { begunOn: '2026-12-07' },
): SendEffect[] {
  const ctx = contextOf(definition);
  const first = engine.start(ctx, { fields, at: momentAt('2026-12-07', '09:00') });
  const sends = [...first.sends];
  let { state } = first;
  events.forEach(([type, day, data = {}], index) => {
    const occurredAt = momentAt(day, '09:00');
    const step = engine.applyEvent(ctx, state, { eventId: `e${index}`, type, occurredAt, data }, occurredAt);
    state = step.state;
    sends.push(...step.sends);
  });
  return sends;
}

const read = (definition: Definition, { template, fields, clockEnds }: SendEffect, language?: string) =>
  templateValues(definition, template, { fields, parties: {}, institution: undefined, clockEnds, language })['기한'];

describe('the end of a clock in a message', () => {
  const days = affair('days');

  it('is its last day, as it stood when the message was decided', () => {
    expect(sendsOf(days).map((each) => read(days, each))).toEqual(['2026년 12월 14일(월)']);
  });

  it('moves with every extension', () => {
    expect(sendsOf(days, [['prolonged', '2026-12-09', { by: 3 }]]).map((each) => each.clockEnds)).toEqual([
      { term: '2026-12-14' },
      { term: '2026-12-17' },
      undefined,
    ]);
  });

  it('is a word while the clock is stopped, and a later day once it is resumed', () => {
    const sends = sendsOf(days, [
      ['stopped', '2026-12-09'],
      ['resumed', '2026-12-11'],
    ]);
    expect(sends.map((each) => read(days, each))).toEqual(['2026년 12월 14일(월)', '멈춤', '2026년 12월 16일(수)']);
  });

  it('is the definition’s own word in Korean, and each other language’s in that', () => {
    const worded = affair('days', '보완하시는 동안 멈춤');
    const [, stopped] = sendsOf(worded, [['stopped', '2026-12-09']]);
    expect([undefined, 'en'].map((language) => read(worded, stopped!, language))).toEqual([
      '보완하시는 동안 멈춤',
      'on hold',
    ]);
  });

  it('is a moment for hours, or the day on which it lies', () => {
    const hours = affair('workHours');
    const [told] = sendsOf(hours);
    expect(read(hours, told!)).toBe('12월 7일(월) 17:00');
    const byDay: Definition = {
      ...hours,
      templates: { NOTICE: { ...notice(), variables: { 기한: { clock: 'term', format: 'date' } } } },
    };
    expect(read(byDay, told!)).toBe('2026년 12월 7일(월)');
  });

  it('is left out where nothing says when the clock begins, so that the message is refused', () => {
    const [told] = sendsOf(days, [], {});
    expect([told?.clockEnds, read(days, told!)]).toEqual([undefined, undefined]);
  });

  it('is carried by those messages alone that show it', () => {
    const carried = sendsOf(days, [['prolonged', '2026-12-09', { by: 3 }]]).map(({ template, clockEnds }) => [
      template,
      clockEnds !== undefined,
    ]);
    expect(carried).toEqual([
      ['NOTICE', true],
      ['NOTICE', true],
      ['OTHER', false],
    ]);
  });

  it('must be of a clock that there is', () => {
    const wrong = {
      ...days,
      templates: { ...days.templates, NOTICE: { ...notice(), variables: { 기한: { clock: 'day' } } } },
    };
    const result = parseDefinition(wrong);
    expect('problems' in result && result.problems).toEqual([
      {
        path: 'templates.NOTICE.variables.기한',
        message: 'names no clock of this lifecycle; add it to `clocks`, or show a field',
      },
    ]);
  });
});
