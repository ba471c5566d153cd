import type { Problem } from '#libs/contracts/error-codes.js';
import type { PartyInput } from '#libs/database/party-store.js';
import { siteName } from '#libs/database/tenant-settings.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { inputProblems } from '#libs/lifecycle/schemas.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import type { ChosenType } from '../lifecycle-types/lifecycle-type-registry.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError } from '../problem-details/problem-error.js';
import { withCodes } from './data-problems.js';
import { startLifecycle } from './lifecycle.schemas.js';
import { partyInput, partyProblem } from './party-input.js';

/** A start whose every part has been checked. Phone numbers are normalised digits. */
export interface StartInput {
  readonly definition: Definition;
  readonly reference: string;
  readonly site: string | undefined;
  readonly department: string | undefined;
  readonly parties: Readonly<Record<string, PartyInput>>;
  readonly data: Fields;
}

/**
 * Reads a start of the type that was chosen by it. Throws a ProblemError that lists everything wrong with it, its shape
 * and its meaning alike. `sites`: the names of the tenant's.
 */
export function readStart(
  body: unknown,
  { type, versionUnknown }: ChosenType,
  now: Moment,
  sites: readonly string[] = [],
): StartInput {
  const shape = readShape(startLifecycle, body);
  if ('problems' in shape && !isRecord(body)) throw inputError(shape.problems);
  const raw = recordOf(body);
  const definition = type?.definition;
  const meaning = definition
    ? [...dataProblems(definition, raw['data'], now), ...partyProblems(definition, raw, now)]
    : personProblems(raw, now);
  const problems = [...('problems' in shape ? shape.problems : []), ...meaning, ...siteProblems(raw, sites)];
  if (!definition && typeof raw['type'] === 'string' && !problems.some(({ path }) => path === 'type')) {
    problems.push({ path: 'type', code: 'LIFECYCLE_TYPE_UNKNOWN', message: 'names no lifecycle type' });
  }
  if (versionUnknown && !problems.some(({ path }) => path === 'version')) {
    problems.push({ path: 'version', code: 'LIFECYCLE_TYPE_VERSION_UNKNOWN', message: 'names no version of the type' });
  }
  if ('problems' in shape || !definition || problems.length > 0) throw inputError(problems);
  const { reference, site, department, recipient, parties, data } = shape.value;
  const [onlyRole] = Object.keys(definition.parties);
  const given = parties ?? (recipient && onlyRole !== undefined ? { [onlyRole]: recipient } : {});
  return {
    definition,
    reference,
    site,
    department,
    parties: Object.fromEntries(Object.entries(given).map(([role, person]) => [role, partyInput(person, now)])),
    // every value has been checked against its field
    data: data as Fields,
  };
}

const siteProblems = ({ site }: Readonly<Record<string, unknown>>, sites: readonly string[]): Problem[] =>
  typeof site === 'string' && siteName.safeParse(site).success && !sites.includes(site)
    ? [{ path: 'site', code: 'SITE_UNKNOWN', message: 'names no site of the settings' }]
    : [];

function dataProblems(definition: Definition, data: unknown, now: Moment): Problem[] {
  // data of another type is a problem of shape
  return isRecord(data) ? withCodes(definition.input, data, inputProblems(definition, data, now)) : [];
}

/** Each role of the definition filled once, unless it may be left out, and no other; for everybody somebody who can be told at the moment. */
export function partyProblems(definition: Definition, raw: Readonly<Record<string, unknown>>, at: Moment): Problem[] {
  const roles = Object.keys(definition.parties);
  const { recipient, parties } = raw;
  const problems = personProblems(raw, at);
  if (recipient !== undefined && parties !== undefined) {
    problems.push({ path: 'recipient', code: 'PARTIES_AMBIGUOUS', message: 'and `parties` exclude each other' });
  } else if (recipient !== undefined && roles.length !== 1) {
    problems.push({
      path: 'recipient',
      code: 'PARTIES_AMBIGUOUS',
      message: `does not say which of these it is: ${roles.join(', ')}`,
    });
  } else if (recipient === undefined && parties === undefined) {
    problems.push({
      path: roles.length === 1 ? 'recipient' : 'parties',
      code: 'FIELD_MISSING',
      message: 'is required: who is to be told',
    });
  } else if (isRecord(parties)) {
    const needed = roles.filter((role) => definition.parties[role]?.optional !== true);
    for (const role of needed.filter((role) => !Object.hasOwn(parties, role))) {
      problems.push({
        path: `parties.${role}`,
        code: 'FIELD_MISSING',
        message: `is required (${definition.parties[role]?.title ?? role})`,
      });
    }
    if (Object.keys(parties).some((role) => !roles.includes(role))) {
      problems.push({ path: 'parties', code: 'FIELD_UNKNOWN', message: `may hold only: ${roles.join(', ')}` });
    }
  }
  return problems;
}

function personProblems({ recipient, parties }: Readonly<Record<string, unknown>>, at: Moment): Problem[] {
  const people: [path: string, person: unknown][] = [
    ...(recipient === undefined ? [] : [['recipient', recipient] as [string, unknown]]),
    ...Object.entries(recordOf(parties)).map(([role, person]): [string, unknown] => [
      /^[a-z][A-Za-z0-9]{0,39}$/.test(role) ? `parties.${role}` : 'parties.(unnamed)',
      person,
    ]),
  ];
  return people.flatMap(([path, person]) => partyProblem(path, person, at));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
