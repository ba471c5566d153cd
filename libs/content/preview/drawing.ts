/** Pieces of SVG, stacked from the top: each knows its height, and where it is put only once it is drawn. */
import { linesOf } from './line-breaks.js';

/** Pixels. */
export interface Piece {
  readonly height: number;
  /** SVG elements with their upper edge at `top`. */
  readonly draw: (top: number) => string;
}

const FONT = "system-ui, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";

/** Characters that XML has no place for are left out. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export const escaped = (text: string): string =>
  text
    .replaceAll(NOT_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

export interface TextStyle {
  readonly left: number;
  /** Of the longest line. */
  readonly width: number;
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly align?: 'left' | 'centre' | 'right';
  /** Crossed out. */
  readonly struck?: boolean;
}

/** Places that no value fills yet are told apart from what stands there for good. */
const PLACE = /(#\{[^{}]+\})/;
const PLACE_FILL = '#b3430a';

const marked = (line: string): string =>
  line
    .split(PLACE)
    .filter((part) => part !== '')
    .map((part) => (PLACE.test(part) ? `<tspan fill="${PLACE_FILL}">${escaped(part)}</tspan>` : escaped(part)))
    .join('');

const ANCHORS = { left: 'start', centre: 'middle', right: 'end' } as const;

export function text(content: string, style: TextStyle): Piece {
  const { left, width, size = 14, bold = false, fill = '#191919', align = 'left', struck = false } = style;
  const weight = bold ? ' font-weight="700"' : '';
  const line = struck ? ' text-decoration="line-through"' : '';
  const lines = linesOf(content, width / size, bold);
  const lineHeight = Math.round(size * 1.45);
  const x = left + { left: 0, centre: width / 2, right: width }[align];
  return {
    height: lines.length * lineHeight,
    draw: (top) =>
      lines
        .map((words, index) => {
          if (words.trim() === '') return '';
          const y = top + index * lineHeight + Math.round(size * 1.1);
          return `<text x="${x}" y="${y}" font-size="${size}"${weight}${line} fill="${fill}" text-anchor="${ANCHORS[align]}" xml:space="preserve">${marked(words)}</text>`;
        })
        .filter((drawn) => drawn !== '')
        .join('\n'),
  };
}

export const gap = (height: number): Piece => ({ height, draw: () => '' });

export const rule = (left: number, width: number): Piece => ({
  height: 1,
  draw: (top) => `<rect x="${left}" y="${top}" width="${width}" height="1" fill="#e5e5e5"/>`,
});

export const column = (pieces: readonly Piece[]): Piece => ({
  height: pieces.reduce((height, piece) => height + piece.height, 0),
  draw: (top) => {
    let at = top;
    return pieces
      .map((piece) => {
        const drawn = piece.draw(at);
        at += piece.height;
        return drawn;
      })
      .filter((drawn) => drawn !== '')
      .join('\n');
  },
});

/** Side by side; as high as the highest. */
export const row = (pieces: readonly Piece[]): Piece => ({
  height: Math.max(0, ...pieces.map(({ height }) => height)),
  draw: (top) => pieces.map((piece) => piece.draw(top)).join('\n'),
});

export interface BoxStyle {
  readonly left: number;
  readonly width: number;
  readonly fill: string;
  readonly stroke?: string;
  readonly radius?: number;
  readonly padding?: number;
}

/** A piece that is at least so high. */
export const atLeast = (height: number, piece: Piece): Piece =>
  piece.height >= height ? piece : column([piece, gap(height - piece.height)]);

/** A piece upon a rectangle that is as high as it. */
export function box(inner: Piece, { left, width, fill, stroke, radius = 6, padding = 0 }: BoxStyle): Piece {
  const height = inner.height + 2 * padding;
  return {
    height,
    draw: (top) =>
      `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${stroke === undefined ? '' : ` stroke="${stroke}"`}/>\n${inner.draw(top + padding)}`,
  };
}

/** A whole picture, which needs nothing from outside: no script, no style sheet, no address. */
export const picture = (title: string, width: number, content: Piece): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${content.height}" viewBox="0 0 ${width} ${content.height}" role="img" font-family="${FONT}">
<title>${escaped(title)}</title>
${content.draw(0)}
</svg>
`;
