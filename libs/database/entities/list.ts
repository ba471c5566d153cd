import { TenantEntity } from './tenant.entity.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { RequestBucketEntity } from './request-bucket.entity.js';
import { OperatorEntity } from './operator.entity.js';
import { TeamNumberEntity } from './team-number.entity.js';
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
import { ApprovalEntity, ApprovalSubjectEntity } from './approval.entity.js';
import { AttemptEntity } from './attempt.entity.js';
import { ReceiptEntity } from './receipt.entity.js';
import { UnroutedReceiptEntity } from './unrouted-receipt.entity.js';
import { JournalEntity } from './journal.entity.js';
import { OutboxEntity } from './outbox.entity.js';
import { CallbackEntity } from './callback.entity.js';
import { CallbackSecretEntity } from './callback-secret.entity.js';
import { CallbackAffairEntity } from './callback-affair.entity.js';
import { CallbackDeliveryEntity } from './callback-delivery.entity.js';
import { CallbackEndpointEntity } from './callback-endpoint.entity.js';
import { CallbackEndpointSecretEntity } from './callback-endpoint-secret.entity.js';
import { CallbackEventEntity } from './callback-event.entity.js';
import { CallbackTryEntity } from './callback-try.entity.js';
import { AlertEntity } from './alert.entity.js';
import { ConsentEntity } from './consent.entity.js';
import { ConsentFollowUpEntity } from './consent-follow-up.entity.js';
import { ChannelFriendEntity } from './channel-friend.entity.js';
import { ImageUploadEntity } from './image-upload.entity.js';
import { ImageEntity } from './image.entity.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { ListedPriceEntity } from './listed-price.entity.js';
import { PriceEntity } from './price.entity.js';
import { BudgetEntity } from './budget.entity.js';
import { RetentionMarkEntity } from './retention-mark.entity.js';
import { CostDayEntity } from './cost-day.entity.js';
import { LifecycleCostEntity } from './lifecycle-cost.entity.js';
import { SpendingEntity } from './spending.entity.js';
import { LegalConfirmationEntity } from './legal-confirmation.entity.js';
import { StartPrintEntity } from './start-print.entity.js';
import { MessageDayEntity } from './message-day.entity.js';
import { HeldByBudgetEntity } from './held-by-budget.entity.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import { AuditHeadEntity, AuditLinkEntity } from './audit-link.entity.js';
import { ProofPrintEntity } from './proof-print.entity.js';
import { TenantKeyEntity } from './tenant-key.entity.js';
import { LeakEntity, LeakedMessageEntity } from './leak.entity.js';
import { QuarantineAffairEntity, QuarantineEntity } from './quarantine.entity.js';

/** Every entity, for the data source. */
export const entities = [
  TenantEntity,
  ApiKeyEntity,
  TeamNumberEntity,
  OperatorEntity,
  RequestBucketEntity,
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
  CallbackEndpointEntity,
  CallbackEndpointSecretEntity,
  CallbackEventEntity,
  CallbackAffairEntity,
  CallbackDeliveryEntity,
  CallbackTryEntity,
  AlertEntity,
  ConsentEntity,
  ConsentFollowUpEntity,
  ChannelFriendEntity,
  ImageEntity,
  ImageUploadEntity,
  IdempotencyKeyEntity,
  ListedPriceEntity,
  PriceEntity,
  BudgetEntity,
  SpendingEntity,
  HeldByBudgetEntity,
  MessageDayEntity,
  LegalConfirmationEntity,
  StartPrintEntity,
  AuditEntryEntity,
  AuditLinkEntity,
  AuditHeadEntity,
  ProofPrintEntity,
  TenantKeyEntity,
  ApprovalEntity,
  ApprovalSubjectEntity,
  QuarantineEntity,
  QuarantineAffairEntity,
  LeakEntity,
  LeakedMessageEntity,
  RetentionMarkEntity,
  CostDayEntity,
  LifecycleCostEntity,
];
