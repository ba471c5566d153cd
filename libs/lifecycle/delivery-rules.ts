/** That what a definition says of delivery can be kept: a message has a channel left, and a text that follows has its own. */
import { CHANNELS, channelsOf, type Channel } from './delivery-terms.js';
import type { Action, Definition, Problem, SendAction } from './definition.js';

type Channels = readonly Channel[] | undefined;

export function brokenDelivery(
  { delivery }: Definition,
  actions: readonly (readonly [path: string, action: Action, ...unknown[]])[],
): Problem[] {
  return [
    ...brokenText('delivery', delivery?.textAfterSeconds, delivery?.channels),
    ...actions.flatMap(([path, action]) => ('send' in action ? brokenSend(path, action, delivery?.channels) : [])),
  ];
}

function brokenSend(
  path: string,
  { purpose = 'informational', channels = CHANNELS, textAfterSeconds }: SendAction,
  all: Channels = CHANNELS,
): Problem[] {
  const suiting = channelsOf(purpose, channels);
  const left = suiting.filter((channel) => all.includes(channel));
  // What names none that carries its purpose is told of elsewhere.
  if (left.length === 0 && suiting.length > 0)
    return [
      {
        path: `${path}.channels`,
        message: 'leaves no channel, because channels only narrow those of `delivery`; name one that is there',
      },
    ];
  return brokenText(path, textAfterSeconds, left);
}

/** A text cannot follow where none may be sent. */
const brokenText = (
  path: string,
  seconds: SendAction['textAfterSeconds'],
  channels: readonly string[] | undefined,
): Problem[] =>
  typeof seconds === 'number' && channels?.includes('text') === false
    ? [{ path: `${path}.textAfterSeconds`, message: 'needs the channel text' }]
    : [];
