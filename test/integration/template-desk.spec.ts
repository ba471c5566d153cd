import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TemplateDeskWork } from '#activities/template-desk.js';
import { TemplateUses } from '#activities/template-uses.js';
import { DEFAULT_ACCOUNT, DEFAULT_ALIGO_ACCOUNT, DEFAULT_NHN_ACCOUNT } from '#apps/dealer-simulator/options.js';
import { createSimulator, type Simulator } from '#apps/dealer-simulator/simulator.js';
import {
  addAct,
  addVersion,
  noteHook,
  readActs,
  readVersions,
  releaseDormancy,
  type ActRow,
  type VersionRow,
} from '#libs/database/template-life-store.js';
import { putImage } from '#libs/database/image-store.js';
import { nextNeeds, notApproved } from '#libs/database/template-needs.js';
import { putTemplate, reviewStates } from '#libs/database/template-store.js';
import { AligoTemplateDesk } from '#libs/dealers/aligo/template-desk.js';
import { NhnTemplateDesk } from '#libs/dealers/nhn/template-desk.js';
import { SolapiTemplateDesk } from '#libs/dealers/solapi/template-desk.js';
import type { TemplateDesk } from '#libs/dealers/template-desk.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import type { TemplateMove } from '#libs/message/template-life.js';
import { momentAt } from '#libs/calendar/korean-time.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { jpegOf } from '../fixtures/pictures.js';
import { createWorld, type World } from './database-world.js';

/** What the worker does at the desks, on a real database and a simulated dealer, by a clock of the test's. */

const CITY = 'city';
const TOWN = 'town';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DEALERS = ['solapi', 'nhn', 'aligo'] as const;

const content = (body: string): TemplateDefinition => ({
  title: '공고 안내',
  messageType: 'BA',
  body,
  variables: {},
  fallback: { text: body },
});

