import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { Approvals } from './approvals/approvals.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { SecondWord } from './approvals/second-word.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditInterceptor } from './audit/audit.interceptor.js';
import { AuditModule } from './audit/audit.module.js';
import { CallerGuard } from './authentication/caller.guard.js';
import { KeyCallers } from './authentication/key-callers.js';
import { OperatorCallers } from './authentication/operator-callers.js';
import { KeyScopeInterceptor } from './authentication/key-scope.interceptor.js';
import { CalendarChanges } from './calendar/calendar-changes.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { ConsentFollowUps } from './consents/consent-follow-ups.js';
import { ConsentLedger } from './consents/consent-ledger.js';
import { ConsentsController, OptOutsController } from './consents/consents.controller.js';
import { CostsController } from './costs/costs.controller.js';
import { DataMarksController } from './data-marks/data-marks.controller.js';
import { CallbackDeliveriesController } from './callbacks/callback-deliveries.controller.js';
import { CallbackEndpoints } from './callbacks/callback-endpoints.js';
import { CallbackEndpointsController } from './callbacks/callback-endpoints.controller.js';
import { CallbacksController } from './callbacks/callbacks.controller.js';
import { DealerReads } from './dealers/dealer-reads.js';
import { DealersController } from './dealers/dealers.controller.js';
import { DocumentationController } from './documentation/documentation.controller.js';
import { FoundationModule } from './foundation/foundation.module.js';
import { HealthController } from './health/health.controller.js';
import { LifecycleEvents } from './lifecycle-events/lifecycle-events.js';
import { LifecycleEventsController } from './lifecycle-events/lifecycle-events.controller.js';
import { HeldMessagesController } from './held-messages/held-messages.controller.js';
import { LifecycleTypeChanges } from './lifecycle-types/lifecycle-type-changes.js';
import { LifecycleTypeReads } from './lifecycle-types/lifecycle-type-reads.js';
import { LanguageSchemaController, LifecycleTypesController } from './lifecycle-types/lifecycle-types.controller.js';
import { TemplatePreviewsController } from './lifecycle-types/template-previews.controller.js';
import { ByReferenceController } from './lifecycles/by-reference.controller.js';
import { LifecycleReads } from './lifecycles/lifecycle-reads.js';
import { LifecycleChanges } from './lifecycles/lifecycle-changes.js';
import { LifecyclesController } from './lifecycles/lifecycles.controller.js';
import { LifecycleSteering } from './lifecycles/lifecycle-steering.js';
import { SteeringByReferenceController, SteeringController } from './lifecycles/steering.controller.js';
import { RetentionController } from './retention/retention.controller.js';
import { MessageQuotaController } from './limits/message-quota.controller.js';
import { LegalConfirmationsController } from './legal-confirmations/legal-confirmations.controller.js';
import { RequestLimitGuard } from './limits/request-limit.guard.js';
import { EventLinks } from './links/event-links.js';
import { LinksController } from './links/links.controller.js';
import { MessageCorrections } from './message-corrections/message-corrections.js';
import { MessageCorrectionsController } from './message-corrections/message-corrections.controller.js';
import { MessageActs } from './messages/message-acts.js';
import { MessageActsController } from './messages/message-acts.controller.js';
import { MessageReads } from './messages/message-reads.js';
import { MessagesController } from './messages/messages.controller.js';
import { ApiMetrics } from './metrics/api-metrics.js';
import { Migrations } from './migrations/migrations.js';
import { MigrationsController } from './migrations/migrations.controller.js';
import { Images } from './images/images.js';
import { ImagesController } from './images/images.controller.js';
import { ApiKeys } from './keys/api-keys.js';
import { Operators } from './operators/operators.js';
import { OperatorsController } from './operators/operators.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { TeamNumbersController } from './keys/team-numbers.controller.js';
import { LeakResends } from './leaks/leak-resends.js';
import { Leaks } from './leaks/leaks.js';
import { LeaksController } from './leaks/leaks.controller.js';
import { PersonsController } from './persons/persons.controller.js';
import { Persons } from './persons/persons.js';
import { Quarantines } from './quarantines/quarantines.js';
import { DeceasedController, QuarantinesController } from './quarantines/quarantines.controller.js';
import { ProofsController } from './proofs/proofs.controller.js';
import { InputPipe } from './problem-details/input.pipe.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { receiptReaders, templateHookReaders } from './receipts/receipt-readers.js';
import { RehearsalRuns } from './rehearsals/rehearsal-runs.js';
import { RehearsalsController } from './rehearsals/rehearsals.controller.js';
import { SettingsChanges } from './settings/settings-changes.js';
import { SettingsController } from './settings/settings.controller.js';
import { Templates } from './templates/templates.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TypeTemplatesController } from './templates/type-templates.controller.js';
import { TellingModule } from './telling/telling.module.js';
import { UnreachedController } from './unreached/unreached.controller.js';

@Module({})
export class ApiModule {
  static with(configuration: ApiConfiguration): DynamicModule {
    return {
      module: ApiModule,
      imports: [FoundationModule.with(configuration), TellingModule, AuditModule],
      controllers: [
        LifecyclesController,
        LifecycleEventsController,
        ByReferenceController,
        SteeringController,
        SteeringByReferenceController,
        // Before the types' own, whose names may have two parts.
        MigrationsController,
        LifecycleTypesController,
        LanguageSchemaController,
        TemplatePreviewsController,
        TypeTemplatesController,
        TemplatesController,
        RehearsalsController,
        ImagesController,
        MessagesController,
        HeldMessagesController,
        MessageActsController,
        MessageCorrectionsController,
        UnreachedController,
        CostsController,
        SettingsController,
        MessageQuotaController,
        RetentionController,
        LegalConfirmationsController,
        CallbackEndpointsController,
        CallbackDeliveriesController,
        CallbacksController,
        AlertsController,
        CalendarController,
        DataMarksController,
        ConsentsController,
        AuditController,
        PersonsController,
        QuarantinesController,
        DeceasedController,
        LeaksController,
        ProofsController,
        OptOutsController,
        DealersController,
        KeysController,
        OperatorsController,
        ApprovalsController,
        TeamNumbersController,
        ReceiptsController,
        LinksController,
        HealthController,
        DocumentationController,
      ],
      providers: [
        ApiMetrics,
        Images,
        LifecycleReads,
        LifecycleChanges,
        LifecycleEvents,
        LifecycleSteering,
        Migrations,
        MessageReads,
        Persons,
        Quarantines,
        Leaks,
        LeakResends,
        MessageActs,
        MessageCorrections,
        EventLinks,
        CalendarChanges,
        ConsentLedger,
        ConsentFollowUps,
        CallbackEndpoints,
        DealerReads,
        ApiKeys,
        Operators,
        SecondWord,
        SettingsChanges,
        Approvals,
        LifecycleTypeReads,
        LifecycleTypeChanges,
        Templates,
        RehearsalRuns,
        receiptReaders,
        templateHookReaders,
        KeyCallers,
        OperatorCallers,
        { provide: APP_GUARD, useClass: CallerGuard },
        { provide: APP_GUARD, useClass: RequestLimitGuard },
        { provide: APP_INTERCEPTOR, useClass: KeyScopeInterceptor },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
    };
  }
}
