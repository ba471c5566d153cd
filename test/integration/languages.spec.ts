import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Dispatching } from '#activities/dispatch.js';
import { timelineEntries } from '#apps/api/lifecycles/timeline-view.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import type { DispatchInput, DispatchResult } from '#libs/contracts/activities.js';
import { messageIdFor } from '#libs/contracts/ids.js';
import { readTimeline } from '#libs/database/lifecycle-reads.js';
import type { PartyInput } from '#libs/database/party-store.js';
import { putTemplate, reviewStates, type TemplateStatus } from '#libs/database/template-store.js';
import type { DealerMessage } from '#libs/dealers/dealer.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { Moment, SendEffect } from '#libs/lifecycle/state.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { setUpTenant } from '#scripts/tenant-setup.js';
import { eventually } from '../harness/eventually.js';
import { createWorld, type World } from './database-world.js';
import { DealerDouble, type Treatment } from './dealer-double.js';

/** All that ships is approved for it. */
const TENANT = 'city-library';
/** Only what is said in Korean is. */
const KOREAN_ALONE = 'town-library';
const MINUTE = 60_000;
const DAY = '2026-12-04';
const MORNING = momentAt(DAY, '10:00');
const READER: PartyInput = { name: 'Ann Lee', phone: '01055010021', language: 'en' };
const { LOAN_DUE_TODAY: inKorean, 'LOAN_DUE_TODAY.en': inEnglish } = contentsToRegister(libraryLoan);

class ListeningDealer extends DealerDouble {
  readonly letters: DealerMessage[] = [];
  /** What it was told to let go. */
  readonly letGo: (string | undefined)[] = [];

  override commit(groupId: string, message?: DealerMessage) {
    this.letGo.push(message?.text.split('\n')[0]);
    return super.commit(groupId);
  }

  override prepare(message: DealerMessage) {
    this.letters.push(message);
    return super.prepare(message);
  }
}

