import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from '#libs/message/planner.js';
import type { Rehearsal } from './rehearsal.js';
import type { DealerAnswer, ScriptedEvent } from './request.js';
import {
  at,
  DAY_MS,
  entriesOf,
  loanLike,
  noticeWith,
  played,
  reminder,
  sampleOf,
  START,
  template,
} from './spec-support.js';

const loan = () => sampleOf({ data: { dueDate: '2026-12-15' } });
const done = (afterMs: number, references?: readonly string[]): ScriptedEvent => ({
  type: 'done',
  data: {},
  when: { afterMs },
  ...(references && { references }),
});
const codes = ({ violations }: Rehearsal): string[] => violations.map(({ code }) => code);
const answered = (answer: DealerAnswer) => [{ answer, attempt: 1 }];

describe('a rehearsal', () => {
  it('tells what leaves, when and by which channel', () => {
    const sent = entriesOf(played({ definition: loanLike, samples: [loan()] }), 'sent');
    expect(sent.map((entry) => [entry.at, entry.template, entry.channel])).toEqual([
      [START, 'STARTED', 'alimtalk'],
      [at('2026-12-12', '10:00'), 'DUE_SOON', 'alimtalk'],
    ]);
  });

  it('shows the text as the person reads it', () => {
    const [first] = entriesOf(played({ definition: loanLike, samples: [loan()] }), 'sent');
    expect(first?.message).toBe('김하나님, 2026년 12월 15일(화)까지입니다.');
  });

  it('moves reminders with an event that moves the day', () => {
    const events = [{ type: 'extended', data: { dueDate: '2026-12-29' }, when: { at: at('2026-12-05', '09:00') } }];
    const sent = entriesOf(played({ definition: loanLike, samples: [loan()], events }), 'sent');
    expect(sent.find((entry) => entry.template === 'DUE_SOON')?.at).toBe(at('2026-12-26', '10:00'));
  });

  it('keeps what the engine says of events that are refused', () => {
    const events = [done(1000), done(2000)];
    const rehearsal = played({ definition: reminder, events });
    expect([rehearsal.totals.eventsRefused, entriesOf(rehearsal, 'refused')[0]?.at]).toEqual([1, START + 2000]);
  });

  it('tells an event only of the samples that it names', () => {
    const rehearsal = played({
      definition: reminder,
      samples: [sampleOf(), sampleOf({ reference: 'S-2' })],
      events: [done(1000, ['S-2'])],
    });
    expect(rehearsal.timelines.map(({ messages }) => messages.length)).toEqual([1, 0]);
  });

  it('tells an event when it is reported, as of when it happened', () => {
    const happened = at('2026-12-02', '09:00');
    const toldAt = at('2026-12-02', '11:00');
    const rehearsal = played({
      definition: reminder,
      events: [{ type: 'done', data: {}, when: { at: happened }, toldAt }],
    });
    // The reminder of ten o'clock had left by then.
    expect(entriesOf(rehearsal, 'sent').map((entry) => entry.at)).toEqual([at('2026-12-02', '10:00')]);
    expect(entriesOf(rehearsal, 'ended')[0]?.at).toBe(happened);
  });

  it('says of each message why, by which channels and with what result it was tried', () => {
    const rehearsal = played({
      definition: noticeWith(),
      startAt: at('2026-12-01', '22:10'),
      dealerResults: answered({ kind: 'failed', class: 'permanent-recipient' }),
    });
    const morning = at('2026-12-02', '08:00');
    expect(rehearsal.timelines[0]?.messages[0]).toMatchObject({
      reasons: ['QUIET_HOURS', 'FIRST_ATTEMPT', 'FALLBACK'],
      attempts: [
        { channel: 'alimtalk', state: 'failed', sentAt: morning },
        { channel: 'sms', state: 'delivered', sentAt: morning + 3_000 },
      ],
    });
  });

  it('says what is still to come after its span', () => {
    const { timelines } = played({ definition: reminder, until: START + DAY_MS });
    expect(timelines[0]?.planned.map(({ timer }) => timer)).toEqual(['over']);
  });

  it('begins each sample when it says', () => {
    const startAt = at('2026-12-10', '09:00');
    const { timelines } = played({ definition: reminder, samples: [sampleOf({ startAt })] });
    expect(timelines[0]?.entries[0]?.at).toBe(startAt);
  });
});

