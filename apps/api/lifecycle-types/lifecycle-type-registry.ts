import type { EntityManager } from 'typeorm';
import { currentKeyScope } from '#libs/database/key-scope.js';
import {
  holdUnretired,
  readUsedDefinition,
  readVersion,
  versionsTakingStarts,
  type DefinedVersion,
} from '#libs/database/lifecycle-type-store.js';
import { notApproved } from '#libs/database/template-needs.js';
import { templatesMustBeApproved } from '#libs/database/tenant-store.js';
import { alimtalkTemplates } from '#libs/lifecycle/alimtalk-templates.js';
import { definitionHash, type Definition } from '#libs/lifecycle/definition.js';
import { onceFor } from '#libs/lifecycle/once-for.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { catalogue, lifecycleNamed } from '#lifecycles/catalogue.js';
import { ProblemError } from '../problem-details/problem-error.js';

/** The one place that knows which lifecycle types there are: those that ship with the product, and the tenant's own. */

/** A version of a lifecycle type as the transaction's tenant sees it. */
export interface RegisteredType {
  readonly definition: Definition;
  readonly hash: string;
  /** 1, 2, 3 … of a tenant's own; shipped ones are told apart by their hash alone. */
  readonly number: number | null;
  readonly publishedAt: Moment | null;
  /** Takes no new starts. */
  readonly retired: { readonly at: Moment; readonly reason: string } | 'replaced by a later release' | null;
}

/** A number (of a tenant's own), or a content hash. */
export type VersionAddress = number | string;

const NAME = /^[a-z0-9][a-z0-9-]{0,59}(\/[a-z0-9-]{1,60})?$/;

/** Every shipped type, by name. */
export const shippedTypes = (): RegisteredType[] =>
  catalogue.map(shipped).sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));

/**
 * The version of a type that a start uses, or the one that is asked for; undefined when the tenant has none of that name.
 * A name whose versions are all retired answers the latest of them.
 */
export async function named(
  tx: EntityManager,
  name: string,
  version?: VersionAddress,
): Promise<RegisteredType | undefined> {
  if (!NAME.test(name)) return undefined;
  const current = lifecycleNamed(name);
  if (!current) {
    const own = await readVersion(tx, name, version);
    return own && ownType(own);
  }
  const present = shipped(current);
  if (version === undefined || version === present.hash) return present;
  const older = typeof version === 'string' ? await readUsedDefinition(tx, name, version) : undefined;
  return older && { ...shipped(older), retired: 'replaced by a later release' };
}

/** What a start asks for by `type` and `version`. */
export interface ChosenType {
  /** Undefined where the tenant has none of the name. */
  readonly type: RegisteredType | undefined;
  /** The version is none of the type's; `type` is then the one that a start without a version uses. */
  readonly versionUnknown: boolean;
  /** Templates that are not approved yet; with any of them nothing starts by the version. */
  readonly awaits?: readonly string[];
}

/**
 * The version that a start without one uses. Of a tenant's own the newest whose templates are approved; where none is, the
 * newest, with what it waits for. Undefined when the tenant has no type of the name.
 */
export async function currentType(
  tx: EntityManager,
  name: string,
): Promise<{ readonly type: RegisteredType; readonly awaits: readonly string[] } | undefined> {
  const newest = await named(tx, name);
  const awaits = newest ? await awaitedBy(tx, newest) : [];
  if (!newest || awaits.length === 0) return newest && { type: newest, awaits };
  const versions = (await versionsTakingStarts(tx, name)).map(ownType);
  const waiting = new Set((await notApproved(tx, versions.flatMap(wantedBy))).map(({ hash }) => hash));
  const live = versions.findLast(({ hash }) => !waiting.has(hash));
  return live ? { type: live, awaits: [] } : { type: newest, awaits };
}

/** What a version waits for before it takes starts; nothing where the tenant does not ask for approval first. */
export async function awaitedBy(tx: EntityManager, type: RegisteredType): Promise<readonly string[]> {
  if (type.number === null || type.retired !== null || !(await templatesMustBeApproved(tx))) return [];
  return (await notApproved(tx, wantedBy(type))).map(({ code }) => code);
}

