import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { messageIdFor } from '#libs/contracts/ids.js';
import { writeEventLinks } from '#libs/database/event-link-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { bookRequest } from '../fixtures/book-request.js';
import { describeInBrowser, startBrowser } from '../harness/browser.js';
import { createTestApi, writeMessage, type TestApi } from './api-setup.js';

const TENANT = 'city-library';
const TYPE = `${TENANT}/book-request`;

describeInBrowser('The page behind a link, in Chromium', (program) => {
  let api: TestApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([createTestApi(), startBrowser(program)]);
    const published = api.ask.post('/v1/lifecycle-types').set('Idempotency-Key', randomUUID());
    expect((await published.send(bookRequest(TYPE))).status).toBe(201);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  /** The address of a link that has just gone out. */
  async function address(): Promise<string> {
    const data = { bookTitle: '토지', dueDate: '2030-12-02' };
    const reference = `LOAN-2030-${randomUUID()}`;
    const { status, body } = await api.start({ type: TYPE, reference, data });
    expect(status).toBe(201);
    const messageId = messageIdFor(body.id, 'test', api.clock.moment);
    const token = api.keys.linkToken(TENANT, messageId, 'somebody', 'extend');
    const link = { token, link: 'extend', event: 'extensionRequested', expiresAt: api.clock.moment + 1_000 };
    await inTenant(api.dataSource, TENANT, async (tx) => {
      await writeMessage(tx, body.id, messageId);
      await writeEventLinks(tx, api.keys, { tenant: TENANT, lifecycleId: body.id, messageId, now: api.clock.moment }, [
        { ...link, data: { by: 'link', dueDate: data.dueDate } },
      ]);
    });
    return `${await api.app.getUrl()}/l/${token}`;
  }

  async function opened(options: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(await address());
    return { page, complaints };
  }

  const accepted = (page: Page): Promise<void> =>
    page.getByRole('heading', { level: 1, name: '신청이 접수되었습니다' }).waitFor();

  it('asks, and by its button reports, without a script and without a complaint of the browser', async () => {
    const { page, complaints } = await opened({ javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toBe('대출 연장 신청');
    await page.getByRole('button', { name: '신청하기' }).click();
    await accepted(page);
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    await page.context().close();
  });

  it('is reached and pressed by the keyboard alone', async () => {
    const { page } = await opened({});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await accepted(page);
    await page.context().close();
  });

  it.each([
    ['320 pixels', { viewport: { width: 320, height: 640 } }],
    // 200 % of 320 pixels leaves the page half of them
    ['320 pixels at twice the size', { viewport: { width: 160, height: 320 }, deviceScaleFactor: 2 }],
  ])('fits %s without scrolling sideways, its button large enough for a thumb', async (_, options) => {
    const { page } = await opened(options);
    const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    const box = await page.getByRole('button').boundingBox();
    expect(wide).toBe(0);
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= options.viewport.width).toBe(true);
    await page.context().close();
  });

  it('has its style, which the policy lets in', async () => {
    const { page } = await opened({});
    const colour = await page.evaluate(`getComputedStyle(document.querySelector('button')).backgroundColor`);
    expect(colour).toBe('rgb(11, 79, 156)');
    await page.context().close();
  });
});
