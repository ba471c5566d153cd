import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isoKorean, momentOfIso } from '#libs/calendar/korean-time.js';
import type { Problem } from '#libs/contracts/error-codes.js';
import { covers } from '#libs/contracts/key-scopes.js';
import {
  createApiKey,
  endApiKey,
  listApiKeys,
  lockApiKey,
  revokeApiKey,
  type KeyRights,
  type KeyToDraw,
  type KeyView,
} from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Moment } from '#libs/lifecycle/state.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Caller } from '../authentication/authentication.js';
import { CLOCK } from '../foundation/foundation.module.js';
import { cursorOf, idOfCursor } from '../lifecycles/cursor.js';
import { isoOrNull } from '../lifecycles/lifecycle-view.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import type { DrawKey, DrawnKey, KeyAnswer, KeyPage, ListKeysQuery, RotateKey } from './key.schemas.js';

const HOUR_MS = 3_600_000;

/** Keys are drawn, followed by others and revoked; no key draws one that may do more than itself. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(tenant: string, { limit, cursor }: ListKeysQuery): Promise<KeyPage> {
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    const now = this.clock.now();
    return inTenant(this.dataSource, tenant, async (tx) => {
      const found = await listApiKeys(tx, { limit: limit + 1, after });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((key) => viewOf(key, now)),
        next: found.length > limit && last ? cursorOf(last.id) : null,
      };
    });
  }

  draw(caller: Caller, body: DrawKey): Promise<DrawnKey> {
    const { expiresAt: given, ...rights } = body;
    const expiresAt = this.ahead(given);
    refuseExcess(caller, rights);
    return inTenant(this.dataSource, caller.tenant, (tx) =>
      this.drawn(tx, { tenant: caller.tenant, ...rights, expiresAt, drawnBy: caller.by }),
    );
  }

  /** The row of the old one is held, so that of two rotations at once the second finds what the first has made of it. */
  rotate(caller: Caller, id: string, { overlapHours, expiresAt: given }: RotateKey): Promise<DrawnKey> {
    const now = this.clock.now();
    return inTenant(this.dataSource, caller.tenant, async (tx) => {
      const old = await lockApiKey(tx, id);
      if (!old) throw new ProblemError('KEY_NOT_FOUND');
      if (stateOf(old, now) !== 'active') throw new ProblemError('KEY_REVOKED');
      refuseExcess(caller, old);
      const lifetime = old.expiresAt === null ? null : now + (old.expiresAt - old.createdAt);
      const expiresAt = given === undefined ? lifetime : this.ahead(given);
      await endApiKey(tx, id, now + overlapHours * HOUR_MS);
      const { label, kind, scopes, lifecycleTypes, allowedFrom } = old;
      const rights = { label, kind, scopes, lifecycleTypes, allowedFrom };
      return this.drawn(tx, { tenant: caller.tenant, ...rights, expiresAt, replaces: id, drawnBy: caller.by });
    });
  }

  /** Repeating it changes nothing. */
  revoke(tenant: string, id: string): Promise<KeyAnswer> {
    return inTenant(this.dataSource, tenant, async (tx) => {
      await revokeApiKey(tx, id);
      return this.view(tx, id);
    });
  }

  private async drawn(tx: EntityManager, toDraw: KeyToDraw): Promise<DrawnKey> {
    const { id, key } = await createApiKey(tx, toDraw);
    return { ...(await this.view(tx, id)), key };
  }

  private async view(tx: EntityManager, id: string): Promise<KeyAnswer> {
    const key = await lockApiKey(tx, id);
    if (!key) throw new ProblemError('KEY_NOT_FOUND');
    return viewOf(key, this.clock.now());
  }

  private ahead(given: string | null): Moment | null {
    const at = given === null ? null : (momentOfIso(given) ?? null);
    if (at !== null && at <= this.clock.now())
      throw inputError([{ path: 'expiresAt', code: 'FIELD_INVALID', message: 'must lie ahead' }]);
    return at;
  }
}

const stateOf = ({ revokedAt, expiresAt }: KeyView, now: Moment): KeyAnswer['state'] =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : 'active';

function viewOf(key: KeyView, now: Moment): KeyAnswer {
  const { id, label, kind, scopes, lifecycleTypes, allowedFrom, replaces } = key;
  return {
    id,
    label,
    kind,
    scopes: [...scopes],
    lifecycleTypes: lifecycleTypes && [...lifecycleTypes],
    allowedFrom: allowedFrom && [...allowedFrom],
    state: stateOf(key, now),
    createdAt: isoKorean(key.createdAt),
    expiresAt: isoOrNull(key.expiresAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    replaces,
  };
}

/**
 * Handing out rights is what an administrator is for, so that only keys are held to their own. Throws KEY_EXCEEDS_OWN.
 */
function refuseExcess(own: Caller, other: Pick<KeyRights, 'scopes' | 'lifecycleTypes' | 'allowedFrom'>): void {
  if (own.by.kind === 'operator') return;
  const beyond = (path: string): Problem[] => [
    { path, code: 'KEY_EXCEEDS_OWN', message: 'goes beyond what the key that asks may do' },
  ];
  const problems = [
    ...(covers(own.scopes, other.scopes) ? [] : beyond('scopes')),
    ...(isPartOf(other.lifecycleTypes, own.lifecycleTypes) ? [] : beyond('lifecycleTypes')),
    ...(isPartOf(other.allowedFrom, own.allowedFrom) ? [] : beyond('allowedFrom')),
  ];
  if (problems.length > 0) throw inputError(problems);
}

/** null: everything. */
const isPartOf = (part: readonly string[] | null, whole: readonly string[] | null): boolean =>
  whole === null || (part !== null && part.every((each) => whole.includes(each)));
