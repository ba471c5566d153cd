import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf, timeOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly heldUntil: string | null;
  readonly follows: { readonly messageId: string; readonly as: string } | null;
  readonly decisions: readonly { readonly code: string }[];
}
type Page = Readonly<Record<'items', readonly Shown[]>>;

const HOUR = 3_600_000;

/** What people do about messages, on the whole product: it leaves as any message does, or says why not. */
describe('A message that a person', () => {
  let platform: Platform;
  let number = 0;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  interface Loan {
    readonly id: string;
    readonly phone: string;
    /** Of the message that announced it. */
    readonly messageId: string;
  }

  async function lend(): Promise<Loan> {
    number += 1;
    const phone = `0105500${7000 + number}`;
    const { body } = await platform.call<Shown>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `ACT-${number}`,
      recipient: { name: '이바다', phone },
      data: { bookTitle: '객주 1', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    const messageId = await eventually('the loan is announced', async () => {
      const [first] = await messagesOf(body.id);
      return first?.state === 'delivered' && first.id;
    });
    return { id: body.id, phone, messageId };
  }

  const messagesOf = async (lifecycle: string): Promise<readonly Shown[]> =>
    (await platform.call<Page>('GET', `/v1/messages?lifecycle=${lifecycle}`)).body.items;
  const message = async (id: string): Promise<Shown> => (await platform.call<Shown>('GET', `/v1/messages/${id}`)).body;
  const act = (id: string, path: string, body: object = {}) =>
    platform.call<Shown>('POST', `/v1/messages/${id}/${path}`, { reason: '시험', actor: '김담당', ...body });
  const report = (id: string, type: string) =>
    platform.call('POST', `/v1/lifecycles/${id}/events`, { type, eventId: type });
  const received = (phone: string, count: number) =>
    eventually('it is received', () => platform.received(phone).length === count);
  const ended = (id: string) => platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).result();

  /** As a day of asking in vain leaves it. */
  const leaveInDoubt = (id: string): Promise<void> =>
    inTenant(platform.dataSource, platform.tenant, async (tx) => {
      await tx.query(`update attempts set state = 'undecidable' where message_id = $1`, [id]);
      await tx.query(`update messages set state = 'undecidable', settled_at = now() where id = $1`, [id]);
    });

  it('decides to send again is received once more', async () => {
    const { messageId, phone } = await lend();
    await leaveInDoubt(messageId);
    expect((await act(messageId, 'decision', { decision: 'send-again' })).status).toBe(200);
    await received(phone, 2);
    await eventually('it is delivered', async () => (await message(messageId)).state === 'delivered');
  });

  it('decides to send again goes on by itself once its affair has ended', async () => {
    const { id, phone } = await lend();
    await report(id, 'returned');
    await ended(id);
    const thanks = await eventually('the thanks are delivered', async () =>
      (await messagesOf(id)).find(({ id: each, state }, at) => at === 0 && state === 'delivered' && each),
    );
    await received(phone, 2);
    await leaveInDoubt(thanks.id);
    await act(thanks.id, 'decision', { decision: 'send-again' });
    await received(phone, 3);
  });

  it('leaves as it is is not received again', async () => {
    const { messageId, phone } = await lend();
    await leaveInDoubt(messageId);
    expect((await act(messageId, 'decision', { decision: 'let-be' })).body.state).toBe('handed-over');
    expect(platform.received(phone)).toHaveLength(1);
  });

  it('has sent again is received as a message of its own', async () => {
    const { messageId, phone } = await lend();
    const { status, body } = await act(messageId, 'resend');
    expect([status, body.follows]).toEqual([201, { messageId, as: 'resend' }]);
    await received(phone, 2);
    await eventually('it is delivered', async () => (await message(body.id)).state === 'delivered');
    const [first, second] = platform.received(phone);
    expect(second?.text).toBe(first?.text);
  });

  it('has sent again is not received when it becomes untrue before it leaves', async () => {
    const { id, messageId, phone } = await lend();
    await platform.call('POST', `/v1/lifecycles/${id}/pause`, { reason: '시험' });
    const { body } = await act(messageId, 'resend');
    await report(id, 'returned');
    await eventually('it is withdrawn', async () => (await message(body.id)).state === 'withdrawn');
    await received(phone, 2);
    expect(platform.received(phone).map(({ text }) => text)).toEqual([
      expect.stringContaining('대출이 완료'),
      expect.stringContaining('반납'),
    ]);
  });

  it('has sent again is held in quiet hours, and says until when', async () => {
    const { messageId, phone } = await lend();
    const quietHours = { from: hourAndMinute(Date.now() - HOUR), to: hourAndMinute(Date.now() + HOUR) };
    await platform.call('PATCH', '/v1/settings', { quietHours });
    try {
      const { body } = await act(messageId, 'resend');
      const held = await eventually('it is held', async () => {
        const shown = await message(body.id);
        return shown.heldUntil !== null && shown;
      });
      expect(held.decisions.map(({ code }) => code)).toEqual(['QUIET_HOURS']);
      expect(platform.received(phone)).toHaveLength(1);
    } finally {
      await platform.call('PATCH', '/v1/settings', { quietHours: null });
    }
  });

  it('has put right is followed by what is true, also when the affair has ended', async () => {
    number += 1;
    const phone = `0105500${7000 + number}`;
    const { body: bill } = await platform.call<Shown>('POST', '/v1/lifecycles', {
      type: 'bill',
      reference: `ACT-${number}`,
      parties: { taxpayer: { name: '이바다', phone } },
      data: { taxTitle: '재산세(주택)', tax: 1_234_560, dueDate: addDays(dayOf(Date.now()), 20) },
    });
    const wrong = await eventually('the bill is announced', async () => {
      const [first] = await messagesOf(bill.id);
      return first?.state === 'delivered' && first;
    });
    await platform.call('POST', `/v1/lifecycles/${bill.id}/cancel`, { reason: '시험' });
    await ended(bill.id);
    const { status, body } = await act(wrong.id, 'correction', { template: 'BILL_CORRECTED' });
    expect([status, body.follows]).toEqual([201, { messageId: wrong.id, as: 'correction' }]);
    await received(phone, 2);
    expect(platform.received(phone)[1]?.text).toContain('[정정 안내]');
  });
});

const hourAndMinute = (at: number): string => timeOf(at).slice(0, 5);
