import type { EntityManager } from 'typeorm';
import type { LifecycleInput, PlanSnapshot } from '#libs/contracts/lifecycle-workflow.js';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import { onceFor } from '#libs/lifecycle/once-for.js';
import type { CalendarData, Fields, LifecycleSettings, Moment } from '#libs/lifecycle/state.js';
import { withoutOtherLanguages } from '#libs/lifecycle/template-languages.js';
import { needsHolidays, workflowFields } from '#libs/lifecycle/visibility.js';
import { concerns } from './acting.js';
import { readWeekdayHolidays } from './calendar-store.js';
import { onlyFields } from './only-fields.js';
import { storeParties, type PartyInput } from './party-store.js';
import { unwrapKey } from './person-store.js';
import { decrypt, encrypt, place, type PersonalDataKeys } from './personal-data.js';
import { closedDaysOf, lifecycleSettingsOf, tenantSettingsSchema, type TenantSettings } from './tenant-settings.js';

export type LifecycleState = 'open' | 'ended' | 'cancelled' | 'failed';

/** Shipped definitions are started by again and again. */
const hashOf = onceFor(definitionHash);

export interface StartRequest {
  /** UUIDv7, drawn by the caller. */
  readonly lifecycleId: string;
  readonly tenant: string;
  readonly definition: Definition;
  /** The sender's own number for the affair; not personal. */
  readonly reference: string;
  /** By role; the fields are encrypted under the key of the first. Phone numbers normalised. */
  readonly parties: Readonly<Record<string, PartyInput>>;
  readonly fields: Fields;
  /** One of the tenant's sites. */
  readonly site?: string;
  /** Whose costs its messages are; not personal. */
  readonly department?: string;
  /** The moment given to the engine. */
  readonly startedAt: Moment;
  /**
   * How many messages the start decides at once: counted with the commit, which fails where the tenant's day has no room for
   * them (message-quota-store.ts). Absent of what must not be refused: its messages are counted when they are written.
   */
  readonly messages?: number;
  /** What the engine made of the start, shown until the workflow reports its own plan. */
  readonly plan: Pick<PlanSnapshot, 'stage' | 'planned' | 'nextDueAt' | 'fields' | 'engine'>;
}

/** Another open lifecycle of the type bears the reference. Nothing was written of the one refused. */
export class ReferenceTaken extends Error {
  override readonly name = 'ReferenceTaken';

  constructor(
    readonly type: string,
    readonly reference: string,
    readonly lifecycleId: string,
  ) {
    super('An open lifecycle of this type bears the reference already.');
  }
}

/** There is no such lifecycle under the tenant. */
export class LifecycleUnknown extends Error {
  override readonly name = 'LifecycleUnknown';

  constructor(readonly lifecycleId: string) {
    super('There is no such lifecycle.');
  }
}

/**
 * Writes everything that a start needs to happen, its outbox row included; with the caller's commit it is accepted. Four
 * statements. Throws ReferenceTaken; the transaction stays usable then, but should be rolled back with its persons.
 */
export async function acceptStart(tx: EntityManager, keys: PersonalDataKeys, request: StartRequest): Promise<void> {
  const { tenant, definition, lifecycleId, reference } = request;
  concerns({ lifecycleId });
  const { owner, stored } = await storeParties(tx, keys, { tenant, lifecycleId }, request.parties);
  if (!owner) throw new Error('A lifecycle needs at least one party.');
  const { stage, planned, nextDueAt, fields, engine } = request.plan;
  const plan: PlanSnapshot = {
    decision: 0,
    runId: '',
    state: 'open',
    eventsAccepted: 0,
    stage,
    planned,
    ...(nextDueAt !== undefined && { nextDueAt }),
    ...(fields && { fields }),
    ...(engine && { engine }),
  };
  const written = await tx.query<unknown[]>(
    `with defined as (
       insert into lifecycle_definitions (tenant_id, hash, name, definition) values ($1, $2, $3, $4::jsonb)
       on conflict (tenant_id, hash) do nothing
     ), started as (
       insert into lifecycles (id, tenant_id, type, definition_hash, reference, stage, data_ciphertext, data_person_id,
         started_at, plan, next_due_at, site, department, start_messages)
       values ($5, $1, $3, $2, $6, $7, $8, $9, to_timestamp($10 / 1000.0), $11::jsonb,
         to_timestamp($12::double precision / 1000.0), $14, $15, $16)
       on conflict (tenant_id, type, reference, key_kind) where state = 'open' do nothing
       returning id
     ), joined as (
       insert into parties (tenant_id, lifecycle_id, role, person_id, guardian_person_id, birth_date_ciphertext, relation,
         language, guardian_language)
       select $1, s.id, p.role, p."personId", p."guardianId", p."birthDate", p.relation, p.language, p."guardianLanguage"
       from started s cross join jsonb_to_recordset($13::jsonb) as
         p(role text, "personId" uuid, "guardianId" uuid, "birthDate" text, relation text, language text,
           "guardianLanguage" text)
     )
     insert into outbox (tenant_id, lifecycle_id, kind, payload)
     select $1, s.id, 'start', '{}'::jsonb from started s
     returning id`,
    [
      tenant,
      hashOf(definition),
      definition.name,
      JSON.stringify(definition),
      lifecycleId,
      reference,
      plan.stage,
      encrypt(owner.key, place.lifecycleData(lifecycleId), JSON.stringify(request.fields)),
      owner.personId,
      request.startedAt,
      JSON.stringify(plan),
      plan.nextDueAt ?? null,
      JSON.stringify(Object.entries(stored).map(([role, party]) => ({ role, ...party }))),
      request.site ?? null,
      request.department ?? null,
      request.messages ?? 0,
    ],
  );
  if (written.length === 0) throw await referenceTaken(tx, definition.name, reference);
}

