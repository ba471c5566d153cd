/** `shortMonth` says where months and years end; beside other lengths it would promise what nobody reckons. */
import type { Definition, Problem } from './definition.js';

type Piece = Readonly<Record<string, unknown>>;

const isPiece = (value: unknown): value is Piece => typeof value === 'object' && value !== null;
const isOfMonths = (length: unknown): boolean => isPiece(length) && ('months' in length || 'years' in length);

export const shortMonthRules = (definition: Definition): Problem[] => problemsIn(definition, '', undefined);

/** `every`: of the timer whose first moment the piece is. */
function problemsIn(piece: unknown, path: string, every: unknown): Problem[] {
  if (!isPiece(piece)) return [];
  const idle =
    piece['shortMonth'] === 'nextDay' && ![piece['plus'], piece['minus'], every].some((length) => isOfMonths(length));
  return [
    ...(idle ? [{ path: `${path}.shortMonth`, message: 'means nothing without months or years; leave it out' }] : []),
    ...Object.entries(piece).flatMap(([key, value]) =>
      problemsIn(value, path === '' ? key : `${path}.${key}`, key === 'from' ? piece['every'] : undefined),
    ),
  ];
}
