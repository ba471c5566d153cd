/**
 * Moving a running lifecycle to another version of its definition. What has fired stays fired: a timer of the same name
 * and occurrence never tells twice, whatever fields the new version reckons it from.
 */
import { formatKoreanMoment } from '#libs/calendar/korean-time.js';
import { effectOf, settle, workThrough } from './course.js';
import { draftOf, note, own, stepOf } from './draft.js';
import { plan } from './engine.js';
import { derivedFirings, isPending } from './firings.js';
import type { Firing } from './firings.js';
import type { EngineContext } from './moments.js';
import { closedRefusal } from './refusals.js';
import type { EngineState, Fields, FieldValue, Moment, PlannedFiring, Refusal, Step } from './state.js';
import { workflowFields } from './visibility.js';

export interface MigrationMapping {
  /** Old stage → new stage; a stage of the same name needs no entry. */
  readonly stages: Readonly<Record<string, string>>;
  /** New field → old field; a field of the same name needs no entry. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Migration extends MigrationMapping {
  readonly eventId: string;
  readonly at: Moment;
  /** The whole data under the new names, as PostgreSQL has it: for fields that the engine did not see before. */
  readonly data: Fields;
}

/** Goes on under `after`. The state's context is `after` from then on. */
export function migrate(
  before: EngineContext,
  after: EngineContext,
  state: EngineState,
  migration: Migration,
  now: Moment = migration.at,
): Step {
  const draft = draftOf(state);
  workThrough(before, draft, effectOf(state, migration.at, now));
  const refusal = migrationRefusal(after, draft.state, migration);
  if (refusal) return stepOf(draft, refusal);
  const from = { ...draft.state };
  const stage = stageAfter(from.stage, migration);
  const moved = own(draft);
  moved.stage = stage;
  moved.fields = fieldsAfter(before, after, from, migration);
  moved.clocks = Object.fromEntries(
    Object.entries(from.clocks).filter(([name]) => Object.hasOwn(after.definition.clocks ?? {}, name)),
  );
  moved.eventsAccepted += 1;
  const done = derivedFirings(before, from).filter((firing) => !isPending(from, firing));
  const same = derivedFirings(after, draft.state).filter((firing) =>
    done.some(({ name, occurrence }) => name === firing.name && occurrence === firing.occurrence),
  );
  const renamed = renamedBy(from, done, same);
  moved.fired = [...new Set([...from.fired, ...inNewPlaces(from, migration), ...same.map(({ identity }) => identity)])];
  if (Object.keys(renamed).length > 0) moved.renamed = renamed;
  const title = after.definition.stages[stage]?.title ?? stage;
  note(draft, `migrate:${migration.eventId}`, 'migrated', migration.at, `새 정의로 옮김: ${title}`, { stage });
  settle(after, draft, migration.at);
  return stepOf(draft);
}

/** What has fired in stages that have another name now, so that it does not fire again when they are entered again. */
const inNewPlaces = ({ fired }: EngineState, { stages }: MigrationMapping): string[] =>
  fired.flatMap((identity) => {
    const place = identity.slice(0, identity.indexOf('/'));
    return Object.hasOwn(stages, place) ? [`${stages[place]!}${identity.slice(place.length)}`] : [];
  });

/** A message that was decided before the move still says something true, whatever its firing is called since. */
function renamedBy(
  { fired, renamed = {} }: EngineState,
  done: readonly Firing[],
  same: readonly Firing[],
): Record<string, string> {
  const twins = new Map(
    done
      .filter(({ identity }) => fired.includes(identity))
      .map(({ name, occurrence, identity }) => [
        identity,
        same.find((firing) => firing.name === name && firing.occurrence === occurrence)?.identity ?? '',
      ]),
  );
  const earlier = Object.entries(renamed).flatMap(([before, since]): [string, string][] =>
    since === '' ? [[before, '']] : twins.has(since) ? [[before, twins.get(since)!]] : [],
  );
  return Object.fromEntries([...earlier, ...[...twins].filter(([before, since]) => before !== since)]);
}

const stageAfter = (stage: string, { stages }: MigrationMapping): string =>
  Object.hasOwn(stages, stage) ? stages[stage]! : stage;

/** Why a lifecycle cannot be moved, as it stands; undefined when it can. */
export function migrationRefusal(
  after: EngineContext,
  state: EngineState,
  mapping: MigrationMapping,
): Refusal | undefined {
  const closed = closedRefusal(state);
  if (closed) return closed;
  const stage = stageAfter(state.stage, mapping);
  const target = Object.hasOwn(after.definition.stages, stage) ? after.definition.stages[stage] : undefined;
  if (target && !target.final) return undefined;
  return {
    code: 'MIGRATION_STAGE_UNMAPPED',
    message: target
      ? `‘${state.stage}’ 단계를 끝난 단계로 옮길 수 없습니다. (A running lifecycle cannot be moved into a final stage.)`
      : `새 정의에 ‘${stage}’ 단계가 없습니다. 어느 단계로 옮길지 정해 주세요. (The new version has no such stage; map it.)`,
    problems: [
      { path: `stages.${state.stage}`, message: 'must be mapped to a stage of the new version that is not final' },
    ],
  };
}

/** What the engine has seen is truer than what PostgreSQL has; what it has not seen comes from there. */
function fieldsAfter(
  before: EngineContext,
  after: EngineContext,
  { fields }: EngineState,
  { fields: names, data }: Migration,
): Fields {
  const seen = new Set(workflowFields(before.definition));
  const result: Record<string, FieldValue> = {};
  for (const name of workflowFields(after.definition)) {
    const source = Object.hasOwn(names, name) ? names[name]! : name;
    const value = seen.has(source) ? fields[source] : data[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** What a move would change of the plan of one lifecycle. */
export interface MigrationPreview {
  readonly refusal?: Refusal;
  readonly stage: { readonly from: string; readonly to: string };
  readonly appear: readonly PlannedFiring[];
  readonly vanish: readonly PlannedFiring[];
  readonly shift: readonly { readonly from: PlannedFiring; readonly to: PlannedFiring }[];
}

/** The move without making it. */
export function previewMigration(
  before: EngineContext,
  after: EngineContext,
  state: EngineState,
  migration: Migration,
  now: Moment = migration.at,
): MigrationPreview {
  const planned = plan(before, state);
  const { state: moved, refusal } = migrate(before, after, state, migration, now);
  if (refusal) return { refusal, stage: { from: state.stage, to: state.stage }, appear: [], vanish: [], shift: [] };
  const next = plan(after, moved);
  const twin = (firings: readonly PlannedFiring[], { timer, occurrence }: PlannedFiring) =>
    firings.find((other) => other.timer === timer && other.occurrence === occurrence);
  return {
    stage: { from: state.stage, to: moved.stage },
    appear: next.filter((firing) => !twin(planned, firing)),
    vanish: planned.filter((firing) => !twin(next, firing)),
    shift: planned.flatMap((from) => {
      const to = twin(next, from);
      return to && to.at !== from.at ? [{ from, to }] : [];
    }),
  };
}

/** `12월 7일(월) 10:00 → 12월 8일(화) 09:00` */
export const shiftText = ({ from, to }: MigrationPreview['shift'][number]): string =>
  `${formatKoreanMoment(from.at)} → ${formatKoreanMoment(to.at)}`;
