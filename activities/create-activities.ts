import type { DataSource } from 'typeorm';
import type { DatabaseActivities, DealerActivities } from '#libs/contracts/activities.js';
import type { RetentionRound } from '#libs/contracts/retention-workflow.js';
import type { CallbackActivities } from '#libs/contracts/callback-workflow.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import type { Dealer } from '#libs/dealers/dealer.js';
import { houseDealer } from '#libs/dealers/house/house-dealer.js';
import type { CircuitRules, DealerCircuit } from '#libs/message/dealer-circuit.js';
import type { TemplateDesk } from '#libs/dealers/template-desk.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { CallbackEndpointActivities } from '#libs/contracts/callback-endpoint-workflow.js';
import { CallbackDelivery, type CallbackParts } from './callback.js';
import { CallbackEndpointDelivery } from './callback-endpoint.js';
import { DatabaseActivitySet } from './database-activities.js';
import { Dispatching } from './dispatch.js';
import { DealerHealth } from './dealer-health.js';
import { DealerPace } from './dealer-pace.js';
import { PriceFetcher } from './price-fetcher.js';
import { ReceiptReconciler } from './receipt-reconciler.js';
import { TemplateDeskWork } from './template-desk.js';

export interface ActivityParts extends CallbackParts {
  readonly dataSource: DataSource;
  readonly keys: PersonalDataKeys;
  readonly dealers: readonly Dealer[];
  /** Where their templates are kept; absent: nothing is registered and no review is asked after. */
  readonly desks?: readonly TemplateDesk[];
  readonly now: () => Moment;
  readonly dealerTimeoutMs: number;
  /** The address below which links in messages are answered. */
  readonly linkBase: string;
  /** How long after acceptance a missing receipt is asked for, ms. */
  readonly receiptPatienceMs?: number;
  /** When a dealer's circuit opens and closes; absent: as usual. */
  readonly circuitRules?: CircuitRules;
  readonly onCircuit?: (dealer: string, circuit: DealerCircuit) => void;
  readonly onHealthError?: (error: unknown) => void;
  readonly onRetention?: (round: RetentionRound) => void;
}

const RECEIPT_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Everything that workflows can ask of the world, wired once for a process. */
export function createActivities(parts: ActivityParts): {
  database: DatabaseActivities;
  callbacks: CallbackActivities;
  callbackEndpoints: CallbackEndpointActivities;
  dealer: (name: string) => DealerActivities;
  health: DealerHealth;
} {
  const receiptPatienceMs = parts.receiptPatienceMs ?? RECEIPT_PATIENCE_MS;
  const { dataSource, now, circuitRules, onCircuit, onHealthError } = parts;
  const health = new DealerHealth({
    dataSource,
    now,
    ...(circuitRules && { rules: circuitRules }),
    ...(onCircuit && { onChange: onCircuit }),
    ...(onHealthError && { onError: onHealthError }),
  });
  const pace = new DealerPace(async (dealer) => (await health.dealers()).get(dealer)?.perSecond);
  const reconciler = new ReceiptReconciler({
    ...parts,
    dealers: [...parts.dealers, houseDealer],
    receiptPatienceMs,
    health,
  });
  const templateDesk = new TemplateDeskWork({ ...parts, desks: parts.desks ?? [] });
  const database = new DatabaseActivitySet({
    ...parts,
    reconciler,
    prices: new PriceFetcher(parts),
    templateDesk,
    lookEveryMs: LOOK_EVERY_MS,
  });
  return {
    health,
    database,
    callbacks: new CallbackDelivery(parts),
    callbackEndpoints: new CallbackEndpointDelivery(parts),
    dealer: (name) => {
      const dealer = parts.dealers.find((each) => each.name === name);
      if (!dealer) throw new Error(`No dealer named "${name}" is configured.`);
      return new Dispatching({ ...parts, dealer, receiptPatienceMs, health, pace });
    },
  };
}
