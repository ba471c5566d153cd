import type { Definition, SendAction } from './definition.js';

/** What a definition sends, wherever it does. */
export function sendsOf({ start, stages, on, timers, cancel }: Definition): SendAction[] {
  const sends: SendAction[] = [];
  const walk = (piece: unknown): void => {
    if (typeof piece !== 'object' || piece === null) return;
    if ('send' in piece && typeof piece.send === 'string') sends.push(piece as SendAction);
    else Object.values(piece).forEach(walk);
  };
  walk([start, stages, on, timers, cancel]);
  return sends;
}

/**
 * Whether somebody may wait for minutes for something that it tells: its decisions then come before those of affairs that only ever
 * tell what can wait, as its messages do. Of the whole definition, because an affair keeps its place from its start on.
 */
export const isUrgent = (definition: Definition): boolean => sendsOf(definition).some(({ urgent }) => urgent === true);