/** Names of the types whose newest version waits for templates, in one statement for all of them. */
export async function waitingTypes(tx: EntityManager, types: readonly RegisteredType[]): Promise<ReadonlySet<string>> {
  const own = types.filter(({ number, retired }) => number !== null && retired === null);
  if (own.length === 0 || !(await templatesMustBeApproved(tx))) return new Set();
  const waiting = new Set((await notApproved(tx, own.flatMap(wantedBy))).map(({ hash }) => hash));
  return new Set(own.filter(({ hash }) => waiting.has(hash)).map(({ definition }) => definition.name));
}

const wantedBy = ({ hash, definition }: RegisteredType) =>
  alimtalkTemplates(definition).flatMap((code) => {
    const content = definition.templates[code];
    return content ? [{ hash, code, content }] : [];
  });

/** Reads a start's body no further than to its type, which says how the rest of it is to be read. */
export async function chosenForStart(tx: EntityManager, body: unknown): Promise<ChosenType> {
  const { type: name, version } = (body ?? {}) as { readonly type?: unknown; readonly version?: unknown };
  if (typeof name !== 'string') return { type: undefined, versionUnknown: false };
  const asked = isVersionAddress(version) ? await named(tx, name, version) : undefined;
  const chosen = asked ? { type: asked, awaits: await awaitedBy(tx, asked) } : await currentType(tx, name);
  if (!chosen) return { type: undefined, versionUnknown: false };
  return { ...chosen, versionUnknown: isVersionAddress(version) && asked === undefined };
}

const isVersionAddress = (version: unknown): version is VersionAddress =>
  typeof version === 'number'
    ? Number.isInteger(version) && version > 0 && version < 1e9
    : typeof version === 'string' && /^[0-9a-f]{64}$/.test(version);

/**
 * Holds the version that a lifecycle is about to start by as it is until the transaction ends.
 * Throws KEY_TYPE_REFUSED, LIFECYCLE_TYPE_RETIRED, which names the version that takes starts, and TEMPLATES_NOT_APPROVED,
 * which names those: of what test keys begin nothing is sent that a dealer would have to approve.
 */
export async function holdForStart(tx: EntityManager, { type, awaits = [] }: ChosenType): Promise<void> {
  if (!type) throw new ProblemError('LIFECYCLE_TYPE_UNKNOWN');
  const { name } = type.definition;
  const scope = currentKeyScope();
  if (scope?.lifecycleTypes && !scope.lifecycleTypes.includes(name)) throw new ProblemError('KEY_TYPE_REFUSED');
  const takesStarts = type.retired === null && (type.number === null || (await holdUnretired(tx, name, type.number)));
  if (takesStarts && awaits.length > 0 && scope?.kind !== 'test')
    throw new ProblemError('TEMPLATES_NOT_APPROVED', {
      detail: `Version ${type.number ?? type.hash} of ${name} waits for: ${awaits.join(', ')}.`,
    });
  if (takesStarts) return;
  const latest = await named(tx, name);
  throw new ProblemError('LIFECYCLE_TYPE_RETIRED', {
    detail:
      latest === undefined || latest.retired !== null
        ? `Every version of ${name} is retired.`
        : `This version of ${name} is retired; the latest is ${latest.number ?? latest.hash}.`,
  });
}

/** One of the tenant's own, as the store has it. */
export const ownType = (version: DefinedVersion): RegisteredType => ({
  definition: version.definition,
  hash: version.hash,
  number: version.number,
  publishedAt: version.publishedAt,
  retired: version.retiredAt === null ? null : { at: version.retiredAt, reason: version.retiredReason ?? '' },
});

const hashOf = onceFor(definitionHash);

const shipped = (definition: Definition): RegisteredType => ({
  definition,
  hash: hashOf(definition),
  number: null,
  publishedAt: null,
  retired: null,
});
