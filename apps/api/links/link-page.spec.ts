import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LINK_PAGE_HEADERS, linkPage, type LinkState } from './link-page.js';

const AT = Date.parse('2026-12-07T10:00:00+09:00');
const words = { tenant: '봉수도서관', affair: '도서 대출', reference: 'L-1', request: '대출 연장 신청' };
const STATES: readonly LinkState[] = [
  { kind: 'confirm', words, expiresAt: AT },
  { kind: 'accepted', words, receivedAt: AT },
  { kind: 'pending', words, receivedAt: AT },
  { kind: 'refused', words, because: '이미 연장하셨습니다.' },
  { kind: 'expired', words },
  { kind: 'closed', words },
  { kind: 'unknown' },
  { kind: 'not-a-form' },
  { kind: 'too-large' },
  { kind: 'away' },
];
const html = (state: LinkState): string => linkPage(state, 'following').html;
const styleOf = (page: string): string => /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';

describe.each(STATES)('the page $kind', (state) => {
  const page = html(state);

  it('is in Korean, with one heading and a title that says the same', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="ko">/);
    const headings = [...page.matchAll(/<h1>(.+?)<\/h1>/g)].map(([, text]) => text);
    expect(headings).toHaveLength(1);
    expect(page).toContain(`<title>${headings[0]}`);
  });

  it('has neither script nor anything from elsewhere', () => {
    expect(page).not.toMatch(/<script|\son\w+=|src=|href=|@import|url\(/i);
  });

  it('may be enlarged, and has no width that a narrow screen lacks', () => {
    expect(page).toContain('content="width=device-width, initial-scale=1"');
    expect(page).not.toMatch(/user-scalable|maximum-scale|(?<!max-)width:\s*\d+(px|rem)|overflow:\s*hidden/);
  });

  it('has the style that the policy permits, and no other', () => {
    const hash = createHash('sha256').update(styleOf(page)).digest('base64');
    expect(LINK_PAGE_HEADERS['Content-Security-Policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/\sstyle=/);
  });

  it('has a form exactly where something is to be confirmed', () => {
    expect([...page.matchAll(/<form method="post">/g)]).toHaveLength(state.kind === 'confirm' ? 1 : 0);
  });
});

describe('linkPage', () => {
  it.each([
    ['confirm', 200, 200],
    ['accepted', 200, 200],
    ['pending', 200, 202],
    ['refused', 200, 409],
    ['expired', 410, 410],
    ['closed', 410, 410],
    ['unknown', 404, 404],
  ])('answers %s with %i to who looks and %i to who follows', (kind, looking, following) => {
    const state = STATES.find((each) => each.kind === kind)!;
    expect([linkPage(state, 'looking').status, linkPage(state, 'following').status]).toEqual([looking, following]);
  });

  it('shows what others wrote as text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (tenant, because) => {
        const told = { ...words, tenant, request: because };
        const tags = (page: string): string[] => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
        const plain = html({ kind: 'refused', words, because: '사유' });
        expect(tags(html({ kind: 'refused', words: told, because }))).toEqual(tags(plain));
      }),
    );
  });

  it.each([
    ['text', '#1b1f24', '#fff'],
    ['text around the sheet', '#1b1f24', '#f4f5f7'],
    ['notes', '#454c56', '#fff'],
    ['titles of facts', '#454c56', '#f4f5f7'],
    ['the button', '#fff', '#0b4f9c'],
  ])('shows %s in contrast of at least 7 to 1', (_, front, back) => {
    const style = styleOf(html(STATES[0]!));
    expect([style.includes(front), style.includes(back)]).toEqual([true, true]);
    expect(contrast(front, back)).toBeGreaterThanOrEqual(7);
  });
});

/** WCAG 2.2, 1.4.3. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.slice(1).replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3');
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
