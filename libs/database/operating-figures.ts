import type { DataSource } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';
import type { DealerCircuit } from '#libs/message/dealer-circuit.js';

/** How everything of all tenants stands, as numbers without names. */
export interface OperatingFigures {
  /** By figure; those of {@link DEALER_FIGURES} are in `ofDealers`. */
  readonly totals: Readonly<Record<TotalFigure, number>>;
  readonly ofDealers: readonly DealerFigures[];
}

export const TOTAL_FIGURES = [
  'messages-held',
  'outbox-untold',
  'outbox-oldest-seconds',
  'events-pending',
  'events-overdue-seconds',
  'calls-pending',
] as const;
export type TotalFigure = (typeof TOTAL_FIGURES)[number];

export interface DealerFigures {
  readonly dealer: string;
  readonly circuit: DealerCircuit['state'];
  /** Percent of its weight that it keeps. */
  readonly share: number;
  /** Calls a second that the contract allows. */
  readonly perSecond: number;
  /** Open messages that nobody may carry for now. */
  readonly messagesAwaiting: number;
  /** Attempts that it took and of which nothing final has been heard. */
  readonly receiptsAwaited: number;
}

interface Row {
  readonly figure: string;
  readonly dealer: string | null;
  readonly value: number;
}

/** In one statement, over indexes that hold nothing but what is unfinished (a narrow definer function crosses tenants). */
export async function operatingFigures(dataSource: DataSource, now: Moment): Promise<OperatingFigures> {
  const rows = await dataSource.query<(Row & { circuits: Circuit[] })[]>(
    `select f.figure, f.dealer, f.value,
            (select coalesce(jsonb_agg(jsonb_build_object('dealer', dealer, 'perSecond', per_second, 'circuit', circuit)), '[]')
             from dealer_circuits) as circuits
     from operating_figures(to_timestamp($1 / 1000.0)) f`,
    [now],
  );
  const valueOf = (figure: string, dealer: string | null = null): number =>
    rows.find((row) => row.figure === figure && row.dealer === dealer)?.value ?? 0;
  return {
    totals: Object.fromEntries(TOTAL_FIGURES.map((figure) => [figure, valueOf(figure)])) as Record<TotalFigure, number>,
    ofDealers: (rows[0]?.circuits ?? []).map(({ dealer, perSecond, circuit }) => ({
      dealer,
      circuit: circuit.state,
      share: circuit.share,
      perSecond,
      messagesAwaiting: valueOf('messages-awaiting', dealer),
      receiptsAwaited: valueOf('receipts-awaited', dealer),
    })),
  };
}

interface Circuit {
  readonly dealer: string;
  readonly perSecond: number;
  readonly circuit: DealerCircuit;
}
