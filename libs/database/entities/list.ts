import { TenantEntity } from './tenant.entity.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { CalendarDayEntity } from './calendar-day.entity.js';
import { TemplateEntity } from './template.entity.js';
import { TemplateActEntity } from './template-act.entity.js';
import { PersonEntity } from './person.entity.js';
import { PersonKeyEntity } from './person-key.entity.js';
import { LifecycleDefinitionEntity } from './lifecycle-definition.entity.js';
import { LifecycleTypeVersionEntity } from './lifecycle-type-version.entity.js';
import { DefinitionMigrationEntity } from './definition-migration.entity.js';
import { LifecycleEntity } from './lifecycle.entity.js';
import { PartyEntity } from './party.entity.js';
import { EventEntity } from './event.entity.js';
import { EventLinkEntity } from './event-link.entity.js';
import { BundleEntity } from './bundle.entity.js';
import { DataMarkEntity } from './data-mark.entity.js';
import { DealerCallsEntity } from './dealer-calls.entity.js';
import { DealerCircuitEntity } from './dealer-circuit.entity.js';
import { MessageEntity } from './message.entity.js';
import { MessageItemEntity } from './message-item.entity.js';
import { MessageActEntity } from './message-act.entity.js';
import { MessageCorrectionEntity } from './message-correction.entity.js';
import { AttemptEntity } from './attempt.entity.js';
import { ReceiptEntity } from './receipt.entity.js';
import { UnroutedReceiptEntity } from './unrouted-receipt.entity.js';
import { JournalEntity } from './journal.entity.js';
import { OutboxEntity } from './outbox.entity.js';
import { CallbackEntity } from './callback.entity.js';
import { CallbackSecretEntity } from './callback-secret.entity.js';
import { AlertEntity } from './alert.entity.js';
import { ConsentEntity } from './consent.entity.js';
import { ConsentFollowUpEntity } from './consent-follow-up.entity.js';
import { ChannelFriendEntity } from './channel-friend.entity.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { ListedPriceEntity } from './listed-price.entity.js';
import { PriceEntity } from './price.entity.js';
import { BudgetEntity } from './budget.entity.js';
import { SpendingEntity } from './spending.entity.js';
import { HeldByBudgetEntity } from './held-by-budget.entity.js';

/** Every entity, for the data source. */
export const entities = [
  TenantEntity,
  ApiKeyEntity,
  CalendarDayEntity,
  TemplateEntity,
  TemplateActEntity,
  PersonEntity,
  PersonKeyEntity,
  LifecycleDefinitionEntity,
  LifecycleTypeVersionEntity,
  DefinitionMigrationEntity,
  LifecycleEntity,
  PartyEntity,
  EventEntity,
  EventLinkEntity,
  BundleEntity,
  DataMarkEntity,
  DealerCircuitEntity,
  DealerCallsEntity,
  MessageEntity,
  MessageItemEntity,
  MessageActEntity,
  MessageCorrectionEntity,
  AttemptEntity,
  ReceiptEntity,
  UnroutedReceiptEntity,
  JournalEntity,
  OutboxEntity,
  CallbackEntity,
  CallbackSecretEntity,
  AlertEntity,
  ConsentEntity,
  ConsentFollowUpEntity,
  ChannelFriendEntity,
  IdempotencyKeyEntity,
  ListedPriceEntity,
  PriceEntity,
  BudgetEntity,
  SpendingEntity,
  HeldByBudgetEntity,
];
