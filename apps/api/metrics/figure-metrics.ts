import { Gauge, type Registry } from 'prom-client';
import type { DealerFigures, OperatingFigures, TotalFigure } from '#libs/database/operating-figures.js';

/** However many ask, PostgreSQL is asked this often at most, ms. */
const FRESH_MS = 5_000;
/** A scrape does not wait longer for PostgreSQL, ms: the rest of it is worth having all the same. */
const PATIENCE_MS = 2_000;

const TOTALS: Readonly<Record<TotalFigure, readonly [name: string, help: string]>> = {
  'messages-held': ['bongsu_messages_held', 'Open messages that are held until their hour'],
  'outbox-untold': ['bongsu_outbox_untold', 'What Temporal has yet to be told'],
  'outbox-oldest-seconds': ['bongsu_outbox_oldest_seconds', 'Age of the oldest thing that Temporal has yet to be told'],
  'events-pending': ['bongsu_callback_events_pending', 'Events that enabled endpoints of senders have yet to be told'],
  'events-overdue-seconds': [
    'bongsu_callback_events_overdue_seconds',
    'For how long the event that waits longest has been due',
  ],
  'calls-pending': ['bongsu_callback_calls_pending', 'Calls of definitions that have not been answered yet'],
};

const OF_DEALERS: readonly (readonly [name: string, help: string, value: (of: DealerFigures) => number])[] = [
  ['bongsu_dealer_share_percent', 'What a dealer keeps of its weight', ({ share }) => share],
  ['bongsu_dealer_rate', 'Calls a second that a dealer’s contract allows', ({ perSecond }) => perSecond],
  [
    'bongsu_messages_awaiting_dealer',
    'Open messages that wait for a dealer because nobody may carry them for now',
    ({ messagesAwaiting }) => messagesAwaiting,
  ],
  [
    'bongsu_receipts_awaited',
    'Attempts of which nothing final has been heard',
    ({ receiptsAwaited }) => receiptsAwaited,
  ],
];

const CIRCUIT_STATES = ['closed', 'half-open', 'open'] as const;

/**
 * How everything stands by PostgreSQL: of the whole installation, and so the same from every process that answers it. While
 * PostgreSQL does not answer, these are absent and `bongsu_figures_up` is 0.
 */
export function registerFigures(registry: Registry, read: () => Promise<OperatingFigures>): void {
  const current = atMostEvery(FRESH_MS, () => read().catch(() => undefined));
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    show: (gauge: Gauge, figures: OperatingFigures) => void,
  ): Gauge =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const figures = await within(PATIENCE_MS, current());
        this.reset();
        if (figures) show(this, figures);
        // One without labels would be 0, which is something else than not to be known.
        else if (labelNames.length === 0) this.remove();
      },
    });
  for (const [figure, [name, help]] of Object.entries(TOTALS))
    gauge(name, help, [], (each, { totals }) => each.set(totals[figure as TotalFigure]));
  for (const [name, help, value] of OF_DEALERS)
    gauge(name, help, ['dealer'], (each, { ofDealers }) => {
      for (const dealer of ofDealers) each.set({ dealer: dealer.dealer }, value(dealer));
    });
  gauge(
    'bongsu_dealer_circuit',
    '1 for the state of a dealer’s circuit',
    ['dealer', 'state'],
    (each, { ofDealers }) => {
      for (const { dealer, circuit } of ofDealers)
        for (const state of CIRCUIT_STATES) each.set({ dealer, state }, circuit === state ? 1 : 0);
    },
  );
  new Gauge({
    name: 'bongsu_figures_up',
    help: 'Whether PostgreSQL has answered how everything stands',
    registers: [registry],
    async collect() {
      this.set((await within(PATIENCE_MS, current())) ? 1 : 0);
    },
  });
}

/** The latest answer, or the one under way, if it is not older. */
function atMostEvery<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let latest: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (!latest || performance.now() - latest.at > ms) latest = { at: performance.now(), answer: ask() };
    return latest.answer;
  };
}

/** Undefined when it takes longer. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
