// Templates as pictures: by the API, and as a browser shows them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { catalogue } from '#lifecycles/catalogue.js';
import { withTexts } from '#libs/content/brand-content.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import { contentOf, PREVIEW_LINK_BASE } from '#libs/lifecycle/template-links.js';
import { brandPicture } from '#libs/content/preview/brand-picture.js';
import { messagePreview } from '#libs/content/preview/message-preview.js';
import { BRAND_MESSAGES } from '../fixtures/brand-messages.js';
import { bookRequest } from '../fixtures/book-request.js';
import { describeInBrowser, startBrowser } from '../harness/browser.js';
import type { TemplatePreview } from '#apps/api/lifecycle-types/template-preview.js';
import { createTestApi, type TestApi } from './api-setup.js';

const TYPE = 'city-library/book-request';
const LOAN = '/v1/lifecycle-types/library-loan/templates/LOAN_STARTED/preview';

describe('The preview of a template', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi();
  }, 60_000);
  afterAll(() => api.close());

  const previewed = ({ body }: { readonly body: unknown }): TemplatePreview => body as TemplatePreview;

  it('shows it as it is registered, with its places', async () => {
    const answer = await api.ask.get(LOAN);
    const { status } = answer;
    const body = previewed(answer);
    expect([status, body.code]).toEqual([200, 'LOAN_STARTED']);
    expect(body.missing).toEqual(['이름', '책제목', '반납예정일', '기관명']);
    expect(body.alimtalk.svg).toContain('#{이름}');
  });

  it('fills it with the data of a body, and says how long it is', async () => {
    const answer = await api.ask.post(LOAN).send({
      data: { bookTitle: '토지', dueDate: '2030-12-15' },
      parties: { borrower: { name: '김하늘' } },
    });
    const body = previewed(answer);
    expect([answer.status, body.missing, body.problems]).toEqual([200, [], []]);
    expect(body.alimtalk.text).toContain('김하늘님');
    expect(body.text).toMatchObject({ channel: 'sms', replaced: [] });
  });

  it('refuses data that the lifecycle does not have, all of it at once, and repeats none of it', async () => {
    const { status, body, text } = await api.ask.post(LOAN).send({
      data: { dueDate: '2030-02-30', 김하늘: 'x' },
      parties: { '010-1234-5678': { name: '김하늘' } },
    });
    expect([status, body.problems.map((problem: { code: string }) => problem.code).sort()]).toEqual([
      400,
      ['DATE_INVALID', 'FIELD_UNKNOWN', 'PARTY_UNKNOWN'],
    ]);
    expect(text).not.toMatch(/김하늘|1234/);
  });

  it('shows it as somebody reads it who reads another language, and its text in the language that carriers take', async () => {
    const answer = await api.ask.post(`${LOAN}?language=zh-Hans-CN`).send({
      data: { bookTitle: '토지', dueDate: '2030-12-15' },
      parties: { borrower: { name: '김하늘' } },
    });
    const body = previewed(answer);
    expect([answer.status, body.code, body.language, body.missing]).toEqual([200, 'LOAN_STARTED.zh', 'zh', []]);
    expect(body.alimtalk.text).toContain('应还日期：2030年12月15日(周日)');
    expect(body.text).toMatchObject({
      language: 'en',
      text: '[시립도서관] You borrowed "토지". Due: 15 Dec 2030 (Sun)',
      replaced: [],
    });
  });

  it('is of templates that the type lists in each language, each with its own review', async () => {
    const { body } = await api.ask.get('/v1/lifecycle-types/library-loan');
    const { templates } = body as unknown as { templates: { code: string; language: string; review: string }[] };
    expect(templates.slice(0, 3).map(({ code, language, review }) => [code, language, review])).toEqual([
      ['LOAN_STARTED', 'ko', 'missing'],
      ['LOAN_STARTED.en', 'en', 'missing'],
      ['LOAN_STARTED.zh', 'zh', 'missing'],
    ]);
  });

  it('shows a language’s template by the code under which it is registered', async () => {
    const answer = await api.ask.get(LOAN.replace('LOAN_STARTED', 'LOAN_STARTED.en'));
    const body = previewed(answer);
    expect([answer.status, body.code, body.language]).toEqual([200, 'LOAN_STARTED.en', 'en']);
  });

  it('shows the Korean one to somebody whose language it does not speak', async () => {
    const answer = await api.ask.get(`${LOAN}?language=mn`);
    const body = previewed(answer);
    expect([answer.status, body.code, body.language]).toEqual([200, 'LOAN_STARTED', 'ko']);
  });

  it('refuses a language that there is not', async () => {
    const { status, body } = await api.ask.get(`${LOAN}?language=english`);
    expect([status, body.problems.map(({ path, code }) => `${path} ${code}`)]).toEqual([
      400,
      ['language LANGUAGE_UNKNOWN'],
    ]);
  });

  it('answers 404 for a template and for a type that there is not', async () => {
    const [template, type] = await Promise.all([
      api.ask.get(LOAN.replace('LOAN_STARTED', 'LOAN_OVER')),
      api.ask.get(LOAN.replace('library-loan', 'library-lone')),
    ]);
    expect([template.body.code, type.body.code]).toEqual(['TEMPLATE_NOT_FOUND', 'LIFECYCLE_TYPE_NOT_FOUND']);
  });

  it('shows those of a tenant’s own types as well', async () => {
    const published = api.ask.post('/v1/lifecycle-types').set('Idempotency-Key', randomUUID());
    const { status } = await published.send(bookRequest(TYPE));
    expect(status).toBe(201);
    const [code = ''] = Object.keys(bookRequest(TYPE).templates);
    const preview = await api.ask.get(`/v1/lifecycle-types/${TYPE}/templates/${code}/preview`);
    expect([preview.status, preview.body.code]).toEqual([200, code]);
  });
});

