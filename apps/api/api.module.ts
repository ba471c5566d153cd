import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { ApiKeyGuard } from './authentication/api-key.guard.js';
import { CalendarChanges } from './calendar/calendar-changes.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { ConsentFollowUps } from './consents/consent-follow-ups.js';
import { ConsentLedger } from './consents/consent-ledger.js';
import { ConsentsController, OptOutsController } from './consents/consents.controller.js';
import { CostsController } from './costs/costs.controller.js';
import { DataMarksController } from './data-marks/data-marks.controller.js';
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
import { EventLinks } from './links/event-links.js';
import { LinksController } from './links/links.controller.js';
import { MessageCorrections } from './message-corrections/message-corrections.js';
import { MessageCorrectionsController } from './message-corrections/message-corrections.controller.js';
import { MessageActs } from './messages/message-acts.js';
import { MessageActsController } from './messages/message-acts.controller.js';
import { MessageReads } from './messages/message-reads.js';
import { MessagesController } from './messages/messages.controller.js';
import { Migrations } from './migrations/migrations.js';
import { MigrationsController } from './migrations/migrations.controller.js';
import { InputPipe } from './problem-details/input.pipe.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { receiptReaders, templateHookReaders } from './receipts/receipt-readers.js';
import { RehearsalRuns } from './rehearsals/rehearsal-runs.js';
import { RehearsalsController } from './rehearsals/rehearsals.controller.js';
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
      imports: [FoundationModule.with(configuration), TellingModule],
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
        MessagesController,
        HeldMessagesController,
        MessageActsController,
        MessageCorrectionsController,
        UnreachedController,
        CostsController,
        SettingsController,
        CallbacksController,
        AlertsController,
        CalendarController,
        DataMarksController,
        ConsentsController,
        OptOutsController,
        DealersController,
        ReceiptsController,
        LinksController,
        HealthController,
        DocumentationController,
      ],
      providers: [
        LifecycleReads,
        LifecycleChanges,
        LifecycleEvents,
        LifecycleSteering,
        Migrations,
        MessageReads,
        MessageActs,
        MessageCorrections,
        EventLinks,
        CalendarChanges,
        ConsentLedger,
        ConsentFollowUps,
        DealerReads,
        LifecycleTypeReads,
        LifecycleTypeChanges,
        Templates,
        RehearsalRuns,
        receiptReaders,
        templateHookReaders,
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
    };
  }
}
