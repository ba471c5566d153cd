import { Affairs1795392000001 } from './1795392000001-affairs.js';
import { Messages1795392000002 } from './1795392000002-messages.js';
import { Crossings1795392000003 } from './1795392000003-crossings.js';
import { Calendar1795392000004 } from './1795392000004-calendar.js';
import { LifecycleTypes1795392000005 } from './1795392000005-lifecycle-types.js';
import { Bundles1795392000006 } from './1795392000006-bundles.js';
import { Steering1795392000007 } from './1795392000007-steering.js';
import { DefinitionMigrations1795392000008 } from './1795392000008-definition-migrations.js';
import { Links1795392000009 } from './1795392000009-links.js';
import { DataMarks1795392000010 } from './1795392000010-data-marks.js';
import { CallsAndAlerts1795392000011 } from './1795392000011-calls-and-alerts.js';
import { HolidayTable1795392000014 } from './1795392000014-holiday-table.js';
import { Wards1795392000015 } from './1795392000015-wards.js';
import { MessageActs1795392000016 } from './1795392000016-message-acts.js';
import { MigrationTrials1795392000017 } from './1795392000017-migration-trials.js';
import { AttemptsInDoubt1795392000019 } from './1795392000019-attempts-in-doubt.js';
import { DealerCircuits1795392000021 } from './1795392000021-dealer-circuits.js';
import { Costs1795392000023 } from './1795392000023-costs.js';
import { Letters1795392000024 } from './1795392000024-letters.js';
import { Consents1795392000025 } from './1795392000025-consents.js';
import { ConsentFollowUps1795392000026 } from './1795392000026-consent-follow-ups.js';
import { TemplateLife1795392000027 } from './1795392000027-template-life.js';
import { TemplateCrossings1795392000028 } from './1795392000028-template-crossings.js';
import { PartyLanguages1795392000029 } from './1795392000029-party-languages.js';
import { EventsToMany1795392000030 } from './1795392000030-events-to-many.js';
import { HeldMessages1795392000031 } from './1795392000031-held-messages.js';
import { BrandAndMms1795392000033 } from './1795392000033-brand-and-mms.js';
import { Images1795392000034 } from './1795392000034-images.js';
import { ReceiptSlowness1795392000035 } from './1795392000035-receipt-slowness.js';
import { Keys1795392000036 } from './1795392000036-keys.js';
import { RequestLimits1795392000037 } from './1795392000037-request-limits.js';
import { CallbackEndpoints1795392000038 } from './1795392000038-callback-endpoints.js';
import { Audit1795392000040 } from './1795392000040-audit.js';
import { Erasure1795392000041 } from './1795392000041-erasure.js';
import { Proofs1795392000042 } from './1795392000042-proofs-and-keys.js';
import { MessageQuotas1795392000043 } from './1795392000043-message-quotas.js';
import { Quarantines1795392000044 } from './1795392000044-quarantines.js';
import { CallbacksByKeyKind1795392000045 } from './1795392000045-callbacks-by-key-kind.js';
import { AskedOfStarts1795392000046 } from './1795392000046-asked-of-starts.js';
import { CallbackTries1795392000048 } from './1795392000048-callback-tries.js';
import { Operators1795392000049 } from './1795392000049-operators.js';
import { DrawersOfKeys1795392000050 } from './1795392000050-drawers-of-keys.js';
import { Approvals1795392000051 } from './1795392000051-approvals.js';
import { OperatingFigures1795392000052 } from './1795392000052-operating-figures.js';
import { Retention1795392000053 } from './1795392000053-retention.js';
import { Removals1795392000054 } from './1795392000054-removals.js';
import { PicturesOfTemplates1795392000055 } from './1795392000055-pictures-of-templates.js';
import { FellBackOnce1795392000056 } from './1795392000056-fell-back-once.js';
import { PicturesOfBrandMessages1795392000057 } from './1795392000057-pictures-of-brand-messages.js';

/** Every migration, oldest first. Two branches that each add one conflict here, and are put in order by hand. */
import { NamespacesOfTenants1795392000058 } from './1795392000058-namespaces-of-tenants.js';

export const migrations = [
  Affairs1795392000001,
  Messages1795392000002,
  Crossings1795392000003,
  Calendar1795392000004,
  LifecycleTypes1795392000005,
  Bundles1795392000006,
  Steering1795392000007,
  DefinitionMigrations1795392000008,
  Links1795392000009,
  DataMarks1795392000010,
  CallsAndAlerts1795392000011,
  HolidayTable1795392000014,
  Wards1795392000015,
  MessageActs1795392000016,
  MigrationTrials1795392000017,
  AttemptsInDoubt1795392000019,
  DealerCircuits1795392000021,
  Costs1795392000023,
  Letters1795392000024,
  Consents1795392000025,
  ConsentFollowUps1795392000026,
  TemplateLife1795392000027,
  TemplateCrossings1795392000028,
  PartyLanguages1795392000029,
  EventsToMany1795392000030,
  HeldMessages1795392000031,
  BrandAndMms1795392000033,
  Images1795392000034,
  ReceiptSlowness1795392000035,
  Keys1795392000036,
  RequestLimits1795392000037,
  CallbackEndpoints1795392000038,
  Audit1795392000040,
  Erasure1795392000041,
  Proofs1795392000042,
  MessageQuotas1795392000043,
  Quarantines1795392000044,
  CallbacksByKeyKind1795392000045,
  AskedOfStarts1795392000046,
  CallbackTries1795392000048,
  Operators1795392000049,
  DrawersOfKeys1795392000050,
  Approvals1795392000051,
  OperatingFigures1795392000052,
  Retention1795392000053,
  Removals1795392000054,
  PicturesOfTemplates1795392000055,
  FellBackOnce1795392000056,
  PicturesOfBrandMessages1795392000057,
  NamespacesOfTenants1795392000058,
];