describe('hours', () => {
  const night = at('2026-12-01', '22:10');
  const morning = at('2026-12-02', '08:00');

  it('hold what falls into quiet hours until they end', () => {
    const rehearsal = played({ definition: noticeWith(), startAt: night });
    const [held] = entriesOf(rehearsal, 'held');
    expect([held?.at, held?.heldUntil, held?.reason]).toEqual([night, morning, 'QUIET_HOURS']);
    expect(entriesOf(rehearsal, 'sent')[0]?.at).toBe(morning);
  });

  it('are followed by a span over which what they held is sent, each message at a place of its own', () => {
    const samples = Array.from({ length: 60 }, (_, index) => sampleOf({ reference: `S-${index}` }));
    const rehearsal = played({ definition: noticeWith(), startAt: night, samples, policy: DEFAULT_POLICY });
    const sent = entriesOf(rehearsal, 'sent').map((entry) => entry.at - morning);
    expect(sent).toEqual(entriesOf(rehearsal, 'held').map(({ heldUntil }) => heldUntil! - morning));
    expect(new Set(sent).size).toBe(60);
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sent)).toBeLessThan(DEFAULT_POLICY.morningSpanMs);
  });

  it('are asked again for a text that follows at night', () => {
    const rehearsal = played({
      definition: noticeWith(),
      startAt: at('2026-12-01', '20:59'),
      dealerResults: [
        { answer: { kind: 'failed', class: 'permanent-recipient' }, attempt: 1, receiptAfterMs: 120_000 },
      ],
    });
    expect(entriesOf(rehearsal, 'fell-back')[0]?.at).toBe(morning);
  });

  it('drop what would expire before morning, and a warning says so', () => {
    const rehearsal = played({ definition: noticeWith({ expires: { hours: 2 } }), startAt: night });
    expect(rehearsal.totals.dropped).toBe(1);
    expect(codes(rehearsal)).toContain('EXPIRED_UNSENT');
  });

  it('are missed by whoever has none, and a warning says so', () => {
    const policy = { ...DEFAULT_POLICY, quietHours: null };
    const rehearsal = played({ definition: noticeWith(), startAt: night, policy });
    expect(rehearsal.violations).toContainEqual(
      expect.objectContaining({ code: 'SENT_AT_NIGHT', severity: 'warning', path: 'templates.NOTICE', at: night }),
    );
  });
});

describe('the scripted dealer', () => {
  it('lets a text follow an 알림톡 that does not arrive, and charges only that', () => {
    const rehearsal = played({
      definition: noticeWith(),
      dealerResults: answered({ kind: 'failed', class: 'permanent-recipient' }),
    });
    expect(rehearsal.totals).toMatchObject({ sent: { alimtalk: 1, sms: 1, lms: 0 }, fellBack: 1, costKrw: 10 });
  });

  it('may refuse a message for good', () => {
    const rehearsal = played({
      definition: noticeWith(),
      dealerResults: answered({ kind: 'rejected', class: 'suppressed' }),
    });
    expect(rehearsal.totals).toMatchObject({ sent: { alimtalk: 0, sms: 0, lms: 0 }, undelivered: 1, costKrw: 0 });
  });

  it('may be busy for a while', () => {
    const rehearsal = played({ definition: noticeWith(), dealerResults: answered({ kind: 'busy', times: 3 }) });
    const [sent] = entriesOf(rehearsal, 'sent');
    expect(sent!.at).toBeGreaterThan(START + 3_000);
    expect(rehearsal.totals.sent.alimtalk).toBe(1);
  });

  it('may lose its answer and be found to have taken the message: nothing is sent again', () => {
    const rehearsal = played({ definition: noticeWith(), dealerResults: answered({ kind: 'lost-found' }) });
    expect(rehearsal.totals).toMatchObject({ sent: { alimtalk: 1, sms: 0, lms: 0 }, costKrw: 7 });
  });

  it('may lose its answer and be proven not to have taken the message: it is called again', () => {
    const rehearsal = played({ definition: noticeWith(), dealerResults: answered({ kind: 'lost-not-taken' }) });
    expect([rehearsal.totals.sent.alimtalk, entriesOf(rehearsal, 'retried').length]).toEqual([1, 1]);
    expect(entriesOf(rehearsal, 'sent')[0]!.at).toBeGreaterThan(START + 10_000);
  });

  it('may never say whether it took a message: then a person decides', () => {
    const rehearsal = played({ definition: noticeWith(), dealerResults: answered({ kind: 'lost' }) });
    expect(rehearsal.totals.undecided).toBe(1);
  });

  it('may never report: the message stays unconfirmed and no text follows', () => {
    const rehearsal = played({ definition: noticeWith(), dealerResults: answered({ kind: 'unconfirmed' }) });
    expect(rehearsal.timelines[0]?.messages[0]?.outcome).toBe('unconfirmed');
    expect(rehearsal.totals.sent).toEqual({ alimtalk: 1, sms: 0, lms: 0, mms: 0, brand: 0 });
  });

  it('that does not report in time is not waited for where a text is to follow', () => {
    const rehearsal = played({
      definition: noticeWith({ textAfterSeconds: 60 }),
      dealerResults: [{ answer: { kind: 'delivered' }, attempt: 1, receiptAfterMs: 300_000 }],
    });
    const [text] = entriesOf(rehearsal, 'fell-back');
    expect([text?.at, text?.reason, rehearsal.totals.costKrw]).toEqual([START + 60_000, 'TEXT_AFTER_SILENCE', 17]);
  });

  it('that reports in time lets no text follow', () => {
    const { totals } = played({ definition: noticeWith({ textAfterSeconds: 60 }) });
    expect([totals.fellBack, totals.costKrw]).toEqual([0, 7]);
  });

  it('is not asked to send an 알림톡 to a safe number', () => {
    const safe = sampleOf({ parties: { member: { name: '김하나', phone: '050712345678' } } });
    expect(played({ definition: noticeWith(), samples: [safe] }).totals.sent).toEqual({
      alimtalk: 0,
      sms: 1,
      lms: 0,
      mms: 0,
      brand: 0,
    });
  });

  it('sends by the channels alone that the message may use', () => {
    expect(played({ definition: noticeWith({ channels: ['text'] }) }).totals.sent).toEqual({
      alimtalk: 0,
      sms: 1,
      lms: 0,
      mms: 0,
      brand: 0,
    });
  });
});

