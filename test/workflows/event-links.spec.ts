import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { bookRequest } from '../fixtures/book-request.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** From the message on the phone over the page to what follows in the lifecycle, on real engines. */
describe('A link in a message', () => {
  let platform: Platform;
  let type: string;

  beforeAll(async () => {
    platform = await Platform.start();
    type = `${platform.tenant}/book-request`;
    const { status } = await platform.call('POST', '/v1/lifecycle-types', bookRequest(type));
    expect(status).toBe(201);
    await registerOwnTemplates(platform.dataSource, platform.tenant, platform.apiUrl, (templates) =>
      platform.simulator.control.putTemplates(templates),
    );
  });
  afterAll(() => platform.close());

  async function lend(phone: string): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type,
      reference: `B-${phone}`,
      recipient: { name: '홍길동', phone },
      data: { bookTitle: '토지 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    await eventually('the loan is told of', () => platform.received(phone).length === 1);
    return body.id;
  }

  const press = (address: string): Promise<Response> =>
    fetch(address, { method: 'POST', body: new URLSearchParams({ confirm: 'yes' }) });

  const idempotent = () => ({ 'idempotency-key': randomUUID() });

  const tokenIn = (address: string): string => address.slice(address.lastIndexOf('/') + 1);

  it('stands in the button of an 알림톡, and confirming it leads to what the lifecycle does then', async () => {
    const phone = '01055000081';
    const id = await lend(phone);
    const [button] = platform.received(phone)[0]!.buttons;
    expect(button).toMatchObject({ buttonName: '대출 연장', linkPc: button?.linkMo });
    const address = button?.linkMo ?? '';
    expect(address.slice(0, -22)).toBe(`${platform.apiUrl}/l/`);

    expect(await (await fetch(address)).text()).toContain('<h1>대출 연장 신청</h1>');
    expect(platform.received(phone)).toHaveLength(1);
    expect(await (await press(address)).text()).toContain('<h1>신청이 접수되었습니다</h1>');
    await eventually('the request is answered', () => platform.received(phone).length === 2);
    expect(platform.received(phone)[1]?.text).toBe('홍길동님의 연장 신청을 받았습니다.');

    await press(address);
    const { body } = await platform.call<{ entries: { code: string; detail?: { source?: string } }[] }>(
      'GET',
      `/v1/lifecycles/${id}/timeline`,
    );
    const received = body.entries.filter(({ code }) => code === 'event.received');
    expect(received.map(({ detail }) => detail?.source)).toEqual(['link']);
  });

  it('stands in the text that follows a refused 알림톡, and is the same link', async () => {
    const phone = '01055010082';
    const id = await lend(phone);
    const [message] = platform.received(phone);
    expect(message?.channel).toBe('sms');
    const address = /연장: (\S+)$/.exec(message?.text ?? '')?.[1] ?? '';
    expect(address.slice(0, -22)).toBe(`${platform.apiUrl}/l/`);
    const kept = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ link: string }[]>(`select link from event_links where lifecycle_id = $1`, [id]),
    );
    expect(kept).toEqual([{ link: 'extend' }]);
    expect((await press(address)).status).toBe(200);
  });

  it('is kept without its token in what the sender can read of the message', async () => {
    const phone = '01055010085';
    const id = await lend(phone);
    const address = /연장: (\S+)$/.exec(platform.received(phone)[0]?.text ?? '')?.[1] ?? '';
    const [row] = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<{ id: string }[]>(`select id from messages where lifecycle_id = $1`, [id]),
    );
    const { body } = await platform.call<{ attempts: { text: string }[] }>('GET', `/v1/messages/${row?.id}`);
    expect(body.attempts.at(-1)?.text).toContain(`${platform.apiUrl}/l/…`);
    expect(JSON.stringify(body).includes(tokenIn(address))).toBe(false);
  });

  it('goes dead when its recipient turns out to have been the wrong one', async () => {
    const phone = '01055000086';
    const id = await lend(phone);
    const address = platform.received(phone)[0]?.buttons[0]?.linkMo ?? '';
    const right = { name: '김하늘', phone: '01055000087', reason: '번호를 잘못 적음' };
    expect((await platform.call('PATCH', `/v1/lifecycles/${id}/recipient`, right, idempotent())).status).toBe(200);
    const [seen, pressed] = [await fetch(address), await press(address)];
    expect([seen.status, pressed.status]).toEqual([404, 404]);
    expect(await seen.text()).not.toContain('시험 도서관');
  });

  it('is the same however often its message is written', async () => {
    // The dealer's adding of messages fails twice before it works.
    const phone = '01055100083';
    const id = await lend(phone);
    const address = platform.received(phone)[0]?.buttons[0]?.linkMo ?? '';
    expect((await fetch(address)).status).toBe(200);
    const kept = await inTenant(platform.dataSource, platform.tenant, (tx) =>
      tx.query<unknown[]>(`select from event_links where lifecycle_id = $1`, [id]),
    );
    expect(kept).toHaveLength(1);
  });

  it('leaves its token neither in the history nor in the answers of the API', async () => {
    const phone = '01055000084';
    const id = await lend(phone);
    const address = platform.received(phone)[0]?.buttons[0]?.linkMo ?? '';
    await press(address);
    const handle = platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id));
    const history = JSON.stringify(await handle.fetchHistory());
    const decoded: string[] = [];
    const codec = platform.client.options.loadedDataConverter.payloadCodecs[0]!;
    const collect = async (value: unknown): Promise<void> => {
      if (value === null || typeof value !== 'object') return;
      if ('metadata' in value && 'data' in value && value.data instanceof Uint8Array) {
        const [payload] = await codec.decode([value as never]);
        decoded.push(Buffer.from(payload?.data ?? []).toString());
        return;
      }
      for (const inner of Object.values(value)) await collect(inner);
    };
    await collect(await handle.fetchHistory());
    const answers = await Promise.all(
      [`/v1/lifecycles/${id}`, `/v1/lifecycles/${id}/timeline`].map((path) => platform.call('GET', path)),
    );
    expect(decoded.join('\n')).toContain('linkExpiry');
    const everything = history + decoded.join('\n') + JSON.stringify(answers);
    expect(everything.includes(tokenIn(address))).toBe(false);
  });
});
