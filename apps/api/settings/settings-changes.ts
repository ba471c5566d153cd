import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { mayBeCalled } from '#activities/callback-http.js';
import type { ErrorCode, Problem } from '#libs/contracts/error-codes.js';
import { inTenant } from '#libs/database/in-tenant.js';
import {
  tenantSettingsPatchSchema,
  type TenantSettings,
  type TenantSettingsPatch,
} from '#libs/database/tenant-settings.js';
import {
  CallbackSecretMissing,
  changeSettings,
  getTenant,
  holdSettings,
  SitesInUse,
} from '#libs/database/tenant-store.js';
import { isLoosened } from '#libs/message/two-person-rule.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import type { ApprovalAnswer } from '../approvals/approval.schemas.js';
import type { ApprovedAct, CarriedOut, CarriesOut } from '../approvals/approved-act.js';
import { SecondWord } from '../approvals/second-word.js';
import type { Caller } from '../authentication/authentication.js';
import { CONFIGURATION } from '../foundation/foundation.module.js';
import { checkedByHandler, readShape } from '../problem-details/checked-by-handler.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';

export const settingsPatch = checkedByHandler(
  tenantSettingsPatchSchema.meta({
    id: 'SettingsPatch',
    examples: [{ reminderTime: '10:00', senderName: '한빛서점', optOutNumber: '0801234567' }],
  }),
);

/** What a tenant chooses for itself, read and changed. */
@Injectable()
export class SettingsChanges implements CarriesOut {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secondWord: SecondWord,
    @Inject(CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  read(tenant: string): Promise<TenantSettings> {
    return inTenant(this.dataSource, tenant, async (tx) => existing(await getTenant(tx)).settings);
  }

  /**
   * 200 with all settings, or 202 where somebody else has to approve it first: who could loosen the two-person rule alone
   * would be bound by none of it. Throws SITE_IN_USE, CALLBACK_SECRET_MISSING, and everything that is wrong with the body.
   */
  change(
    caller: Caller,
    body: unknown,
  ): Promise<{ readonly status: number; readonly body: TenantSettings | ApprovalAnswer }> {
    const patch = this.checked(body);
    return inTenant(this.dataSource, caller.tenant, async (tx) => {
      const { twoPersonRule: before } = existing(await holdSettings(tx));
      const after = patch.twoPersonRule ?? before;
      if (isLoosened(before, after) && (await this.secondWord.isNeeded(tx, caller, 'loosen-rule')))
        return this.secondWord.ask(tx, caller, {
          act: 'loosen-rule',
          facts: { before, after, settings: Object.keys(patch).sort() },
          body: patch,
          askedOnce: true,
        });
      return { status: 200, body: await this.write(tx, patch) };
    });
  }

  /** Throws as change does, and APPROVAL_OUTDATED where the rule is another one than when it was asked for. */
  async carryOut(tx: EntityManager, _requester: Caller, { body, facts }: ApprovedAct): Promise<CarriedOut> {
    const { twoPersonRule: before } = existing(await holdSettings(tx));
    const shown = facts['before'] as TenantSettings['twoPersonRule'];
    if (isLoosened(before, shown) || isLoosened(shown, before)) throw new ProblemError('APPROVAL_OUTDATED');
    const { twoPersonRule } = await this.write(tx, this.checked(body));
    return { outcome: { twoPersonRule } };
  }

  private checked(body: unknown): TenantSettingsPatch {
    const shape = readShape(settingsPatch, body);
    if ('problems' in shape) throw inputError(shape.problems.map(withOwnCode));
    const unserved = this.unserved(shape.value);
    if (unserved.length > 0) throw inputError(unserved);
    const { callbackUrl } = shape.value;
    if (callbackUrl && !mayBeCalled(callbackUrl, this.configuration.callbacksToLoopback))
      throw inputError([
        {
          path: 'callbackUrl',
          code: 'CALLBACK_URL_INVALID',
          message: 'must be an https address of the public internet',
        },
      ]);
    return shape.value;
  }

  private async write(tx: EntityManager, patch: TenantSettingsPatch): Promise<TenantSettings> {
    try {
      return existing(await changeSettings(tx, patch));
    } catch (error) {
      if (error instanceof CallbackSecretMissing) throw new ProblemError('CALLBACK_SECRET_MISSING');
      if (!(error instanceof SitesInUse)) throw error;
      throw new ProblemError('SITE_IN_USE', { detail: `Lifecycles are open for: ${error.sites.join(', ')}.` });
    }
  }

  /** Dealers that no worker here calls: what they should carry would never leave. */
  private unserved({ dealer, dealers }: TenantSettingsPatch): Problem[] {
    const { names } = this.configuration.dealers;
    const named = [
      ...(dealer ? [['dealer', dealer] as const] : []),
      ...Object.keys(dealers ?? {}).map((name) => [`dealers.${name}`, name] as const),
    ];
    const message = `must be a dealer that is called here: ${names.join(', ')}`;
    return named
      .filter(([, name]) => !names.some((each) => each === name))
      .map(([path]) => ({ path, code: 'DEALER_NOT_CONFIGURED', message }));
  }
}

const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /^(reminderTime|(quietHours|delivery\.advertisingQuietHours)\.(from|to)|workingHours\.\d+\.[01])$/,
    'TIME_OF_DAY_INVALID',
  ],
  [/^(sites\.[^.]+\.)?closedDays\.\d+$/, 'DATE_INVALID'],
  [/^senderNumber$/, 'SENDER_NUMBER_INVALID'],
  [/^callbackUrl$/, 'CALLBACK_URL_INVALID'],
];

const withOwnCode = (problem: Problem): Problem => {
  const own = problem.code === 'FIELD_INVALID' ? CODES.find(([path]) => path.test(problem.path)) : undefined;
  return own ? { ...problem, code: own[1] } : problem;
};

/** A key leads to a tenant that exists; anything else is a fault of ours. */
function existing<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('The tenant of an API key does not exist.');
  return found;
}
