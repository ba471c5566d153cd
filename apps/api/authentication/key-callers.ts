import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findApiKey, isUseToNote, noteUse, type FoundKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Logger } from '#libs/platform/logging.js';
import { CLOCK, LOGGER } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import type { Caller } from './authentication.js';
import { BrieflyKnown } from './briefly-known.js';
import { challenge, refusalOf, type Asked } from './key-check.js';

/** Finds out whose key a request came with, and whether it may do what is asked. */
@Injectable()
export class KeyCallers {
  private readonly known = new BrieflyKnown<FoundKey>();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws ProblemError: API_KEY_UNKNOWN, API_KEY_EXPIRED, and whatever a known key is refused for. */
  async callerWith(key: string, asked: Omit<Asked, 'now'>): Promise<Caller> {
    const found = await this.find(key);
    const refused = refusalOf(found, { ...asked, now: this.clock.now() });
    if (refused) throw refused;
    const { tenant, keyId, kind, scopes, lifecycleTypes, allowedFrom } = found;
    return { tenant, by: { kind: 'api-key', id: keyId }, kind, scopes, lifecycleTypes, allowedFrom };
  }

  private async find(key: string): Promise<FoundKey> {
    const known = this.known.find(key, Date.now());
    if (known !== undefined) return known;
    const found = await findApiKey(this.dataSource, key);
    if (!found) throw new ProblemError('API_KEY_UNKNOWN', { headers: challenge('invalid_token') });
    const now = this.clock.now();
    const toNote = isUseToNote(found, now);
    this.known.remember(key, toNote ? { ...found, lastUsedAt: now } : found, Date.now());
    if (toNote) this.note(found, now);
    return found;
  }

  /** Nobody waits for it, and nothing hangs on it. */
  private note({ tenant, keyId }: FoundKey, now: number): void {
    inTenant(this.dataSource, tenant, (tx) => noteUse(tx, keyId, now)).catch((error: unknown) =>
      this.logger.warn({ err: error, keyId }, 'the use of a key was not noted'),
    );
  }
}
