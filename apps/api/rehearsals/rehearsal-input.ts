import { addDays, DAY, dayOf, HOUR, isDay, MINUTE, momentOfIso } from '#libs/calendar/korean-time.js';
import { institutionNameOf } from '#libs/content/institution-name.js';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import { HOLIDAYS_BEFORE_START } from '#libs/database/lifecycle-store.js';
import { deadlineOfTenant, policyOfMessage } from '#libs/database/policy-of-message.js';
import { closedDaysOf, lifecycleSettingsOf, type TenantSettings } from '#libs/database/tenant-settings.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { eventProblems, eventTypes, inputProblems } from '#libs/lifecycle/schemas.js';
import type { Day, Fields, Moment } from '#libs/lifecycle/state.js';
import { needsHolidays } from '#libs/lifecycle/visibility.js';
import {
  DEFAULT_PRICES,
  type DealerAnswer,
  type DealerResult,
  type RehearsalRequest,
  type RehearsalSample,
  type ScriptedEvent,
} from '#libs/rehearsal/request.js';
import { withCodes } from '../lifecycles/data-problems.js';
import { partyInput } from '../lifecycles/party-input.js';
import { partyProblems } from '../lifecycles/start-input.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { MOST_SAMPLES, rehearsalBody, sampleSchema, type RehearsalBody } from './rehearsal.schemas.js';
import { samplesOfCsv, type RawSample } from './samples-csv.js';

/** What a rehearsal needs to know of whoever asks for it. */
export interface Surroundings {
  /** The tenant's. */
  readonly name: string;
  readonly settings: TenantSettings;
  /** Public holidays on weekdays from that day on. */
  readonly holidaysSince: (day: Day) => readonly Day[] | Promise<readonly Day[]>;
}

/**
 * Reads what is to be played of a definition. Throws a ProblemError that lists everything wrong with it: the shape of the
 * body, every sample by its row, every event and every name.
 */
export async function readRehearsal(
  body: unknown,
  definition: Definition,
  { name, settings, holidaysSince }: Surroundings,
): Promise<RehearsalRequest> {
  if (body === undefined) throw new ProblemError('BODY_MISSING');
  const shape = readShape(rehearsalBody, body);
  const given = 'value' in shape ? shape.value : undefined;
  const raw = isRecord(body) ? body : {};
  const startAt = momentIn(raw['startAt']) ?? 0;
  const { samples, problems: sampleProblems } = readSamples(raw, definition, startAt);
  const problems = [
    ...('problems' in shape ? shape.problems.filter(({ path }) => !/^samples?(\.|$)/.test(path)).map(withOwnCode) : []),
    ...sampleProblems,
    ...(given ? scriptProblems(given, definition, samples) : []),
    ...(given ? siteProblems(given, settings) : []),
  ];
  if (!given || problems.length > 0) throw inputError(problems);
  const own = { ...settings, ...definedOf(given.settings ?? {}) };
  const expireAfterMs = deadlineOfTenant(own);
  const closedDays = closedDaysOf(own, given.site);
  const first = samples.reduce((earliest, sample) => Math.min(earliest, sample.startAt ?? startAt), startAt);
  const holidays = needsHolidays(definition)
    ? await holidaysSince(addDays(dayOf(first), -HOLIDAYS_BEFORE_START))
    : undefined;
  return {
    definition,
    institution: institutionNameOf({ name, settings: own }),
    settings: lifecycleSettingsOf(own, definition),
    calendar: { closedDays, ...(holidays && { holidays }) },
    policy: policyOfMessage(own, {}).policy,
    ...(expireAfterMs !== undefined && { expireAfterMs }),
    samples,
    events: (given.events ?? []).map(eventOf),
    dealerResults: (given.dealerResults ?? []).map(dealerResultOf),
    dataMarks: (given.dataMarks ?? []).map(({ name, at, asOf }) => ({ name, at: momentIn(at) ?? 0, asOf })),
    startAt,
    until: startAt + given.span.days * DAY,
    prices: given.prices ?? DEFAULT_PRICES,
  };
}

