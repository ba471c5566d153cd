/** What all previews of messages share: the screen behind them, where words stand, and what stands in for a picture. */
import { atLeast, box, column, gap, picture, text, type Piece } from './drawing.js';

/** Pixels from the left, and a width. */
export interface Place {
  readonly left: number;
  readonly width: number;
}

/** Pixels: the whole picture, and the words in a bubble. */
export const WIDTH = 320;
export const INNER: Place = { left: 32, width: 256 };
export const GREY = '#767676';
/** Words beside a bubble, on the screen itself. */
export const NOTE = { size: 11, fill: '#3c5163' };

/** Pictures are kept by the dealer; none is fetched to be shown. */
export function placeholder(place: Place, name: string, height: number, fill = '#eeeeee', ink = GREY): Piece {
  const words = text(name, { ...place, size: 12, fill: ink, align: 'centre' });
  const above = Math.floor((height - words.height) / 2);
  return box(atLeast(height, column([gap(above), words])), { ...place, fill });
}

export const framed = (title: string, pieces: readonly Piece[], width = WIDTH): string =>
  picture(title, width, box(column([gap(16), ...pieces, gap(16)]), { left: 0, width, fill: '#bacee0', radius: 0 }));
