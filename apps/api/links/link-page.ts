import { createHash } from 'node:crypto';
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * The pages behind links in messages, for people on a phone: Korean, without JavaScript, readable at twice the size on 320
 * pixels. They name the organisation, the affair and its reference; never a person, never a number of theirs.
 */

/** What a page may say about a link: nothing of the person. */
export interface LinkWords {
  readonly tenant: string;
  /** The affair's kind; left out where it is sensitive. */
  readonly affair?: string | undefined;
  readonly reference: string;
  /** What is requested. */
  readonly request: string;
}

export type LinkState =
  | { readonly kind: 'confirm'; readonly words: LinkWords; readonly expiresAt: Moment }
  | { readonly kind: 'accepted' | 'pending'; readonly words: LinkWords; readonly receivedAt: Moment }
  | { readonly kind: 'refused'; readonly words: LinkWords; readonly because: string }
  | { readonly kind: 'expired' | 'closed'; readonly words: LinkWords }
  | { readonly kind: 'unknown' | 'not-a-form' | 'too-large' | 'too-often' | 'away' };

interface Page {
  /** To who follows the link. */
  readonly status: number;
  readonly heading: string;
  readonly lines: readonly string[];
}

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f4f5f7;color:#1b1f24;font:1.125rem/1.6 system-ui,-apple-system,"Apple SD Gothic Neo","Malgun Gothic",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem;background:#fff;min-height:100vh}
h1{font-size:1.5rem;line-height:1.35;margin:.25rem 0 1rem}
p{margin:0 0 1rem}
dl{margin:0 0 1.25rem;padding:.75rem 1rem;background:#f4f5f7;border-radius:.5rem}
dt{font-size:1rem;color:#454c56}
dd{margin:0 0 .5rem;font-weight:600}
dd:last-child{margin-bottom:0}
button{display:block;width:100%;min-height:3.5rem;padding:.75rem 1rem;border:0;border-radius:.5rem;background:#0b4f9c;color:#fff;font:inherit;font-size:1.25rem;font-weight:700;cursor:pointer}
button:focus-visible{outline:.25rem solid #1b1f24;outline-offset:.2rem}
.from,.note{color:#454c56;font-size:1rem}
.note{margin-top:1.25rem}
`;

/** The style is a constant, so the policy names it by its hash; nothing else may be loaded, framed or posted elsewhere. */
export const LINK_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Language': 'ko',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    `default-src 'none'`,
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow, noarchive',
};

/** What became of a link: an answer to who follows it, and no more than a page to who looks at it again. */
const OUTCOMES: ReadonlySet<LinkState['kind']> = new Set(['accepted', 'pending', 'refused']);

/** @param by how the page was asked for */
export function linkPage(
  state: LinkState,
  by: 'looking' | 'following',
): { readonly status: number; readonly html: string } {
  const page = pageOf(state);
  const status = by === 'looking' && OUTCOMES.has(state.kind) ? 200 : page.status;
  return { status, html: htmlOf(page, state) };
}

function pageOf(state: LinkState): Page {
  switch (state.kind) {
    case 'confirm':
      return {
        status: 200,
        heading: state.words.request,
        lines: [
          '아래 버튼을 누르면 신청이 전달됩니다. 누르기 전에는 아무것도 바뀌지 않습니다.',
          `이 주소는 ${formatKoreanMoment(state.expiresAt)}까지 쓸 수 있습니다.`,
        ],
      };
    case 'accepted':
      return {
        status: 200,
        heading: '신청이 접수되었습니다',
        lines: [
          `${formatKoreanMoment(state.receivedAt)}에 접수했습니다. 다시 신청하지 않으셔도 됩니다.`,
          '처리 결과는 신청을 받은 기관에서 알려 드립니다.',
        ],
      };
    case 'pending':
      return {
        status: 202,
        heading: '신청을 접수하고 있습니다',
        lines: [
          '신청은 안전하게 보관되었고 곧 처리됩니다. 다시 신청하지 않으셔도 됩니다.',
          '처리 결과는 신청을 받은 기관에서 알려 드립니다.',
        ],
      };
    case 'refused':
      return {
        status: 409,
        heading: '신청을 받을 수 없습니다',
        lines: [state.because, '궁금한 점은 메시지를 보낸 기관에 문의해 주십시오.'],
      };
    case 'expired':
      return {
        status: 410,
        heading: '사용 기한이 지난 주소입니다',
        lines: ['이 주소로는 더 이상 신청하실 수 없습니다. 필요하시면 메시지를 보낸 기관에 문의해 주십시오.'],
      };
    case 'closed':
      return {
        status: 410,
        heading: '이미 끝난 건입니다',
        lines: [
          '더 이상 신청하실 필요가 없거나 신청하실 수 없습니다. 궁금한 점은 메시지를 보낸 기관에 문의해 주십시오.',
        ],
      };
    case 'unknown':
      return {
        status: 404,
        heading: '찾을 수 없는 주소입니다',
        lines: ['주소가 잘리지 않았는지 확인하시고, 받으신 메시지의 버튼을 다시 눌러 주십시오.'],
      };
    case 'not-a-form':
      return { status: 415, heading: '신청을 받을 수 없습니다', lines: ['받으신 메시지의 버튼을 다시 눌러 주십시오.'] };
    case 'too-often':
      return {
        status: 429,
        heading: '요청이 너무 많습니다',
        lines: ['잠시 뒤에 받으신 메시지의 버튼을 다시 눌러 주십시오.'],
      };
    case 'too-large':
      return { status: 413, heading: '신청을 받을 수 없습니다', lines: ['받으신 메시지의 버튼을 다시 눌러 주십시오.'] };
    case 'away':
      return {
        status: 503,
        heading: '잠시 후 다시 시도해 주십시오',
        lines: ['지금은 신청을 받을 수 없습니다. 아무것도 바뀌지 않았거나, 바뀌었다면 다시 열었을 때 알려 드립니다.'],
      };
  }
}

function htmlOf({ heading, lines }: Page, state: LinkState): string {
  const words = 'words' in state ? state.words : undefined;
  const [first = '', ...rest] = lines.map(escaped);
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${escaped(heading)}${words ? ` · ${escaped(words.tenant)}` : ''}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${words ? `<p class="from">${escaped(words.tenant)}</p>\n` : ''}<h1>${escaped(heading)}</h1>
${words ? factsOf(words, state.kind) : ''}<p>${first}</p>
${state.kind === 'confirm' ? `${FORM}\n` : ''}${rest.map((line) => `<p class="note">${line}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

const FORM = `<form method="post"><input type="hidden" name="confirm" value="yes"><button type="submit">신청하기</button></form>`;

function factsOf({ affair, reference, request }: LinkWords, kind: LinkState['kind']): string {
  const facts: readonly (readonly [title: string, text: string | undefined])[] = [
    ['업무', affair],
    ['번호', reference],
    ['신청 내용', kind === 'confirm' ? undefined : request],
  ];
  const shown = facts.flatMap(([title, text]) =>
    text === undefined ? [] : [`<dt>${title}</dt><dd>${escaped(text)}</dd>`],
  );
  return `<dl>${shown.join('')}</dl>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
