import type { Definition, FieldDefinition } from './definition.js';
import type { EngineContext } from './moments.js';
import { onceFor } from './once-for.js';
import { dataProblems } from './schemas.js';
import type { EngineState, Fields, FieldValue, Moment, Refusal } from './state.js';
import { holds } from './values.js';
import { workflowEventFields } from './visibility.js';

/** What a sender's system reports. `data` holds at least the fields that the engine reads. */
export interface LifecycleEvent {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Moment;
  readonly data: Fields;
}

/** Events that the current stage accepts; sorted. */
export const acceptedEvents = (definition: Definition, { closed, stage }: EngineState): readonly string[] =>
  closed ? [] : (acceptedByStage(definition).get(stage) ?? []);

const acceptedByStage = onceFor(
  (definition: Definition): ReadonlyMap<string, readonly string[]> =>
    new Map(
      Object.entries(definition.stages).map(([name, { on = {} }]) => [
        name,
        [...new Set([...Object.keys(on), ...Object.keys(definition.on ?? {})])].sort(),
      ]),
    ),
);

/** The data of each event of which the engine reads anything. */
const readData = onceFor(
  (definition: Definition): ReadonlyMap<string, Readonly<Record<string, FieldDefinition>>> =>
    new Map(
      Object.entries(definition.events).map(([type, { data = {} }]) => {
        const visible = workflowEventFields(definition, type);
        return [type, Object.fromEntries(Object.entries(data).filter(([name]) => visible.includes(name)))];
      }),
    ),
);

/** Of an event's data, what the engine reads. */
function readOf(definition: Definition, { type, data }: LifecycleEvent): Fields {
  const read: Record<string, FieldValue> = {};
  for (const name of workflowEventFields(definition, type)) if (Object.hasOwn(data, name)) read[name] = data[name]!;
  return read;
}

export const closedRefusal = (state: EngineState): Refusal | undefined =>
  state.closed && {
    code: 'LIFECYCLE_CLOSED',
    message:
      state.closed.as === 'cancelled'
        ? '취소된 건이라 더 접수하지 않습니다. 새 건을 시작해 주세요. (The lifecycle was cancelled; start a new one.)'
        : '이미 끝난 건이라 더 접수하지 않습니다. 새 건을 시작해 주세요. (The lifecycle has ended; start a new one.)',
    problems: [],
  };

/** Why the state, as it stands, refuses an event. Of the data only what the engine reads is judged here; the rest was before. */
export function eventRefusal(ctx: EngineContext, state: EngineState, event: LifecycleEvent): Refusal | undefined {
  const { definition } = ctx;
  if (!Object.hasOwn(definition.events, event.type))
    return {
      code: 'EVENT_UNKNOWN',
      message: `‘${definition.title}’에 없는 이벤트입니다. 다음 중 하나를 보내 주세요: ${Object.keys(definition.events).sort().join(', ')}. (Unknown event; send one of these.)`,
      problems: [],
    };
  const closed = closedRefusal(state);
  if (closed) return closed;
  const { title, max, requires = [] } = definition.events[event.type]!;
  const accepted = acceptedEvents(definition, state);
  if (!accepted.includes(event.type))
    return {
      code: 'EVENT_NOT_ALLOWED_IN_STAGE',
      message: `‘${definition.stages[state.stage]?.title}’ 단계에서는 ‘${title}’ 이벤트를 접수하지 않습니다. 지금 가능한 이벤트: ${accepted.join(', ')}. (Not allowed in this stage; these are.)`,
      problems: [],
    };
  if (max !== undefined && (state.eventCounts[event.type] ?? 0) >= max)
    return {
      code: 'EVENT_LIMIT_REACHED',
      message: `‘${title}’ 이벤트는 한 건에 ${max}번까지만 접수합니다. (Accepted at most ${max} times for one lifecycle.)`,
      problems: [],
    };
  const problems = dataProblems(readData(definition).get(event.type) ?? {}, readOf(definition, event));
  if (problems.length > 0)
    return {
      code: 'EVENT_DATA_INVALID',
      message: `‘${title}’ 이벤트의 내용이 맞지 않습니다. 아래 항목을 고쳐 다시 보내 주세요. (The event's data is not valid; correct the listed fields.)`,
      problems,
    };
  const unmet = requires.filter(({ when }) => !holds(ctx, [when], state.fields, event.data, event.occurredAt));
  if (unmet.length === 0) return undefined;
  return {
    code: 'EVENT_CONDITION_UNMET',
    message: `‘${title}’ 이벤트를 지금 받아들일 수 없습니다. ${unmet.map(({ otherwise }) => otherwise).join(' ')} (The definition's conditions for this event do not hold.)`,
    problems: unmet.map(({ otherwise }) => ({ path: 'data', message: otherwise })),
  };
}