/** Samples as they were sent, whichever way; exactly one way is taken. */
function rawSamples(
  { sample, samples, samplesCsv }: Readonly<Record<string, unknown>>,
  definition: Definition,
): { readonly samples: readonly RawSample[]; readonly problems: readonly Problem[] } {
  const ways = [sample, samples, samplesCsv].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const message = 'is required: give one of `sample`, `samples` and `samplesCsv`';
    return {
      samples: [],
      problems: [{ path: 'sample', code: ways.length === 0 ? 'FIELD_MISSING' : 'FIELD_INVALID', message }],
    };
  }
  if (typeof samplesCsv === 'string') return samplesOfCsv(samplesCsv, definition);
  if (Array.isArray(samples)) {
    const each = samples.map((raw: unknown, index) => ({
      raw,
      pathOf: (place: string) => joined(`samples.${index}`, place),
    }));
    return { samples: each, problems: [] };
  }
  if (sample !== undefined)
    return { samples: [{ raw: sample, pathOf: (place) => joined('sample', place) }], problems: [] };
  const path = samples === undefined ? 'samplesCsv' : 'samples';
  return { samples: [], problems: [{ path, code: 'FIELD_TYPE_WRONG', message: 'has the wrong type' }] };
}

const joined = (path: string, place: string): string => (place === '' ? path : `${path}.${place}`);

function readSamples(
  body: Readonly<Record<string, unknown>>,
  definition: Definition,
  startAt: Moment,
): { readonly samples: readonly RehearsalSample[]; readonly problems: readonly Problem[] } {
  const { samples: raws, problems: found } = rawSamples(body, definition);
  const problems = [...found];
  if (raws.length > MOST_SAMPLES || (found.length === 0 && raws.length === 0)) {
    const path = Array.isArray(body['samples']) ? 'samples' : 'samplesCsv';
    const message = `must be 1 to ${MOST_SAMPLES} samples, and are ${raws.length}`;
    return { samples: [], problems: [...problems, { path, code: 'FIELD_INVALID', message }] };
  }
  const samples: RehearsalSample[] = [];
  const references = new Set<string>();
  raws.forEach(({ raw, pathOf }, index) => {
    const wrong = sampleProblems(raw, definition, startAt);
    const sample = wrong.length === 0 ? sampleOf(raw, definition, index, startAt) : undefined;
    if (sample && references.has(sample.reference))
      wrong.push({ path: 'reference', code: 'FIELD_INVALID', message: 'is that of another sample' });
    if (sample) references.add(sample.reference);
    problems.push(...wrong.map((problem) => ({ ...problem, path: pathOf(problem.path) })));
    if (sample) samples.push(sample);
  });
  return { samples, problems };
}

function sampleProblems(raw: unknown, definition: Definition, startAt: Moment): Problem[] {
  const shape = readShape(sampleSchema, raw);
  if (!isRecord(raw)) return 'problems' in shape ? [...shape.problems] : [];
  const began = momentIn(raw['startAt']) ?? startAt;
  const { data } = raw;
  return [
    ...('problems' in shape ? shape.problems : []),
    ...partyProblems(definition, raw, began),
    ...(isRecord(data) ? withCodes(definition.input, data, inputProblems(definition, data, began)) : []),
  ];
}

/** Of a sample that has been checked. */
function sampleOf(raw: unknown, definition: Definition, index: number, startAt: Moment): RehearsalSample {
  const { reference, recipient, parties, data, startAt: own } = sampleSchema.parse(raw);
  const [onlyRole = ''] = Object.keys(definition.parties);
  const given = parties ?? (recipient ? { [onlyRole]: recipient } : {});
  const began = momentIn(own);
  return {
    reference: reference ?? `S-${index + 1}`,
    parties: Object.fromEntries(
      Object.entries(given).map(([role, person]) => [role, partyInput(person, began ?? startAt)]),
    ),
    // every value has been checked against its field
    data: data as Fields,
    ...(began !== undefined && { startAt: began }),
  };
}

