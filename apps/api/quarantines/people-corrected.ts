import type { EntityManager } from 'typeorm';
import type { Problem } from '#libs/contracts/error-codes.js';
import type { PersonalDataKeys } from '#libs/database/personal-data.js';
import { personsById } from '#libs/database/person-reads.js';
import { findOrCreatePersons } from '#libs/database/person-store.js';
import { rolesOf, type Replacements } from '#libs/database/role-replacement.js';
import { inputError } from '../problem-details/problem-error.js';
import { phoneOf } from './quarantine-input.js';
import type { LiftQuarantine } from './quarantine.schemas.js';

/**
 * Who is reached where from now on, by what the lift says of each person at the number; undefined for one that says that it was
 * a mistake. Nobody is left out in silence: they would go on being told at the wrong number. Throws a ProblemError that lists
 * everything wrong.
 */
export async function replacementsAsked(
  tx: EntityManager,
  keys: PersonalDataKeys,
  tenant: string,
  personIds: readonly string[],
  { as, people = [] }: LiftQuarantine,
): Promise<Replacements | undefined> {
  const problems =
    as === 'mistaken' ? mistakenProblems(people) : await correctedProblems(tx, tenant, personIds, people);
  if (problems.length > 0) throw inputError(problems);
  if (as === 'mistaken') return undefined;
  const moved = people.flatMap(({ id, phone }) => (phone === null ? [] : [{ id, phone: phoneOf(phone) }]));
  const views = await personsById(
    tx,
    keys,
    moved.map(({ id }) => id),
  );
  const nameOf = new Map(views.map(({ personId, name }) => [personId, name ?? '']));
  const known = await findOrCreatePersons(
    tx,
    keys,
    tenant,
    moved.map(({ id, phone }) => ({ name: nameOf.get(id) ?? '', phone })),
  );
  return { by: new Map(moved.map(({ id }, index) => [id, known[index]!])) };
}

const mistakenProblems = (people: NonNullable<LiftQuarantine['people']>): Problem[] =>
  people.length === 0
    ? []
    : [{ path: 'people', code: 'FIELD_INVALID', message: 'goes with `as: corrected` alone: nobody’s number changes' }];

async function correctedProblems(
  tx: EntityManager,
  tenant: string,
  personIds: readonly string[],
  people: NonNullable<LiftQuarantine['people']>,
): Promise<Problem[]> {
  const named = people.map(({ id }) => id);
  const roles = await rolesOf(tx, tenant, personIds);
  const concerned = new Set(roles.flatMap(({ party: { personId, guardianId } }) => [personId, guardianId]));
  const undecided = personIds.filter((id) => concerned.has(id) && !named.includes(id));
  return [
    ...undecided.map((id): Problem => ({ path: 'people', code: 'PERSON_UNDECIDED', message: `does not name ${id}` })),
    ...named.flatMap((id, place): Problem[] => [
      ...(personIds.includes(id)
        ? []
        : [{ path: `people.${place}.id`, code: 'PERSON_NOT_FOUND' as const, message: 'is nobody at that number' }]),
      ...(named.indexOf(id) === place
        ? []
        : [{ path: `people.${place}.id`, code: 'FIELD_INVALID' as const, message: 'is named twice' }]),
    ]),
  ];
}
