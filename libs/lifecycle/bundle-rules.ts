/** That messages which are to share one can: a shared message leaves in one manner only. */
import type { Action, Problem, SendAction } from './definition.js';

type Bundled = SendAction & { readonly bundle: NonNullable<SendAction['bundle']> };
type Placed = readonly [path: string, action: Bundled];

/** What has to be alike (bundle-company.ts), as definitions write it. */
const MANNER = {
  'bundle.plural': ({ bundle }: Bundled) => bundle.plural,
  purpose: ({ purpose = 'informational' }: Bundled) => purpose,
  night: ({ night = 'after' }: Bundled) => night,
  channels: ({ channels }: Bundled) => channels?.join(),
  textAfterSeconds: ({ textAfterSeconds }: Bundled) => textAfterSeconds,
  fresh: ({ fresh }: Bundled) => fresh,
  fallbackOn: ({ fallbackOn }: Bundled) => fallbackOn?.join(),
  undecidable: ({ undecidable }: Bundled) => undecidable,
  tries: ({ tries }: Bundled) => tries,
  attempts: ({ attempts }: Bundled) => attempts,
} as const;

/** Messages of one bundle's name that would never meet, because they leave in different manners. */
export function brokenBundles(actions: readonly (readonly [path: string, action: Action, ...unknown[]])[]): Problem[] {
  const firsts = new Map<string, Placed>();
  return actions.flatMap(([path, action]): Problem[] => {
    if (!isBundled(action)) return [];
    const first = firsts.get(action.bundle.name);
    if (!first) {
      firsts.set(action.bundle.name, [path, action]);
      return [];
    }
    const [place, other] = first;
    const differing = Object.entries(MANNER).flatMap(([name, of]) => (of(action) === of(other) ? [] : [name]));
    return differing.length === 0
      ? []
      : [
          {
            path: `${path}.bundle.name`,
            message: `would never meet ${place}, which has another ${differing.join(', ')}; make them alike or give it another name`,
          },
        ];
  });
}

const isBundled = (action: Action): action is Bundled => 'send' in action && action.bundle !== undefined;