function scriptProblems(
  { events = [], dealerResults = [], dataMarks = [] }: RehearsalBody,
  definition: Definition,
  samples: readonly RehearsalSample[],
): Problem[] {
  const known = new Set(samples.map(({ reference }) => reference));
  const strangers = (path: string, references: readonly string[] | undefined): Problem[] =>
    samples.length > 0 && references?.some((reference) => !known.has(reference))
      ? [{ path: `${path}.references`, code: 'FIELD_INVALID', message: 'names no sample' }]
      : [];
  const types = eventTypes(definition);
  return [
    ...events.flatMap(({ type, data = {}, references }, index): Problem[] => {
      const path = `events.${index}`;
      if (!types.includes(type))
        return [{ path: `${path}.type`, code: 'EVENT_UNKNOWN', message: `is none of: ${types.join(', ')}` }];
      const wrong = withCodes(definition.events[type]?.data ?? {}, data, eventProblems(definition, type, data));
      return [
        ...wrong.map((problem) => ({ ...problem, path: `${path}.${problem.path}` })),
        ...strangers(path, references),
      ];
    }),
    ...dealerResults.flatMap(({ template, references }, index): Problem[] => [
      ...(template === undefined || Object.hasOwn(definition.templates, template)
        ? []
        : [{ path: `dealerResults.${index}.template`, code: 'FIELD_INVALID' as const, message: 'names no template' }]),
      ...strangers(`dealerResults.${index}`, references),
    ]),
    ...dataMarks.flatMap(({ asOf }, index): Problem[] =>
      isDay(asOf) ? [] : [{ path: `dataMarks.${index}.asOf`, code: 'DATE_INVALID', message: 'is no day' }],
    ),
  ];
}

const siteProblems = ({ site }: RehearsalBody, { sites }: TenantSettings): Problem[] =>
  site === undefined || Object.hasOwn(sites, site)
    ? []
    : [{ path: 'site', code: 'SITE_UNKNOWN', message: 'names no site of the settings' }];

const eventOf = ({
  type,
  data,
  at,
  after,
  references,
}: NonNullable<RehearsalBody['events']>[number]): ScriptedEvent => {
  const moment = momentIn(at);
  const { days = 0, hours = 0, minutes = 0 } = after ?? {};
  return {
    type,
    data: (data ?? {}) as Fields,
    when: moment === undefined ? { afterMs: days * DAY + hours * HOUR + minutes * MINUTE } : { at: moment },
    ...(references && { references }),
  };
};

type GivenResult = NonNullable<RehearsalBody['dealerResults']>[number];

function answerOf({ result, class: resultClass = 'permanent-recipient', times = 1 }: GivenResult): DealerAnswer {
  if (result === 'failed' || result === 'rejected') return { kind: result, class: resultClass };
  return result === 'busy' ? { kind: 'busy', times } : { kind: result };
}

const dealerResultOf = (given: GivenResult): DealerResult => {
  const { template, channel, attempt, references, receiptAfterSeconds: seconds } = given;
  return {
    answer: answerOf(given),
    ...(template !== undefined && { template }),
    ...(channel && { channel }),
    ...(attempt !== undefined && { attempt }),
    ...(references && { references }),
    ...(seconds !== undefined && { receiptAfterMs: seconds * 1000 }),
  };
};

const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^settings\.(reminderTime|quietHours\.(from|to)|workingHours\.\d+\.[01])$/, 'TIME_OF_DAY_INVALID'],
  [/^(settings\.closedDays\.\d+|dataMarks\.\d+\.asOf)$/, 'DATE_INVALID'],
];

const withOwnCode = (problem: Problem): Problem => {
  const own = problem.code === 'FIELD_INVALID' ? CODES.find(([path]) => path.test(problem.path)) : undefined;
  return own ? { ...problem, code: own[1] } : problem;
};

/** Parts that are there but undefined would hide those that they are laid over. */
const definedOf = (given: NonNullable<RehearsalBody['settings']>): Partial<TenantSettings> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const momentIn = (value: unknown): Moment | undefined => (typeof value === 'string' ? momentOfIso(value) : undefined);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
