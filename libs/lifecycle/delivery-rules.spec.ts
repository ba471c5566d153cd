import { describe, expect, it } from '@jest/globals';
import { HOUR, momentAt } from '#libs/calendar/korean-time.js';
import { leastDefinition } from '../../test/fixtures/least-definition.js';
import { companyOf } from './bundle-company.js';
import { parseDefinition, type Definition, type SendAction } from './definition.js';
import * as engine from './engine.js';
import type { SendEffect } from './state.js';

const AT = momentAt('2026-12-01', '10:00');

const definitionWith = (delivery: Definition['delivery'], send: Omit<SendAction, 'send'>): Definition =>
  leastDefinition({ ...(delivery && { delivery }), start: [{ send: 'NOTICE', ...send }] });

function sendOf(delivery: Definition['delivery'], send: Omit<SendAction, 'send'> = {}): SendEffect {
  const ctx = {
    definition: definitionWith(delivery, send),
    settings: { reminderTime: '10:00' },
    calendar: { closedDays: [] },
  };
  return engine.start(ctx, { fields: {}, at: AT }).sends[0]!;
}

const problemsOf = (delivery: unknown, send: object): readonly string[] => {
  const result = parseDefinition(definitionWith(delivery as Definition['delivery'], send));
  return 'problems' in result ? result.problems.map(({ path, message }) => `${path} ${message}`) : [];
};

describe('what a definition says of delivery', () => {
  it("goes with each message, the lifecycle's and its own apart", () => {
    const sent = sendOf({ attempts: 1, channels: ['text'] }, { tries: 10, textAfterSeconds: 'never' });
    expect(sent.policy).toEqual({
      lifecycle: { attempts: 1, channels: ['text'] },
      send: { tries: 10, textAfterSeconds: 'never' },
    });
  });

  it('adds nothing to a message of which nothing is said', () => {
    expect(sendOf(undefined)).not.toHaveProperty('policy');
  });

  it('gives a message a deadline where its send has none', () => {
    expect(sendOf({ expiresAfterHours: 5 })).toMatchObject({ expiresAt: AT + 5 * HOUR, expiresBy: 'lifecycle' });
    const own = sendOf({ expiresAfterHours: 5 }, { expires: { hours: 1 } });
    expect(own.expiresAt).toBe(AT + HOUR);
    expect(own).not.toHaveProperty('expiresBy');
  });

  it('keeps items apart that would leave in different manners', () => {
    const bundle = { name: 'due', closesAt: AT, plural: 'NOTICE' };
    const company = (delivery: Definition['delivery']) => companyOf('type', sendOf(delivery), bundle);
    expect(company({ attempts: 1 })).not.toBe(company({ attempts: 2 }));
    expect(company({ expiresAfterHours: 5 })).toBe(company(undefined));
  });

  it('is refused where it leaves a message no channel of its purpose', () => {
    expect(problemsOf({ channels: ['brand'] }, {})).toEqual([
      'start.0.channels leaves no channel, because channels only narrow those of `delivery`; name one that is there',
    ]);
    expect(problemsOf({ channels: ['brand', 'text'] }, {})).toEqual([]);
  });

  it('is refused where it leaves a message no channel', () => {
    expect(problemsOf({ channels: ['alimtalk'] }, { channels: ['text'] })).toEqual([
      'start.0.channels leaves no channel, because channels only narrow those of `delivery`; name one that is there',
    ]);
  });

  it('is refused where a text is to follow and may not be sent', () => {
    expect(problemsOf({ channels: ['alimtalk'], textAfterSeconds: 60 }, { textAfterSeconds: 60 })).toEqual([
      'delivery.textAfterSeconds needs the channel text',
      'start.0.textAfterSeconds needs the channel text',
    ]);
  });

  it.each([
    [{ fallbackOn: ['suppressed'] }, 'delivery.fallbackOn.0'],
    [{ tries: 1 }, 'delivery.tries'],
    [{ attempts: 9 }, 'delivery.attempts'],
    [{ textAfterSeconds: 'soon' }, 'delivery.textAfterSeconds'],
    [{ channels: ['text', 'text'] }, 'delivery.channels'],
    [{ quietHours: { from: '09:00', to: '09:00' } }, 'delivery.quietHours'],
    [{ expiresAfterHours: 0 }, 'delivery.expiresAfterHours'],
    [{ patience: 3 }, 'delivery.patience'],
  ])('is refused as %j', (delivery, path) => {
    const [first = ''] = problemsOf(delivery, {});
    expect(first.split(' ')[0]).toBe(path);
  });
});
