import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { resetToFirstTask } from '../harness/reset.js';

const today = dayOf(Date.now());
const loanDay = (days: number): string => addDays(today, days);

interface Planned {
  readonly timer: string;
  readonly occurrence: number;
  readonly at: string;
}
interface Loan {
  readonly id: string;
  readonly state: string;
  readonly pausedAt: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly planned: readonly Planned[];
  readonly code: string;
  readonly outcome: string;
}

describe('An affair that an operator steers', () => {
  let platform: Platform;
  let number = 0;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  const lend = async (): Promise<{ id: string; phone: string }> => {
    number += 1;
    const phone = `0105500${String(6000 + number)}`;
    const { body } = await platform.call<Loan>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: `STEER-${number}`,
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: loanDay(14) },
    });
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    return { id: body.id, phone };
  };
  const act = (id: string, path: string, body: object, method: 'POST' | 'PATCH' = 'POST') =>
    platform.call<Loan>(
      method,
      `/v1/lifecycles/${id}/${path}`,
      { reason: '시험', actor: '김사서', ...body },
      {
        'idempotency-key': createHash('sha256')
          .update(JSON.stringify([id, path, body]))
          .digest('hex'),
      },
    );
  const extend = (id: string, days: number) =>
    platform.call<Loan>('POST', `/v1/lifecycles/${id}/events`, {
      type: 'extended',
      eventId: `e-${days}`,
      data: { dueDate: loanDay(days) },
    });
  const read = async (id: string): Promise<Loan> => (await platform.call<Loan>('GET', `/v1/lifecycles/${id}`)).body;
  const timeline = async (id: string): Promise<string> =>
    JSON.stringify((await platform.call('GET', `/v1/lifecycles/${id}/timeline`)).body);

  it('keeps what it would tell while it is paused, and tells it once it is resumed', async () => {
    const { id, phone } = await lend();
    expect((await act(id, 'pause', {})).status).toBe(200);
    expect((await read(id)).pausedAt).not.toBeNull();
    expect((await extend(id, 21)).status).toBe(200);
    const other = await lend();
    await extend(other.id, 21);
    await eventually('another loan’s is announced', () => platform.received(other.phone).length === 2);
    expect(platform.received(phone)).toHaveLength(1);
    expect((await act(id, 'resume', {})).status).toBe(200);
    await eventually('the extension is announced', () => platform.received(phone).length === 2);
    expect((await read(id)).pausedAt).toBeNull();
  });

  it('refuses a second pause, and says so again when asked again', async () => {
    const { id } = await lend();
    await act(id, 'pause', {});
    const again = () => act(id, 'pause', { actor: '이사서' });
    expect([(await again()).body.code, (await again()).body.code]).toEqual(['LIFECYCLE_PAUSED', 'LIFECYCLE_PAUSED']);
  });

  it('shows who did it and why', async () => {
    const { id } = await lend();
    await act(id, 'pause', { reason: '휴관 확인' });
    expect(await timeline(id)).toContain('한 이: 김사서. 까닭: 휴관 확인.');
  });

  it('tells whom it should after its recipient was corrected', async () => {
    const { id, phone } = await lend();
    const right = phone.replace('01055006', '01055016');
    expect((await act(id, 'recipient', { name: '김하늘', phone: right }, 'PATCH')).status).toBe(200);
    await extend(id, 21);
    await eventually('the right phone hears of it', () => platform.received(right).length === 1);
    expect(platform.received(phone)).toHaveLength(1);
  });

  it('tells the right person also what had been held for the wrong one', async () => {
    const { id, phone } = await lend();
    const right = phone.replace('01055006', '01055016');
    await act(id, 'pause', {});
    await extend(id, 21);
    await act(id, 'recipient', { name: '김하늘', phone: right }, 'PATCH');
    await act(id, 'resume', {});
    await eventually('the right phone hears of it', () => platform.received(right).length === 1);
    expect(platform.received(phone)).toHaveLength(1);
  });

  it('moves its reminders when a field is corrected', async () => {
    const { id } = await lend();
    const before = await read(id);
    expect((await act(id, 'data', { fields: { dueDate: loanDay(20), bookTitle: '혼불 4' } }, 'PATCH')).status).toBe(
      200,
    );
    const after = await read(id);
    expect(after.data).toMatchObject({ dueDate: loanDay(20), bookTitle: '혼불 4' });
    expect(Date.parse(after.planned[0]!.at) - Date.parse(before.planned[0]!.at)).toBe(6 * 24 * 3_600_000);
  });

  it('says all that is wrong with a correction at once', async () => {
    const { id } = await lend();
    const { status, body } = await platform.call<{ problems: { path: string; code: string }[] }>(
      'PATCH',
      `/v1/lifecycles/${id}/data`,
      { fields: { dueDate: '2030-02-30', colour: 'red' }, reason: '시험' },
      { 'idempotency-key': `${id}-wrong` },
    );
    expect([status, body.problems.map(({ path, code }) => `${path} ${code}`).sort()]).toEqual([
      400,
      ['fields.colour FIELD_UNKNOWN', 'fields.dueDate DATE_INVALID'],
    ]);
  });

  it('sends now what is brought forward, once, also when it is asked again', async () => {
    const { id, phone } = await lend();
    const [first] = (await read(id)).planned;
    const planned = { timer: first!.timer, occurrence: first!.occurrence, plannedAt: first!.at };
    expect((await act(id, 'planned/bring-forward', planned)).status).toBe(200);
    expect((await act(id, 'planned/bring-forward', planned)).status).toBe(200);
    await eventually('it is received', () => platform.received(phone).length === 2);
    expect((await read(id)).planned.some(({ timer }) => timer === first!.timer)).toBe(false);
  });

  it('plans no longer what is skipped', async () => {
    const { id } = await lend();
    const [first] = (await read(id)).planned;
    await act(id, 'planned/skip', { timer: first!.timer, occurrence: first!.occurrence });
    expect((await read(id)).planned[0]?.timer).not.toBe(first!.timer);
  });

  it('refuses to skip what is not planned', async () => {
    const { id } = await lend();
    const { status, body } = await act(id, 'planned/skip', { timer: 'nobody', occurrence: 1 });
    expect([status, body.code]).toEqual([409, 'PLANNED_MESSAGE_UNKNOWN']);
  });

  it('stands where it stood after a reset, and tells nothing twice', async () => {
    const { id, phone } = await lend();
    await act(id, 'pause', {});
    await extend(id, 21);
    await act(id, 'data', { fields: { dueDate: loanDay(25) } }, 'PATCH');
    const before = await read(id);
    await resetToFirstTask(platform.client, lifecycleWorkflowId(platform.tenant, id), 'nothing');
    await act(id, 'resume', {});
    await eventually('the extension is announced', () => platform.received(phone).length === 2, 30_000);
    expect((await read(id)).planned).toEqual(before.planned);
    expect(platform.received(phone)).toHaveLength(2);
  });
});