describeInBrowser('The picture of a message, in Chromium', (program) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(program);
  }, 60_000);
  afterAll(() => browser.close());

  /** The words that stand outside of the bubble they belong to, or outside of the picture. */
  async function strayWords(svgs: readonly string[]): Promise<string[]> {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(svgs.join('\n'));
    const stray = await page.locator('text').evaluateAll((texts) =>
      texts.flatMap((text) => {
        const words = text.getBoundingClientRect();
        const whole = text.closest('svg')!.getBoundingClientRect();
        const within =
          words.left >= Number(whole.left) + 16 &&
          words.right <= Number(whole.right) - 16 &&
          words.bottom <= whole.bottom;
        return within ? [] : [text.textContent];
      }),
    );
    await page.close();
    return [...stray, ...asked];
  }

  it('has every shipped message within its bubble, and asks nobody for anything', async () => {
    const svgs = catalogue.flatMap((definition) =>
      Object.values(contentsToRegister(definition)).flatMap((template) => {
        const { alimtalk, text } = messagePreview(contentOf(template, PREVIEW_LINK_BASE), template.fallback, {});
        return [alimtalk.svg, ...(text ? [text.svg] : [])];
      }),
    );
    expect(svgs.length).toBeGreaterThan(400);
    expect(await strayWords(svgs)).toEqual([]);
  }, 60_000);

  it('has long words, every part and both kinds of text within it', async () => {
    const { alimtalk, text } = messagePreview(
      {
        body: `${'가'.repeat(60)} ${'W'.repeat(60)} ${'m'.repeat(60)} https://a.kr/${'a'.repeat(90)}`,
        messageType: 'MI',
        extra: '문의 02-123-4567',
        header: '주문 내역 안내입니다',
        itemList: {
          highlight: { title: '가'.repeat(21), description: '나'.repeat(13), image: 'https://a.kr/a.jpg' },
          items: [
            { title: '받는 사람', description: 'W'.repeat(23) },
            { title: '주소', description: '다'.repeat(23) },
          ],
          summary: { title: '합계', description: '1,000,000,000원' },
        },
        buttons: [
          { type: 'AC', name: '채널 추가' },
          { type: 'WL', name: '가'.repeat(14), linkMo: 'https://a.kr' },
        ],
        quickReplies: [{ type: 'BK', name: 'W'.repeat(14) }],
        secure: true,
      },
      { subject: '가'.repeat(20), text: `${'가'.repeat(60)}\n${'W'.repeat(60)}` },
      {},
    );
    expect(await strayWords([alimtalk.svg, text!.svg])).toEqual([]);
  });

  it('has every part of every brand message within its bubble or card', async () => {
    const long = Object.values(BRAND_MESSAGES).map((content) =>
      withTexts(content, (text) => (/^http|\d{2},\d{3}원$/.test(text) ? text : `${'가'.repeat(30)} ${'W'.repeat(30)}`)),
    );
    const svgs = [...Object.values(BRAND_MESSAGES), ...long].map(brandPicture);
    expect(svgs.length).toBe(16);
    expect(await strayWords(svgs)).toEqual([]);
  });

  it('shows what a value holds as words and runs none of it', async () => {
    const value = '<img src=x onerror="document.title=1"><script>document.title=1</script>&lt;';
    const { svg } = messagePreview({ body: '#{이름}님' }, { text: '안내' }, { 이름: value }).alimtalk;
    const page = await browser.newPage();
    await page.setContent(svg);
    const words = await page.locator('text').allTextContents();
    expect([words.join('').replaceAll(' ', ''), await page.title()]).toEqual([
      `알림톡도착${value.replaceAll(' ', '')}님`,
      '',
    ]);
    await page.close();
  });
});