describe('a message that has lost its point', () => {
  it('is withdrawn while it is held, and says so', () => {
    const rehearsal = played({
      definition: noticeWith(),
      startAt: at('2026-12-01', '22:00'),
      events: [done(3_600_000)],
    });
    expect(rehearsal.totals).toMatchObject({ withdrawn: 1, sent: { alimtalk: 0, sms: 0, lms: 0 } });
    expect(entriesOf(rehearsal, 'withdrawn')[0]?.at).toBe(at('2026-12-01', '23:00'));
  });

  it('is not followed by a text', () => {
    const rehearsal = played({
      definition: noticeWith(),
      events: [done(1000)],
      dealerResults: answered({ kind: 'failed', class: 'permanent-recipient' }),
    });
    expect(rehearsal.totals).toMatchObject({ fellBack: 0, withdrawn: 1 });
  });

  it('does not leave at the very moment of the event', () => {
    const rehearsal = played({
      definition: reminder,
      events: [{ type: 'done', data: {}, when: { at: at('2026-12-02', '10:00') } }],
    });
    expect(rehearsal.totals).toMatchObject({ withdrawn: 1, sent: { alimtalk: 0, sms: 0, lms: 0 } });
  });
});

describe('bundles', () => {
  const definition = noticeWith(
    { bundle: { name: 'news', settle: { minutes: 2 }, plural: 'NOTICES' } },
    {
      templates: {
        NOTICE: template('새 소식'),
        NOTICES: template('여러 소식', {
          body: '새 소식 외 #{나머지}건이 있습니다.',
          variables: { 나머지: { bundle: 'others' } },
          fallback: { text: '새 소식 외 #{나머지}건' },
        }),
      },
    },
  );
  const three = ['S-1', 'S-2', 'S-3'].map((reference) => sampleOf({ reference }));

  it('bring a person’s like items into one message when they close', () => {
    const rehearsal = played({ definition, samples: three });
    const [sent] = entriesOf(rehearsal, 'sent');
    expect([sent?.at, sent?.message]).toEqual([START + 120_000, '새 소식 외 2건이 있습니다.']);
    expect(rehearsal.totals).toMatchObject({ byTemplate: { NOTICES: 1 }, costKrw: 7 });
  });

  it('lose an item that has lost its point, and then say one less', () => {
    const [sent] = entriesOf(played({ definition, samples: three, events: [done(60_000, ['S-2'])] }), 'sent');
    expect(sent?.message).toBe('새 소식 외 1건이 있습니다.');
  });

  it('of one item use its own template', () => {
    const rehearsal = played({ definition, samples: three, events: [done(60_000, ['S-1', 'S-3'])] });
    expect(rehearsal.totals.byTemplate).toEqual({ NOTICE: 1 });
  });

  it('of no item are not sent', () => {
    const rehearsal = played({ definition, samples: three, events: [done(60_000)] });
    expect(rehearsal.totals).toMatchObject({ withdrawn: 3, byTemplate: {} });
  });

  it('take nothing that is given up at once', () => {
    const bundle = { name: 'news', settle: { hours: 12 }, plural: 'NOTICES' };
    const rehearsal = played({
      definition: noticeWith({ bundle, night: 'drop' }),
      startAt: at('2026-12-01', '22:00'),
    });
    expect(rehearsal.timelines[0]?.messages[0]).toMatchObject({ outcome: 'dropped', reasons: ['DROPPED_AT_NIGHT'] });
  });

  it('are one person’s, also where two share a number', () => {
    const other = sampleOf({ reference: 'S-4', parties: { member: { name: '김두리', phone: '01055000001' } } });
    expect(played({ definition, samples: [three[0]!, other] }).totals.byTemplate).toEqual({ NOTICE: 2 });
  });
});

