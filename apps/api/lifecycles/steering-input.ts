import type { Problem } from '#libs/contracts/error-codes.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { dataProblems } from '#libs/lifecycle/schemas.js';
import type { PartyInput } from '#libs/database/party-store.js';
import type { KnownParty } from '#libs/database/person-store.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { storedFields } from '#libs/lifecycle/visibility.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError } from '../problem-details/problem-error.js';
import { withCodes } from './data-problems.js';
import { changeRecipient, correctData } from './lifecycle.schemas.js';
import { partyInput, partyProblem, type GivenParty } from './party-input.js';

/** Who does something to a lifecycle and why, as the caller said it. */
export interface Said {
  readonly reason: string;
  readonly actor?: string | undefined;
}

/**
 * Reads a correction: any of the fields that a start or an event may write. A day that lies in the past is allowed, for
 * it may be the right one. Throws a ProblemError that lists everything wrong with it.
 */
export function readCorrection(definition: Definition, body: unknown): Said & { readonly fields: Fields } {
  const shape = readShape(correctData, body);
  const fields = recordOf(recordOf(body)['fields']);
  const known = storedFields(definition);
  const given = Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(fields, name)));
  const problems: Problem[] = [
    ...('problems' in shape ? shape.problems : []),
    ...withCodes(known, fields, dataProblems(given, fields)),
  ];
  if (problems.length === 0 && Object.keys(fields).length === 0)
    problems.push({ path: 'fields', code: 'FIELD_MISSING', message: 'names no field to correct' });
  if ('problems' in shape || problems.length > 0) throw inputError(problems.map(asField));
  // every value has been checked against its field
  return { ...shape.value, fields: fields as Fields };
}

/** What is checked as data stands under `fields` here. */
const asField = (problem: Problem): Problem => ({ ...problem, path: problem.path.replace(/^data(?=\.|$)/, 'fields') });

/**
 * Reads who is told from now on; besides the name, what is left out stays as it is for whom the role is, unless an heir
 * takes their place. `known`: who fills the roles now. Throws a ProblemError that lists everything wrong with it.
 */
export function readRecipient(
  definition: Definition,
  body: unknown,
  known: Readonly<Record<string, KnownParty>>,
  at: Moment,
): Said & { readonly party: string; readonly person: PartyInput } {
  const shape = readShape(changeRecipient, body);
  const { party } = recordOf(body);
  const roles = Object.keys(definition.parties);
  const role = typeof party === 'string' ? party : roles.length === 1 ? roles[0] : undefined;
  const problems: Problem[] = 'problems' in shape ? [...shape.problems] : [];
  if (party === undefined && role === undefined)
    problems.push({ path: 'party', code: 'FIELD_MISSING', message: `is one of: ${roles.join(', ')}` });
  else if (role !== undefined && !roles.includes(role))
    problems.push({ path: 'party', code: 'PARTY_UNKNOWN', message: `is none of: ${roles.join(', ')}` });
  const before = role !== undefined && Object.hasOwn(known, role) ? known[role] : undefined;
  const whole = isRecord(body) ? takenOver(body, before) : body;
  problems.push(...partyProblem('', whole, at));
  if ('problems' in shape || role === undefined || problems.length > 0) throw inputError(problems);
  const { reason, actor, relation } = shape.value;
  const { name, phone, birthDate, guardian, language } = whole as GivenParty;
  const person = partyInput({ name, phone, birthDate, guardian, language }, at);
  const lasting = relation ?? before?.relation;
  return { reason, actor, party: role, person: { ...person, ...(lasting && { relation: lasting }) } };
}

/** What is given, over what stays; without what is taken away. */
function takenOver(given: Readonly<Record<string, unknown>>, before: KnownParty | undefined): Record<string, unknown> {
  const { relation } = given;
  const stays = before && relation === undefined ? partsOf(before) : {};
  return Object.fromEntries(Object.entries({ ...stays, ...given }).filter(([, value]) => value !== null));
}

const partsOf = ({ phone, birthDate, guardian, language }: KnownParty): Record<string, unknown> => ({
  ...(phone !== '' && { phone }),
  ...(birthDate !== undefined && { birthDate }),
  ...(guardian && {
    guardian: {
      name: guardian.name,
      phone: guardian.phone,
      ...(guardian.language !== undefined && { language: guardian.language }),
    },
  }),
  ...(language !== undefined && { language }),
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
