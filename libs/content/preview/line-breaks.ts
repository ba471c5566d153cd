/** Where the lines of a bubble break: reckoned, because a picture that is made here has nobody to measure it. */

/** Widths in parts of the font's size; rather too wide than too narrow, whatever font there is. */
const WIDE = 1;
const CAPITAL = 0.76;
const NARROW = 0.62;
const SPACE = 0.34;
/** How much wider letters are in bold; those of Hangul are as wide as ever. */
const BOLD = 1.12;

function charWidth(char: string): number {
  if (char === ' ') return SPACE;
  if (/^[WMm@%]$/.test(char)) return WIDE;
  if (/^[A-Z#&w]$/.test(char)) return CAPITAL;
  if (/^[\x21-\x7e]$/.test(char)) return NARROW;
  return /^\p{Extended_Pictographic}$/u.test(char) ? 1.4 : WIDE;
}

export const textWidth = (text: string, bold = false): number =>
  [...text].reduce((width, char) => width + charWidth(char) * (bold && char <= '\x7e' ? BOLD : 1), 0);

/** Lines no wider than `width`: broken between words where there are some, else within them, as KakaoTalk does. */
export function linesOf(text: string, width: number, bold = false): string[] {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .flatMap((paragraph) => brokenParagraph(paragraph, width, bold));
}

function brokenParagraph(paragraph: string, width: number, bold: boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/(?<= )/)) {
    if (textWidth(`${line}${word}`.trimEnd(), bold) <= width) {
      line += word;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
    for (const char of word) {
      if (line !== '' && textWidth(`${line}${char}`.trimEnd(), bold) > width) {
        lines.push(line);
        line = '';
      }
      line += char;
    }
  }
  return [...lines, line.trimEnd()];
}
