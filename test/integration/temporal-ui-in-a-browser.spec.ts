import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Browser, Page } from 'playwright-core';
import { createCodecEndpoint } from '#apps/codec-endpoint/create-codec-endpoint.js';
import { addDays, DAY, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { freePort } from '#scripts/engines/free-port.js';
import { describeInBrowser, startBrowser } from '../harness/browser.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { createOwnTemporal, type OwnTemporal } from '../harness/temporal.js';

const NAME = '김하늘';
const PHONE = '01055007711';
/** A page of the UI asks for a history, and the codec endpoint for what stands in it, on a machine that has much to do. */
const PATIENCE_MS = 60_000;

/** As docs/operations.md tells operators to use it. */
describeInBrowser('The Temporal UI, in Chromium', (program) => {
  let temporal: OwnTemporal;
  let platform: Platform;
  let codec: NestExpressApplication;
  let browser: Browser;
  let page: Page;
  /** Workflow ids. */
  let extended: string;
  let disputed: string;
  let soon: string;

  beforeAll(async () => {
    const payloadKeys = [{ id: 'p1', key: randomBytes(32) }];
    const port = await freePort(0);
    temporal = await createOwnTemporal({ codecEndpoint: `http://127.0.0.1:${port}` });
    codec = await createCodecEndpoint({ payloadKeys, allowedOrigins: [temporal.uiUrl()] }, false);
    await codec.listen(port, '127.0.0.1');
    platform = await Platform.start({ tenant: 'my-library', temporal, payloadKeys });
    extended = await lend('L-2026-0042', 'extended', { dueDate: addDays(dayOf(Date.now()), 21) });
    disputed = await lend('L-2026-0043', 'disputed');
    soon = await lend('L-2026-0044');
    browser = await startBrowser(program);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await codec?.close();
    await temporal?.remove();
  });

  /** A loan whose messages have all been received; its workflow's id. */
  async function lend(reference: string, event?: string, data: Record<string, string> = {}): Promise<string> {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: 'library-loan',
      reference,
      recipient: { name: NAME, phone: PHONE },
      data: { bookTitle: '혼불 3', dueDate: addDays(dayOf(Date.now()), 14) },
    });
    expect(status).toBe(201);
    if (event !== undefined) {
      const said = { type: event, eventId: 'e-1', data };
      expect((await platform.call('POST', `/v1/lifecycles/${body.id}/events`, said)).status).toBe(200);
    }
    return lifecycleWorkflowId(platform.tenant, body.id);
  }

  const workflows = (): string => `${temporal.uiUrl()}/namespaces/${temporal.namespace}/workflows`;
  async function open(workflowId: string, tab: 'history' | 'user-metadata'): Promise<void> {
    const { runId } = await platform.client.workflow.getHandle(workflowId).describe();
    await page.goto(`${workflows()}/${encodeURIComponent(workflowId)}/${runId}/${tab}`);
  }
  /** All that the page shows, its frames included. */
  const shown = async (): Promise<string> =>
    (await Promise.all(page.frames().map((frame) => frame.locator('body').innerText()))).join('\n');
  const shows = (text: string): Promise<string> =>
    eventually(
      `the page shows ${text}`,
      async () => ((await shown()).includes(text) ? shown() : undefined),
      PATIENCE_MS,
    );

  it('shows where a loan stands and what comes next, in Korean and decoded, naming nobody', async () => {
    await open(extended, 'user-metadata');
    await shows('지나온 것');
    const text = await shows('도서 대출 · L-2026-0042');
    expect(text).toContain('도서 대출 · 대출 중');
    expect(text).toMatch(/월 \d+일\([월화수목금토일]\) 10:00 · 「반납 3일 전 안내」/);
    expect(text).toContain('접수: 반납 연장');
    for (const personal of [NAME, PHONE, '010-5500-7711']) expect(text).not.toContain(personal);
  });

  it('names a loan’s workflow after its lifecycle, and its timers and activities in Korean', async () => {
    await open(extended, 'history');
    await shows('보내기 · 대출 안내');
    const text = await shows('다음 · 반납 3일 전 안내');
    expect(text).toMatch(/Workflow Type\s+library-loan/);
    expect(text).toContain('"reference": "L-2026-0042"');
  });

  it.each([
    ['a reference', 'BongsuReference = "L-2026-0042"', () => [extended]],
    [
      'a tenant’s stage',
      'BongsuTenant = "my-library" AND BongsuStage = "disputed" AND ExecutionStatus = "Running"',
      () => [disputed],
    ],
    [
      'what has something to do until a moment',
      () => `WorkflowType = "library-loan" AND BongsuNextDue < "${new Date(Date.now() + 14 * DAY).toISOString()}"`,
      () => [soon],
    ],
  ])('lists by %s what is meant and nothing else', async (_, query, expected) => {
    const asked = typeof query === 'string' ? query : query();
    const listed = async (): Promise<string[]> => {
      await page.goto(`${workflows()}?query=${encodeURIComponent(asked)}`);
      await page.locator('tbody a').first().waitFor({ timeout: 10_000 });
      const links = await page.locator('tbody a').allInnerTexts();
      return links.filter((text) => text.startsWith('lifecycle/'));
    };
    // The server lists a little later than it knows.
    const ids = await eventually(
      'the server lists it',
      async () => (await listed()).length === expected().length && listed(),
      PATIENCE_MS,
    );
    expect(ids.sort()).toEqual(expected().sort());
  });
});