async function referenceTaken(tx: EntityManager, type: string, reference: string): Promise<ReferenceTaken> {
  const [holder] = await tx.query<{ id: string }[]>(
    `select id from lifecycles where type = $1 and reference = $2 and state = 'open'
     order by key_kind = coalesce(nullif(current_setting('bongsu.key_kind', true), ''), 'live') desc limit 1`,
    [type, reference],
  );
  return new ReferenceTaken(type, reference, holder?.id ?? '');
}

/** A lifecycle, its row locked until the transaction ends. */
export interface LockedLifecycle {
  readonly id: string;
  readonly type: string;
  readonly reference: string;
  readonly state: LifecycleState;
  readonly stage: string;
}

export async function lockLifecycle(tx: EntityManager, lifecycleId: string): Promise<LockedLifecycle | undefined> {
  const [row] = await tx.query<LockedLifecycle[]>(
    `select id, type, reference, state, stage from lifecycles where id = $1 for update`,
    [lifecycleId],
  );
  return row;
}

/**
 * What the workflow is started with, settings and calendar as they stand now; of the fields only those that the engine
 * reads. Throws LifecycleUnknown, PersonErased.
 */
export async function readStartInput(
  tx: EntityManager,
  keys: PersonalDataKeys,
  lifecycleId: string,
): Promise<Omit<LifecycleInput, 'dealer' | 'carried'>> {
  const [row] = await tx.query<
    {
      tenant: string;
      reference: string;
      definition: Definition;
      settings: TenantSettings;
      site: string | null;
      dataCiphertext: string;
      personId: string;
      wrappedKey: string | null;
      roles: readonly string[];
      startedAt: Date;
    }[]
  >(
    `select l.tenant_id as tenant, l.reference, d.definition, t.settings, l.site, l.data_ciphertext as "dataCiphertext",
       l.data_person_id as "personId", k.wrapped_key as "wrappedKey", l.started_at as "startedAt",
       array(select y.role from parties y where y.lifecycle_id = l.id) as roles
     from lifecycles l
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = coalesce(l.first_definition_hash, l.definition_hash)
     join tenants t on t.id = l.tenant_id
     join person_keys k on k.person_id = l.data_person_id
     where l.id = $1`,
    [lifecycleId],
  );
  if (!row) throw new LifecycleUnknown(lifecycleId);
  const { definition } = row;
  const startedAt = row.startedAt.getTime();
  const absentParties = Object.keys(definition.parties).filter((role) => !row.roles.includes(role));
  const data = decrypt(unwrapKey(keys, row), place.lifecycleData(lifecycleId), row.dataCiphertext);
  return {
    tenant: row.tenant,
    lifecycleId,
    reference: row.reference,
    definition: withoutOtherLanguages(definition),
    ...(await contextOf(tx, row.settings, { definition, startedAt, ...(row.site !== null && { site: row.site }) })),
    fields: onlyFields(JSON.parse(data) as Fields, workflowFields(definition)),
    ...(absentParties.length > 0 && { absentParties }),
    startedAt,
  };
}

/** What of its tenant's settings a lifecycle is told, and when the tenant is closed. */
export interface LifecycleContext {
  readonly settings: LifecycleSettings;
  readonly calendar: CalendarData;
}

/** Whose settings and calendar. */
interface Whose {
  readonly definition: Definition;
  readonly startedAt: Moment;
  readonly site?: string;
}

/** What a lifecycle of the transaction's tenant would be told now. */
export async function readSettingsForTelling(tx: EntityManager, whose: Whose): Promise<LifecycleContext> {
  const [row] = await tx.query<{ settings: unknown }[]>(`select settings from tenants`);
  return contextOf(tx, row?.settings, whose);
}

/** What this lifecycle is told now; `under`: what it would be told by that definition. Throws LifecycleUnknown. */
export async function readContextOf(
  tx: EntityManager,
  lifecycleId: string,
  under?: Definition,
): Promise<LifecycleContext> {
  const [row] = await tx.query<{ settings: unknown; definition: Definition; site: string | null; startedAt: Date }[]>(
    `select t.settings, d.definition, l.site, l.started_at as "startedAt"
     from lifecycles l
     join lifecycle_definitions d on d.tenant_id = l.tenant_id and d.hash = l.definition_hash
     join tenants t on t.id = l.tenant_id
     where l.id = $1`,
    [lifecycleId],
  );
  if (!row) throw new LifecycleUnknown(lifecycleId);
  const { site } = row;
  const definition = under ?? row.definition;
  return contextOf(tx, row.settings, {
    definition,
    startedAt: row.startedAt.getTime(),
    ...(site !== null && { site }),
  });
}

/** Holidays so long before the start may still matter: for what is reckoned back from it, days. */
export const HOLIDAYS_BEFORE_START = 60;

/** Public holidays only where they are counted: every history would carry them. */
async function contextOf(tx: EntityManager, stored: unknown, whose: Whose): Promise<LifecycleContext> {
  const { definition, startedAt, site } = whose;
  const settings = tenantSettingsSchema.parse(stored);
  const closedDays = closedDaysOf(settings, site);
  const since = addDays(dayOf(startedAt), -HOLIDAYS_BEFORE_START);
  return {
    settings: lifecycleSettingsOf(settings, definition),
    calendar: needsHolidays(definition)
      ? { closedDays, holidays: await readWeekdayHolidays(tx, since) }
      : { closedDays },
  };
}
