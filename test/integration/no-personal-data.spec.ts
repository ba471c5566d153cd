import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { expectNothingMarked, MarkedForms } from '../harness/planted-marks.js';
import { expectNothingMarkedInTables, expectNothingMarkedInTemporal } from '../harness/planted-search.js';

/** A name, number, title and reason that occur nowhere else. */
const MARKED = {
  name: '표식이름가나',
  phone: '01055019753',
  title: '표식책제목다라',
  reason: '표식사유마바',
} as const;

describe('Personal data planted in a loan that falls back and is cancelled', () => {
  const forms = new MarkedForms(MARKED);
  let platform: Platform;
  let lifecycleId: string;

  beforeAll(async () => {
    platform = await Platform.start();
    const { body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference: 'PD-1',
      recipient: { name: MARKED.name, phone: MARKED.phone },
      data: { bookTitle: MARKED.title, dueDate: addDays(dayOf(Date.now()), 14) },
    });
    lifecycleId = body.id;
    await eventually('the text is received', () => platform.received(MARKED.phone).length === 1);
    const cancelled = await platform.call('POST', `/v1/lifecycles/${lifecycleId}/cancel`, { reason: MARKED.reason });
    expect(cancelled.status).toBe(200);
    await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, lifecycleId)).result();
  });
  afterAll(() => platform.close());

  it('really reached the phone, so that there was something to find', () => {
    expect(platform.received(MARKED.phone)[0]?.text).toContain(MARKED.title);
  });

  it('stands in no table of PostgreSQL in clear', async () => {
    expect(await expectNothingMarkedInTables(platform.database.superuserUrl, forms)).toBeGreaterThan(100);
  });

  it('stands in no Temporal history, not even once decrypted, and in no description: search attributes, memo, summary', async () => {
    const id = lifecycleWorkflowId(platform.tenant, lifecycleId);
    expect(await expectNothingMarkedInTemporal(platform.client, id, forms)).toBeGreaterThan(5);
  });

  it('stands in nothing that Temporal lists of the workflow', async () => {
    const id = lifecycleWorkflowId(platform.tenant, lifecycleId);
    const found = await eventually('visibility knows it', async () => {
      for await (const info of platform.client.workflow.list({ query: `WorkflowId = '${id}'` })) return info;
      return undefined;
    });
    expectNothingMarked('visibility', JSON.stringify(found.raw), forms);
  });

  it('stands in none of the answers to reads', async () => {
    for (const path of [`/v1/lifecycles/${lifecycleId}`, `/v1/lifecycles/${lifecycleId}/timeline`, '/v1/lifecycles']) {
      const { body } = await platform.call('GET', path);
      const { phone, name } = MARKED;
      for (const text of [phone, name]) if (JSON.stringify(body).includes(text)) throw new Error(`${path} shows it.`);
    }
  });
});
