import type { AlertView } from '#libs/database/alert-store.js';
import type { CallbackView } from '#libs/database/callback-store.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { callbackWords } from '../callbacks/callback-words.js';
import type { TimelineEntry } from './lifecycle.schemas.js';

type Entry = Omit<TimelineEntry, 'at'> & { readonly at: Moment };

/** What became of a call; that it was decided stands in the journal. One whose first try is still to come says nothing yet. */
export function callbackEntries(callback: CallbackView): Entry[] {
  const { state, tries, at, settledAt, lastTriedAt, name, sequence, result, status } = callback;
  if (state === 'pending' && (tries === 0 || result === undefined)) return [];
  return [
    {
      at: settledAt ?? lastTriedAt ?? at,
      kind: 'callback',
      code: state === 'pending' ? 'callback.retrying' : `callback.${state}`,
      text: `기관 시스템에 알림 ‘${name}’: ${callbackWords(callback)}`,
      detail: {
        call: name,
        sequence,
        tries,
        ...(result !== undefined && { result }),
        ...(status !== undefined && { status }),
      },
    },
  ];
}

/** That it was raised stands in the journal. */
export const alertEntries = ({ name, text, acknowledgedAt }: AlertView): Entry[] =>
  acknowledgedAt === undefined
    ? []
    : [
        {
          at: acknowledgedAt,
          kind: 'alert',
          code: 'alert.acknowledged',
          text: `담당자가 확인했습니다: ${text}`,
          detail: { alert: name },
        },
      ];