/** Deliveries on a real PostgreSQL, at moments that the tests choose. The tenants have no quiet hours. */
describe('A message to somebody who reads another language', () => {
  let world: World;
  let dispatching: Dispatching;
  let now: Moment;
  let commit: Treatment['commit'];
  const dealer = new ListeningDealer(
    () => ({ prepareMs: 0, fillMs: 0, takeMs: 0, answerMs: 0, commit, at: () => undefined }),
    1_000,
  );

  beforeAll(async () => {
    world = await createWorld([KOREAN_ALONE]);
    const { dataSource, keys } = world;
    const settings = { quietHours: null, senderNumber: '0212345678', channelId: 'channel' };
    await setUpTenant(dataSource, { id: TENANT, name: '시립 도서관', settings });
    await register('LOAN_DUE_TODAY', inKorean);
    dispatching = new Dispatching({
      dataSource,
      keys,
      dealer,
      now: () => now,
      dealerTimeoutMs: 1_000,
      linkBase: 'http://127.0.0.1',
      receiptPatienceMs: 60_000,
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    now = MORNING;
    commit = 'accepts';
    dealer.letters.length = 0;
    dealer.letGo.length = 0;
  });

  const register = (
    code: string,
    content: TemplateDefinition | undefined,
    change: { readonly status?: TemplateStatus; readonly dealer?: string; readonly id?: string } = {},
  ): Promise<number> =>
    world.in(KOREAN_ALONE, (tx) =>
      putTemplate(tx, KOREAN_ALONE, {
        code,
        dealer: change.dealer ?? 'solapi',
        dealerTemplateId: change.id ?? `T_${code}`,
        channelId: 'channel',
        content: content ?? {},
        status: change.status ?? 'approved',
      }),
    );

  const lend = (borrower: PartyInput, tenant = TENANT): Promise<string> =>
    world.start(tenant, { parties: { borrower }, fields: { bookTitle: '봉수의 역사', dueDate: DAY } });

  function reminder(lifecycleId: string, change: Partial<SendEffect> = {}, tenant = TENANT): DispatchInput {
    const key = 'timer:on-loan/dueToday#0';
    return {
      tenant,
      lifecycleId,
      messageId: messageIdFor(lifecycleId, key, now),
      eventsAccepted: 0,
      send: {
        key,
        template: 'LOAN_DUE_TODAY',
        party: 'borrower',
        purpose: 'informational',
        urgent: false,
        plannedAt: now,
        night: 'after',
        origin: { kind: 'timer', stage: 'on-loan', timer: 'dueToday', identity: 'on-loan/dueToday' },
        final: false,
        fields: { dueDate: DAY, dueDay: DAY },
        ...change,
      },
    };
  }

  const dispatch = (input: DispatchInput): Promise<DispatchResult> => dispatching.dispatch(input);
  const byText: Partial<SendEffect> = { channels: ['text'] };
  const tell = async (borrower: PartyInput, change: Partial<SendEffect> = {}, tenant = TENANT): Promise<string> => {
    const lifecycleId = await lend(borrower, tenant);
    await dispatch(reminder(lifecycleId, change, tenant));
    return lifecycleId;
  };
  const heads = (): (string | undefined)[] => dealer.letters.map(({ text }) => text.split('\n')[0]);
  const templates = (): (string | undefined)[] => dealer.letters.map(({ template }) => template?.id);

  it('says it in their language, by the template that was approved in it', async () => {
    await tell(READER);
    expect(heads()).toEqual(['[Due today]']);
    expect(templates()[0]).toMatch(/_LOAN_DUE_TODAY\.en$/);
  });

  it('writes days as that language does', async () => {
    await tell(READER);
    expect(dealer.letters[0]?.text).toContain('▶ Due date: 4 Dec 2026 (Fri)');
  });

  it('names its buttons in it, and leads to the same place', async () => {
    await tell(READER);
    const [button] = dealer.letters[0]?.template?.rendered?.buttons ?? [];
    expect(button).toMatchObject({
      name: 'Ask to renew',
      linkMo: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/l\//),
    });
  });

  it('says it in the language of which theirs is a kind', async () => {
    await tell({ ...READER, language: 'zh-hant-tw' });
    expect(heads()).toEqual(['[图书今日到期通知]']);
  });

  it('says it in Korean where the template does not speak theirs', async () => {
    await tell({ ...READER, language: 'mn' });
    expect(heads()).toEqual(['[도서 반납일 안내]']);
  });

  it('says it in Korean until theirs is approved for the tenant', async () => {
    await register('LOAN_DUE_TODAY.en', inEnglish, { status: 'inspecting' });
    await tell(READER, {}, KOREAN_ALONE);
    expect(heads()).toEqual(['[도서 반납일 안내]']);
    expect(templates()).toEqual(['T_LOAN_DUE_TODAY']);
  });

  it('says it in Korean where another wording was approved than the definition has: that one would be refused', async () => {
    await register('LOAN_DUE_TODAY.en', { ...inEnglish!, body: 'Dear #{이름}, today.' });
    await tell(READER, {}, KOREAN_ALONE);
    expect(heads()).toEqual(['[도서 반납일 안내]']);
  });

  it('says it in Korean where theirs is approved with another dealer alone', async () => {
    await register('LOAN_DUE_TODAY.en', inEnglish, { dealer: 'nhn' });
    await tell(READER, {}, KOREAN_ALONE);
    expect(heads()).toEqual(['[도서 반납일 안내]']);
  });

  it('says it in theirs from the approval on', async () => {
    await register('LOAN_DUE_TODAY.en', inEnglish, { id: 'T_ENGLISH' });
    await tell(READER, {}, KOREAN_ALONE);
    expect(templates()).toEqual(['T_ENGLISH']);
  });

  it('goes as a text in their language, which nobody has to approve', async () => {
    await tell(READER, byText);
    expect(dealer.letters.map(({ channel, text }) => [channel, text])).toEqual([
      ['sms', '[시립 도서관] "봉수의 역사" is due today. Please return it.'],
    ]);
  });

  it('goes to a safe number as a text in their language', async () => {
    await tell({ ...READER, phone: '050512345678' });
    expect(heads()[0]).toMatch(/^\[시립 도서관\] "/);
  });

  it('goes as a text in the language that theirs names, where no carrier knows its letters', async () => {
    await tell({ ...READER, language: 'zh' }, byText);
    expect(heads()[0]).toMatch(/^\[시립 도서관\] "/);
  });

  it('goes to a guardian in the guardian’s language, and to the child in the child’s once it is fourteen', async () => {
    const guardian = { name: 'Wang Fang', phone: '01055010029', language: 'zh' };
    const child = { ...READER, phone: '01055010028', birthDate: '2012-12-05', guardian };
    await tell(child);
    now = momentAt('2026-12-05', '00:00');
    await tell(child);
    expect(heads()).toEqual(['[图书今日到期通知]', '[Due today]']);
  });

  it('says it in Korean to a guardian of whom nothing else is known, whatever the child reads', async () => {
    const guardian = { name: '김보호', phone: '01055010027' };
    await tell({ ...READER, phone: '01055010026', birthDate: '2012-12-05', guardian });
    expect(heads()).toEqual(['[도서 반납일 안내]']);
  });

  it('tells of several affairs in the language of the person, though only one of them says which', async () => {
    const bundle = { name: 'dueToday', closesAt: now + MINUTE, plural: 'LOAN_DUE_TODAY_MANY' };
    const reader: PartyInput = { name: 'Bundled Reader', phone: '01055010025' };
    const first = reminder(await lend(reader), { bundle });
    const second = reminder(await lend({ ...reader, language: 'en' }), { bundle });
    await dispatch(first);
    await dispatch(second);
    now += MINUTE;
    const [row] = await world.in(TENANT, (tx) =>
      tx.query<{ id: string }[]>(`select bundle_id as id from messages where id = $1`, [first.messageId]),
    );
    await dispatch({ tenant: TENANT, lifecycleId: first.lifecycleId, messageId: row!.id, bundle: true });
    expect(dealer.letters[0]?.text).toContain('▶ Titles: 봉수의 역사 and 1 more');
    expect(templates()[0]).toMatch(/_LOAN_DUE_TODAY_MANY\.en$/);
  });

  it('stays in the language in which a dealer may have it, whatever becomes of theirs meanwhile', async () => {
    commit = 'lost';
    const lifecycleId = await lend(READER);
    const input = reminder(lifecycleId);
    await dispatch(input).catch(() => undefined);
    await world.in(TENANT, (tx) =>
      tx.query(`update parties set language = null where lifecycle_id = $1`, [lifecycleId]),
    );
    now += 5 * MINUTE;
    await eventually('the group is taken', async () => {
      now += MINUTE;
      return (await dispatch(input).catch(() => undefined))?.kind === 'handed-over';
    });
    expect([dealer.letGo, dealer.letters.length]).toEqual([['[Due today]', '[Due today]'], 1]);
  });

  it('remembers in which language it was written, and shows it to operators', async () => {
    const lifecycleId = await tell(READER);
    const timeline = await world.in(TENANT, (tx) => readTimeline(tx, world.keys, lifecycleId));
    expect(timeline.messages[0]?.attempts[0]).toMatchObject({ language: 'en' });
    const called = timelineEntries(libraryLoan, timeline).find(({ code }) => code === 'attempt.calling');
    expect([called?.text, called?.detail?.['language']]).toEqual([
      expect.stringContaining('‘반납일 당일 안내’ 알림톡(영어)'),
      'en',
    ]);
  });

  it('says nothing of a language where it is written in Korean', async () => {
    const lifecycleId = await tell({ ...READER, language: 'mn' });
    const timeline = await world.in(TENANT, (tx) => readTimeline(tx, world.keys, lifecycleId));
    expect(JSON.stringify(timelineEntries(libraryLoan, timeline))).not.toContain('language');
  });

  it('has its review asked for by itself: a new translation leaves the Korean one approved', async () => {
    const korean = libraryLoan.templates['LOAN_DUE_TODAY']!;
    const reviews = await world.in(TENANT, (tx) =>
      reviewStates(tx, {
        LOAN_DUE_TODAY: { ...korean, in: { en: { body: 'Anew.' } } },
        'LOAN_DUE_TODAY.fr': inEnglish!,
      }),
    );
    expect(Object.fromEntries(reviews)).toEqual({ LOAN_DUE_TODAY: 'approved', 'LOAN_DUE_TODAY.fr': 'missing' });
  });
});
