import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as newId } from 'uuid';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import type { LifecycleAnswer, LifecycleInput } from '#libs/contracts/lifecycle-workflow.js';
import { LIFECYCLE_QUEUE } from '#libs/contracts/task-queues.js';
import * as engine from '#libs/lifecycle/engine.js';
import libraryLoan from '#lifecycles/library-loan.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { resetToFirstTask } from '../harness/reset.js';

const today = dayOf(Date.now());

describe('An event that is told again', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(() => platform.close());

  it('is applied before one that came right after a reset, which then still ends the loan', async () => {
    const phone = '01055007951';
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'AGAIN-1',
      recipient: { name: '김하늘', phone },
      data: { bookTitle: '혼불 3', dueDate: addDays(today, 14) },
    });
    const workflowId = lifecycleWorkflowId(platform.tenant, body.id);
    const report = (type: string, eventId: string, data?: object) =>
      platform.call('POST', `/v1/lifecycles/${body.id}/events`, { type, eventId, ...(data && { data }) });
    await eventually('the loan is announced', () => platform.received(phone).length === 1);
    await report('extended', 'e-1', { dueDate: addDays(today, 21) });
    await report('extended', 'e-2', { dueDate: addDays(today, 28) });
    await eventually('the extensions are announced', () => platform.received(phone).length === 3);

    await resetToFirstTask(platform.client, workflowId, 'nothing');
    await report('returned', 'r-1');
    await eventually('the return is announced', () => platform.received(phone).length === 4, 30_000);
    await eventually('the loan has ended', async () => {
      const loan = await platform.call<{ state: string; stage: string }>('GET', `/v1/lifecycles/${body.id}`);
      return loan.body.state === 'ended' && loan.body.stage === 'returned';
    });
    await platform.client.workflow.getHandle(workflowId).result();
    expect(platform.received(phone)).toHaveLength(4);
  });

  it('is not applied again by a run that was given its state but not its answer', async () => {
    const lifecycleId = newId();
    const context = {
      definition: libraryLoan,
      settings: { reminderTime: '10:00' },
      calendar: { closedDays: [] },
    };
    const startedAt = Date.now();
    const begun = engine.start(context, { fields: { dueDate: addDays(today, 14) }, at: startedAt });
    const extended = (eventId: string, days: number) => ({
      eventId,
      type: 'extended',
      occurredAt: startedAt,
      data: { dueDate: addDays(today, days) },
    });
    const { state } = engine.applyEvent(context, begun.state, extended('e-2', 28), startedAt);
    const input: LifecycleInput = {
      ...context,
      tenant: platform.tenant,
      lifecycleId,
      reference: 'AGAIN-2',
      dealer: 'solapi',
      fields: {},
      startedAt,
      carried: { state, answers: [], applied: ['e-1', 'e-2'], unrecorded: [], pending: [], decisions: 3, lines: [] },
    };
    const handle = await platform.client.workflow.start('library-loan', {
      workflowId: lifecycleWorkflowId(platform.tenant, lifecycleId),
      taskQueue: platform.temporal.queuePrefix + LIFECYCLE_QUEUE,
      args: [input],
    });
    const answer = await handle.executeUpdate<LifecycleAnswer, [object]>('event', { args: [extended('e-1', 21)] });
    expect(answer.plan.planned).toEqual(engine.plan(context, state));
    await handle.terminate('test');
  });
});
