import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TemplateView } from '#apps/api/templates/template.schemas.js';
import { noticePosted } from '../fixtures/notice-posted.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/**
 * A template's life at a dealer that keeps the approved content live while another is in review (NHN), from the API through
 * worker and dealer to the phone: registered, rejected with words, put right, approved, edited. The steps build on each other.
 */
describe('A template at its dealer', () => {
  const FIRST = '#{이름}님, 특가! 공고가 났습니다: #{장소}';
  const SECOND = '#{이름}님, 공고가 났습니다: #{장소}';
  const THIRD = '#{이름}님, 새 공고가 났습니다.\n곳: #{장소}';
  let platform: Platform;
  let name: string;
  let lifecycles = 0;

  beforeAll(async () => {
    platform = await Platform.start({
      nhn: true,
      settings: { dealer: 'nhn', requireApprovedTemplates: true },
      simulator: { templateReviews: 'wait' },
    });
    platform.simulator.control.setWebhook(
      { url: `${platform.apiUrl}/v1/receipts/nhn`, secret: 'test-webhook-secret' },
      'nhn',
    );
    name = `${platform.tenant}/notice`;
  });
  afterAll(() => platform.close());

  const publish = async (body: string): Promise<void> => {
    const answer = await platform.call('POST', '/v1/lifecycle-types', noticePosted(name, body));
    expect(answer.status).toBe(201);
  };
  const register = async () => {
    const answer = await platform.call('POST', `/v1/lifecycle-types/${name}/templates/registrations`, {
      reason: '공고 시작',
    });
    expect(answer.status).toBe(202);
    return answer.body;
  };
  const template = async (): Promise<TemplateView> =>
    (await platform.call<TemplateView>('GET', '/v1/templates/NOTICE_POSTED')).body;
  const until = (state: TemplateView['state'], version: number): Promise<TemplateView> =>
    eventually(`version ${version} is ${String(state)}`, async () => {
      const seen = await template();
      return seen.state === state && seen.version === version && seen;
    });
  const start = (phone: string, change: Record<string, unknown> = {}) => {
    lifecycles += 1;
    return platform.call('POST', '/v1/lifecycles', {
      type: name,
      reference: `N-${lifecycles}`,
      recipient: { name: '김하나', phone },
      data: { place: '별관' },
      ...change,
    });
  };
  const read = (phone: string) =>
    eventually('a message is on the phone', () => {
      const [message] = platform.received(phone);
      return message && { channel: message.channel, text: message.text };
    });

  it('is registered from the lifecycle type that needs it, and follows its review', async () => {
    await publish(FIRST);
    expect(await register()).toEqual({ registered: ['NOTICE_POSTED'], present: [], refused: [] });
    const seen = await until('inspecting', 1);
    expect(seen.acts).toMatchObject([{ act: 'register', state: 'done', by: 'development', reason: '공고 시작' }]);
    expect(platform.simulator.control.templates().filter(({ content }) => content === FIRST)).toHaveLength(1);
  });

  it('lets nothing start by the version that needs it until it is approved', async () => {
    const refused = await start('01055000301');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'TEMPLATES_NOT_APPROVED' });
    expect(refused.body['detail']).toContain('NOTICE_POSTED');
    expect(platform.received('01055000301')).toEqual([]);
  });

  it('is rejected with the reviewer’s words as soon as the dealer’s hook says so', async () => {
    platform.simulator.control.reviewTemplate('NOTICE_POSTED', 'reject', '광고성 문구를 빼 주십시오.');
    const seen = await until('rejected', 1);
    expect(seen.comments).toMatchObject([{ by: 'dealer', text: '광고성 문구를 빼 주십시오.' }]);
    expect(seen.liveVersion).toBeNull();
  });

  it('is put right in its place, and shows what was changed', async () => {
    await publish(SECOND);
    expect(await register()).toMatchObject({ registered: ['NOTICE_POSTED'] });
    const seen = await until('inspecting', 2);
    expect(seen.versions.map(({ state }) => state)).toEqual(['inspecting', 'superseded']);
    expect(seen.versions[0]?.difference).toEqual([
      { kind: 'removed', line: FIRST },
      { kind: 'added', line: SECOND },
    ]);
  });

  it('lets starts in, and is sent, once it is approved', async () => {
    platform.simulator.control.reviewTemplate('NOTICE_POSTED', 'approve');
    expect((await until('approved', 2)).liveVersion).toBe(2);
    expect((await start('01055000302')).status).toBe(201);
    expect(await read('01055000302')).toEqual({ channel: 'alimtalk', text: '김하나님, 공고가 났습니다: 별관' });
  });

  it('remembers that it was used', async () => {
    const { lastUsedAt, dormantFrom } = await eventually('the use is noted', async () => {
      const seen = await template();
      return seen.lastUsedAt !== null && seen;
    });
    expect(Date.now() - Date.parse(lastUsedAt ?? '')).toBeLessThan(60_000);
    expect(Date.parse(dormantFrom ?? '') - Date.parse(lastUsedAt ?? '')).toBeGreaterThanOrEqual(365 * 86_400_000);
  });

  it('goes on being sent with its old words while an edit of it is in review', async () => {
    await publish(THIRD);
    await register();
    expect(await until('inspecting', 3)).toMatchObject({ liveVersion: 2 });
    expect((await start('01055000303')).status).toBe(201);
    expect(await read('01055000303')).toEqual({ channel: 'alimtalk', text: '김하나님, 공고가 났습니다: 별관' });
    const type = await platform.call<{ versions: unknown[]; awaits: string[] }>('GET', `/v1/lifecycle-types/${name}`);
    expect(type.body).toMatchObject({
      awaits: ['NOTICE_POSTED'],
      versions: [
        { number: 3, current: false },
        { number: 2, current: true },
        { number: 1, current: false },
      ],
    });
  });

  it('is sent with its old words also for a version that does not wait for the new ones', async () => {
    expect((await start('01055000304', { version: 3 })).body).toMatchObject({ code: 'TEMPLATES_NOT_APPROVED' });
    await platform.call('PATCH', '/v1/settings', { requireApprovedTemplates: false });
    expect((await start('01055000304', { version: 3 })).status).toBe(201);
    await platform.call('PATCH', '/v1/settings', { requireApprovedTemplates: true });
    expect(await read('01055000304')).toEqual({ channel: 'alimtalk', text: '김하나님, 공고가 났습니다: 별관' });
  });

  it('is sent with its new words once they are approved, and starts go on by the new version', async () => {
    platform.simulator.control.reviewTemplate('NOTICE_POSTED', 'approve');
    const seen = await until('approved', 3);
    expect(seen.versions.map(({ state }) => state)).toEqual(['approved', 'superseded', 'superseded']);
    expect((await start('01055000305')).status).toBe(201);
    expect(await read('01055000305')).toEqual({
      channel: 'alimtalk',
      text: '김하나님, 새 공고가 났습니다.\n곳: 별관',
    });
  });

  it('cannot be deleted while it is approved', async () => {
    const refused = await platform.call('POST', '/v1/templates/NOTICE_POSTED/delete', { reason: '더 쓰지 않음' });
    expect(refused.body).toMatchObject({ code: 'TEMPLATE_STATE_UNFIT' });
  });
});
