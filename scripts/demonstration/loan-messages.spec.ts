import { describe, expect, it } from '@jest/globals';
import { loanMessages, messageOnPhone } from './loan-messages.js';
import { attempt, gathered, message } from './spec-support.js';

const started = message('LOAN_STARTED', attempt('alimtalk'));

describe('The messages of a loan', () => {
  it('count one that rides in a bundle once', () => {
    expect(loanMessages([started, ...gathered()]).map(({ id }) => id)).toEqual(['LOAN_STARTED', 'LOAN_DUE_SOON']);
  });

  it('tell the attempts of its bundle as those of the message', () => {
    const [item, carrier] = gathered();
    expect(loanMessages([item, carrier])[0]?.attempts).toEqual(carrier.attempts);
  });

  it('hide no attempt that the message had of its own', () => {
    const [item, carrier] = gathered();
    const alone = { ...item, attempts: message('', attempt('sms')).attempts };
    expect(loanMessages([alone, carrier])[0]?.attempts.map(({ channel }) => channel)).toEqual(['sms', 'alimtalk']);
  });

  it('keep a bundle’s message in which none of them rides', () => {
    const [, carrier] = gathered();
    expect(loanMessages([started, carrier])).toHaveLength(2);
  });

  it('say how many others the bundle tells of, those that left it not counted', () => {
    const left = { withdrawnAt: '2026-12-07T12:00:40+09:00' };
    const items = [{ withdrawnAt: null }, { withdrawnAt: null }, left];
    expect(loanMessages(gathered({ items }))[0]?.carrier).toMatchObject({ others: 1 });
  });

  it('stand without a carrier while the API does not tell of the bundle’s message', () => {
    expect(loanMessages([gathered()[0]])[0]?.carrier).toBeUndefined();
  });
});

describe('What a phone shows', () => {
  it.each(['LOAN_DUE_SOON', 'bundle'])('is the message whose own or whose bundle’s id it bears: %s', (id) => {
    expect(messageOnPhone(loanMessages(gathered()), id)?.id).toBe('LOAN_DUE_SOON');
  });

  it.each(['theirs', undefined])('is none of a loan’s with the id %s', (id) => {
    expect(messageOnPhone(loanMessages([started, ...gathered()]), id)).toBeUndefined();
  });
});