describe('data that a message waits for', () => {
  const definition = noticeWith({ fresh: 'bankFile', expires: { days: 1 } });
  const mark = { name: 'bankFile', at: START + 3_600_000, asOf: '2026-12-01' };

  it('is always fresh where nothing is scripted', () => {
    expect(entriesOf(played({ definition }), 'sent')[0]?.at).toBe(START);
  });

  it('holds the message until it is marked for the day', () => {
    const dataMarks = [{ ...mark, at: START + 1000, asOf: '2026-11-30' }, mark];
    expect(entriesOf(played({ definition, dataMarks }), 'sent')[0]?.at).toBe(mark.at);
  });

  it('that never comes lets the message expire', () => {
    const rehearsal = played({ definition, dataMarks: [{ ...mark, asOf: '2026-11-30' }] });
    expect([rehearsal.totals.dropped, codes(rehearsal)]).toEqual([1, expect.arrayContaining(['EXPIRED_UNSENT'])]);
  });
});

describe('what is wrong', () => {
  const withTemplate = (change: Parameters<typeof template>[1]) =>
    played({ definition: noticeWith({}, { templates: { NOTICE: template('새 소식', change) } }) });

  it('is a variable without a value', () => {
    const definition = noticeWith(
      {},
      {
        input: { place: { type: 'text', title: '곳', optional: true } },
        templates: { NOTICE: template('새 소식', { body: '#{곳} 소식', variables: { 곳: { field: 'place' } } }) },
      },
    );
    expect(played({ definition }).violations).toContainEqual(
      expect.objectContaining({ code: 'VARIABLE_MISSING', severity: 'error', path: 'templates.NOTICE' }),
    );
  });

  it('is an 알림톡 that is too long once it is filled', () => {
    const definition = noticeWith(
      {},
      {
        input: { words: { type: 'text', title: '말', maxLength: 1000 } },
        templates: {
          NOTICE: template('새 소식', { body: `#{말}${'가'.repeat(990)}`, variables: { 말: { field: 'words' } } }),
        },
      },
    );
    const rehearsal = played({ definition, samples: [sampleOf({ data: { words: '나'.repeat(30) } })] });
    expect(rehearsal.violations).toContainEqual(
      expect.objectContaining({ code: 'TOO_LONG', severity: 'error', path: 'templates.NOTICE.body' }),
    );
  });

  it('is a template that there is not', () => {
    expect(codes(played({ definition: { ...noticeWith(), templates: {} } }))).toContain('TEMPLATE_MISSING');
  });

  it('may be a text that does not fit an SMS, which is a warning', () => {
    expect(withTemplate({ fallback: { text: '가'.repeat(46) } }).violations).toContainEqual(
      expect.objectContaining({
        code: 'TEXT_LONGER_THAN_SMS',
        severity: 'warning',
        path: 'templates.NOTICE.fallback.text',
      }),
    );
  });

  it('is content that Kakao would refuse once it is filled', () => {
    const content = { body: '물건을 보냈습니다.', buttons: [{ type: 'DS', name: '배송 조회' }] } as const;
    expect(withTemplate(content).violations).toContainEqual(
      expect.objectContaining({ code: 'CONTENT_REFUSED', severity: 'error', path: 'templates.NOTICE.buttons.0' }),
    );
  });

  it('may be a lifecycle that nothing ends, which is a warning', () => {
    expect(played({ definition: noticeWith() }).violations).toContainEqual(
      expect.objectContaining({ code: 'NO_WAY_TO_END', severity: 'warning', path: 'stages.open' }),
    );
  });

  it('is nothing where a lifecycle ends by itself in time', () => {
    expect(codes(played({ definition: reminder }))).toEqual([]);
  });

  it('is told once, with how often it was met', () => {
    const samples = ['S-1', 'S-2'].map((reference) => sampleOf({ reference }));
    const { violations } = played({ definition: noticeWith(), samples });
    expect(violations).toEqual([expect.objectContaining({ code: 'NO_WAY_TO_END', count: 2, reference: 'S-1' })]);
  });
});