describe('The desks', () => {
  let world: World;
  let simulator: Simulator;
  let desks: TemplateDesk[];
  let clock = momentAt('2030-11-18', '10:00');
  let codes = 0;

  beforeAll(async () => {
    world = await createWorld([CITY, TOWN]);
    simulator = await createSimulator({ now: () => clock, settings: { templateReviews: 'wait' } });
    const common = { timeoutMs: 1_000, now: () => clock };
    const { url } = simulator;
    desks = [
      new SolapiTemplateDesk({ ...common, ...DEFAULT_ACCOUNT, baseUrl: url }),
      new NhnTemplateDesk({
        ...common,
        alimtalk: { baseUrl: url, ...DEFAULT_NHN_ACCOUNT.alimtalk },
        text: { baseUrl: url, ...DEFAULT_NHN_ACCOUNT.text },
      }),
      new AligoTemplateDesk({ ...common, ...DEFAULT_ALIGO_ACCOUNT, kakaoUrl: url, textUrl: url }),
    ];
  });
  afterAll(async () => {
    await simulator.close();
    await world.close();
  });
  beforeEach(() => {
    simulator.control.removeFaults();
    // A channel is known to the dealer once anything stands on it.
    simulator.control.putTemplates(
      ['C1', 'C2'].map((pfId) => ({ templateId: `${pfId}-first`, pfId, name: '처음', content: '처음' })),
    );
    clock += DAY;
  });

  const work = (among = desks) =>
    new TemplateDeskWork({ dataSource: world.dataSource, desks: among, now: () => clock, linkBase: 'https://l.test' });
  const newCode = (): string => `NOTICE_${(codes += 1)}`;
  const asked = { askedBy: '김사서', reason: null };

  /** A version that is to be registered at the dealer. */
  async function draft(code: string, dealer: string, body: string, tenant = CITY, channelId = 'C1'): Promise<number> {
    return world.in(tenant, async (tx) => {
      const given = { tenant, code, dealer, channelId, content: content(body), categoryCode: '999999', at: clock };
      const version = await addVersion(tx, { ...given, dealerTemplateId: '', state: 'draft' });
      await addAct(tx, { tenant, code, version, act: 'register', at: clock, ...asked });
      return version;
    });
  }
  const act = (code: string, version: number, move: TemplateMove, tenant = CITY) =>
    world.in(tenant, (tx) => addAct(tx, { tenant, code, version, act: move, at: clock, ...asked }));
  const version = async (code: string, tenant = CITY): Promise<VersionRow> =>
    (await world.in(tenant, (tx) => readVersions(tx, code)))[0]!;
  const lastAct = async (code: string): Promise<ActRow> => (await world.in(CITY, (tx) => readActs(tx, code, 1)))[0]!;
  const atDealer = (body: string) => simulator.control.templates().filter((each) => each.content === body);
  const calls = (endpoint: string): number =>
    Object.entries(simulator.control.requests().counts)
      .filter(([name]) => name.startsWith(`${endpoint} `))
      .reduce((sum, [, count]) => sum + count, 0);

  describe.each(DEALERS)('of %s', (dealer) => {
    it('registers once what was registered although its answer was lost', async () => {
      const code = newCode();
      await draft(code, dealer, `${code} 글`);
      simulator.control.addFault({ endpoint: `${dealer}-templates`, accepted: true, effect: { kind: 'reset' } });
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'asked', inDoubtSince: clock });
      clock += 2 * MINUTE;
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'done' });
      expect(atDealer(`${code} 글`).map(({ templateId }) => templateId)).toEqual([
        (await version(code)).dealerTemplateId,
      ]);
    });

    it('registers again what was proven not to be there, and not before the list has settled', async () => {
      const code = newCode();
      await draft(code, dealer, `${code} 글`);
      simulator.control.addFault({ endpoint: `${dealer}-templates`, effect: { kind: 'reset' } });
      await work().run({});
      clock += 30_000;
      await work().run({});
      expect(atDealer(`${code} 글`)).toHaveLength(0);
      clock += MINUTE;
      await work().run({});
      expect(atDealer(`${code} 글`)).toHaveLength(1);
      expect(await lastAct(code)).toMatchObject({ state: 'done' });
    });

    it('deletes at the dealer and here, and finds it done when the answer was lost', async () => {
      const code = newCode();
      const number = await draft(code, dealer, `${code} 글`);
      await work().run({});
      if (dealer !== 'nhn') await act(code, number, 'request-review');
      await work().run({});
      simulator.control.reviewTemplate((await version(code)).dealerTemplateId, 'reject', '아니요');
      clock += 6 * MINUTE;
      await work().run({});
      expect((await version(code)).state).toBe('rejected');
      await act(code, number, 'delete');
      simulator.control.addFault({ endpoint: `${dealer}-templates`, accepted: true, effect: { kind: 'reset' } });
      await work().run({});
      clock += 2 * MINUTE;
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ act: 'delete', state: 'done' });
      expect((await version(code)).state).toBe('deleted');
      expect(atDealer(`${code} 글`)).toHaveLength(0);
    });
  });

  describe('Pictures of templates', () => {
    const JPEG = jpegOf(800, 400);
    const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const keep = (bytes: Uint8Array, sides: { width: number; height: number }, tenant = CITY) =>
      world.in(tenant, async (tx) => {
        const image = {
          id: hashOf(bytes),
          format: 'jpeg',
          ...sides,
          bytes,
          uploadedBy: 'key',
          uploadedAt: clock,
        } as const;
        return (await putImage(tx, tenant, image)).id;
      });
    const pictured = (code: string, dealer: string, more: Partial<TemplateDefinition>, tenant = CITY) =>
      world.in(tenant, async (tx) => {
        const words = { ...content(`${code} 글`), ...more };
        const given = { tenant, code, dealer, channelId: 'C1', content: words, categoryCode: '999999', at: clock };
        const number = await addVersion(tx, { ...given, dealerTemplateId: '', state: 'draft' });
        await addAct(tx, { tenant, code, version: number, act: 'register', at: clock, ...asked });
      });
    const lasts = async (...among: string[]) => Promise.all(among.map(async (code) => (await lastAct(code)).state));

    it.each(DEALERS)('go to %s with the templates that have them', async (dealer) => {
      const code = newCode();
      await pictured(code, dealer, { image: await keep(JPEG, { width: 800, height: 400 }) });
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'done' });
      expect(atDealer(`${code} 글`)).toMatchObject([{ emphasizeType: 'IMAGE', picture: { hash: hashOf(JPEG) } }]);
    });

    it.each(['solapi', 'nhn'] as const)('are given to %s once, however many templates have them', async (dealer) => {
      const bytes = jpegOf(dealer === 'nhn' ? 1_000 : 1_200, dealer === 'nhn' ? 500 : 600);
      const image = await keep(bytes, { width: 1_000, height: 500 });
      const [one, two] = [newCode(), newCode()];
      const endpoint = dealer === 'nhn' ? 'nhn-images' : 'solapi-files';
      const before = calls(endpoint);
      for (const code of [one, two]) await pictured(code, dealer, { image });
      await work().run({});
      expect(await lasts(one, two)).toEqual(['done', 'done']);
      expect(calls(endpoint) - before).toBe(1);
    });

    it('are given again when the answer was lost, and the template is registered once', async () => {
      const code = newCode();
      const bytes = jpegOf(1_400, 700);
      await pictured(code, 'solapi', { image: await keep(bytes, { width: 1_400, height: 700 }) });
      simulator.control.addFault({ endpoint: 'solapi-files', accepted: true, effect: { kind: 'reset' } });
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'asked', inDoubtSince: null });
      expect(atDealer(`${code} 글`)).toEqual([]);
      clock += 2 * MINUTE;
      await work().run({});
      // Looked for first, as after every try; then it is proven that the template is not there.
      clock += 2 * MINUTE;
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'done' });
      expect(atDealer(`${code} 글`)).toMatchObject([{ picture: { hash: hashOf(bytes) } }]);
    });

    it('are those of the own tenant alone', async () => {
      const code = newCode();
      const bytes = jpegOf(1_600, 800);
      await pictured(code, 'solapi', { image: await keep(bytes, { width: 1_600, height: 800 }, TOWN) });
      await work().run({});
      expect(await lastAct(code)).toMatchObject({
        state: 'refused',
        resultCode: 'TEMPLATE_CONTENT_REFUSED',
        dealerCode: 'IMAGE_UNKNOWN',
      });
      expect(atDealer(`${code} 글`)).toEqual([]);
    });

    it('are refused by a code where the dealer takes none for this, and nothing is registered', async () => {
      const code = newCode();
      const bytes = jpegOf(200, 200);
      const image = await keep(bytes, { width: 200, height: 200 });
      const items = ['책', '반납일'].map((title) => ({ title, description: '값' }));
      await pictured(code, 'aligo', { itemList: { highlight: { title: '대출', description: '안내', image }, items } });
      await work().run({});
      expect(await lastAct(code)).toMatchObject({ state: 'refused', resultCode: 'TEMPLATE_PICTURE_NOT_OFFERED' });
      expect(atDealer(`${code} 글`)).toEqual([]);
    });
  });

  it('asks for the review after the registration that was asked for with it, in one round', async () => {
    const code = newCode();
    await act(code, await draft(code, 'solapi', `${code} 글`), 'request-review');
    await work().run({ tenant: CITY });
    expect((await version(code)).state).toBe('inspecting');
    expect(atDealer(`${code} 글`)).toMatchObject([{ status: 'INSPECTING' }]);
  });

  it('does not ask for the review of what was not registered', async () => {
    const code = newCode();
    await act(code, await draft(code, 'aligo', `${code} 글`, CITY, 'NOWHERE'), 'request-review');
    await work().run({});
    const acts = await world.in(CITY, (tx) => readActs(tx, code, 2));
    expect(acts.map(({ act: what, state, resultCode }) => [what, state, resultCode])).toEqual([
      ['request-review', 'refused', 'TEMPLATE_NOT_AT_DEALER'],
      ['register', 'refused', 'TEMPLATE_REFUSED_BY_DEALER'],
    ]);
    expect((await version(code)).state).toBe('deleted');
  });

  it('tries again later, and ever less often, while the dealer is away', async () => {
    const code = newCode();
    await draft(code, 'solapi', `${code} 글`);
    const effect = { kind: 'status', status: 429, errorCode: 'TooManyRequests', errorMessage: '잠시 뒤' } as const;
    simulator.control.addFault({ endpoint: 'solapi-templates', effect, times: null });
    const pauses: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await work().run({});
      const { nextTryAt } = await lastAct(code);
      pauses.push(nextTryAt - clock);
      clock = nextTryAt;
    }
    expect(pauses[1]).toBeGreaterThan(pauses[0]!);
    expect(pauses[2]).toBeGreaterThan(pauses[1]!);
    simulator.control.removeFaults();
    await work().run({});
    expect(await lastAct(code)).toMatchObject({ state: 'done' });
  });

  it('leaves an act alone that another worker has taken', async () => {
    const code = newCode();
    await draft(code, 'solapi', `${code} 글`);
    const rounds = await Promise.all([work().run({}), work().run({}), work().run({})]);
    expect(rounds.reduce((sum, { acts }) => sum + acts, 0)).toBe(1);
    expect(atDealer(`${code} 글`)).toHaveLength(1);
  });

  it('takes an act again, and looks before it calls, when the worker that had it died', async () => {
    const code = newCode();
    await draft(code, 'solapi', `${code} 글`);
    const dying = desks.map((desk) => ({
      name: desk.name,
      capabilities: desk.capabilities,
      register: async (...given: Parameters<TemplateDesk['register']>) => {
        await desk.register(...given);
        throw new Error('the worker died');
      },
    })) as unknown as TemplateDesk[];
    await expect(work(dying).run({})).rejects.toThrow('died');
    await work().run({});
    expect(await lastAct(code)).toMatchObject({ state: 'asked' });
    clock += 3 * MINUTE;
    await work().run({});
    expect(await lastAct(code)).toMatchObject({ state: 'done' });
    expect(atDealer(`${code} 글`)).toHaveLength(1);
  });

  it('says that no worker has the dealer, and goes on with the others', async () => {
    const [nowhere, somewhere] = [newCode(), newCode()];
    await draft(nowhere, 'nhn', `${nowhere} 글`);
    await draft(somewhere, 'solapi', `${somewhere} 글`);
    await work(desks.filter(({ name }) => name === 'solapi')).run({});
    expect(await lastAct(nowhere)).toMatchObject({ state: 'asked', dealerCode: 'DEALER_NOT_CONFIGURED' });
    expect(await lastAct(somewhere)).toMatchObject({ state: 'done' });
  });

  it('asks for all waiting templates of a channel by one list, and soon only while something waits', async () => {
    const three = [newCode(), newCode(), newCode()];
    for (const code of three) await draft(code, 'aligo', `${code} 글`, TOWN, 'C2');
    await work().run({ tenant: TOWN });
    clock += 6 * MINUTE;
    const before = calls('aligo-templates');
    await work().run({ tenant: TOWN });
    expect(calls('aligo-templates') - before).toBe(1);
    await work().run({ tenant: TOWN });
    expect(calls('aligo-templates') - before).toBe(1);
    for (const code of three) simulator.control.reviewTemplate((await version(code, TOWN)).dealerTemplateId, 'approve');
    clock += 6 * MINUTE;
    await work().run({ tenant: TOWN });
    expect((await version(three[0]!, TOWN)).state).toBe('approved');
    clock += 60 * MINUTE;
    await work().run({ tenant: TOWN });
    expect(calls('aligo-templates') - before).toBe(2);
  });

  it('lands the news of one tenant with no other, whatever channel they share', async () => {
    const code = newCode();
    const other = { tenant: TOWN, code, dealer: 'nhn', dealerTemplateId: 'SHARED', channelId: 'C1' } as const;
    await world.in(TOWN, (tx) =>
      addVersion(tx, { ...other, content: content('남의 글'), categoryCode: '999999', state: 'inspecting', at: clock }),
    );
    await world.in(CITY, (tx) =>
      addVersion(tx, {
        ...other,
        tenant: CITY,
        dealerTemplateId: 'MINE',
        content: content('내 글'),
        categoryCode: '999999',
        state: 'inspecting',
        at: clock,
      }),
    );
    simulator.control.putTemplates([{ templateId: 'MINE', pfId: 'C1', content: '내 글', status: 'APPROVED' }]);
    await work().run({});
    expect((await version(code)).state).toBe('approved');
    expect((await version(code, TOWN)).state).toBe('inspecting');
  });

  it('has the dealer asked at once for the channel that a hook is about', async () => {
    const code = newCode();
    await draft(code, 'nhn', `${code} 글`);
    await work().run({});
    await work().run({});
    const { dealerTemplateId } = await version(code);
    simulator.control.reviewTemplate(dealerTemplateId, 'approve');
    await work().run({});
    expect((await version(code)).state).toBe('inspecting');
    expect(await noteHook(world.dataSource, 'nhn', { channelId: 'C1', dealerTemplateId })).toEqual([CITY]);
    await work().run({});
    expect((await version(code)).state).toBe('approved');
  });

  it('learns once a day that a live template sleeps', async () => {
    const code = newCode();
    const stands = { code, dealer: 'nhn', dealerTemplateId: `${code}_T`, channelId: 'C1', content: content('잠') };
    await world.in(CITY, (tx) => putTemplate(tx, CITY, { ...stands, status: 'approved' }));
    simulator.control.putTemplates([{ templateId: `${code}_T`, pfId: 'C1', content: '잠', dormant: true }]);
    await work().run({});
    expect(await version(code)).toMatchObject({ state: 'approved', dormant: true });
    await world.in(CITY, (tx) => releaseDormancy(tx, code, 1, clock));
    expect(await version(code)).toMatchObject({ dormant: false, releasedAt: clock });
  });

  it('notes the use of a template once a day, whatever is sent', async () => {
    const code = newCode();
    const stands = { code, dealer: 'solapi', dealerTemplateId: `${code}_T`, channelId: 'C1', content: content('글') };
    await world.in(CITY, (tx) => putTemplate(tx, CITY, { ...stands, status: 'approved' }));
    const letter = {
      kind: 'letter',
      channel: 'alimtalk',
      templateCode: code,
      images: [],
      message: {
        channel: 'alimtalk',
        to: '01055000001',
        from: '0212345678',
        text: '글',
        template: { id: `${code}_T`, channelId: 'C1', variables: {} },
      },
    } as const;
    const first = clock;
    const send = (uses: TemplateUses, at: number) =>
      world.in(CITY, (tx) => uses.note(tx, { tenant: CITY, letter, at }));
    const [one, other] = [new TemplateUses(), new TemplateUses()];
    await send(one, first);
    await send(one, first + MINUTE);
    await send(other, first + 2 * MINUTE);
    expect((await version(code)).lastUsedAt).toBe(first);
    await send(one, first + DAY);
    expect((await version(code)).lastUsedAt).toBe(first + DAY);
  });

  it('finds the next message of each running lifecycle by the version whose words it has', async () => {
    const code = 'LOAN_DUE_SOON';
    const stands = { code, dealer: 'solapi', channelId: 'C1', status: 'approved' } as const;
    const words = libraryLoan.templates[code]!;
    await world.in(CITY, async (tx) => {
      await putTemplate(tx, CITY, { ...stands, dealerTemplateId: 'L1', content: words });
      await putTemplate(tx, CITY, { ...stands, dealerTemplateId: 'L2', content: { ...words, body: '새 글' } });
    });
    const planned = [
      { timer: 'quiet', title: '조용히', occurrence: 1, at: clock + DAY, templates: [] },
      { timer: 'dueSoon', title: '곧', occurrence: 1, at: clock + 2 * DAY, templates: [code] },
      { timer: 'dueToday', title: '오늘', occurrence: 1, at: clock + 3 * DAY, templates: ['LOAN_DUE_TODAY'] },
    ];
    const id = await world.start(CITY, { plan: { stage: 'on-loan', planned } });
    await world.start(CITY);
    expect(await world.in(CITY, (tx) => nextNeeds(tx, [code, 'LOAN_DUE_TODAY']))).toMatchObject([
      { code, version: 1, lifecycleId: id, type: 'library-loan', at: clock + 2 * DAY },
    ]);
    expect(await world.in(TOWN, (tx) => nextNeeds(tx, [code]))).toEqual([]);
  });

  it('calls approved only what is approved word for word', async () => {
    const code = newCode();
    const stands = { code, dealer: 'solapi', dealerTemplateId: `${code}_T`, channelId: 'C1' };
    await world.in(CITY, (tx) => putTemplate(tx, CITY, { ...stands, content: content('가'), status: 'approved' }));
    const wanted = ['가', '나'].map((body) => ({
      hash: body,
      code,
      content: { ...content(body), title: '다른 이름' },
    }));
    expect(await world.in(CITY, (tx) => notApproved(tx, wanted))).toEqual([{ hash: '나', code }]);
    expect((await world.in(CITY, (tx) => reviewStates(tx, { [code]: content('나') }))).get(code)).toBe('missing');
  });
});
