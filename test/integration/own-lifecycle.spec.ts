import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { DEMONSTRATION_TENANT } from '#scripts/running/demonstration-tenant.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';
import { pasted, stepsOf, withOutputs } from '../harness/worked-page.js';

/**
 * docs/own-lifecycle.md, pasted block by block into a shell against the whole product. With UPDATE_GOLDEN=1 its outputs are
 * written anew; whoever does so reads what has changed.
 */

const root = join(import.meta.dirname, '../..');
const PAGE = join(root, 'docs/own-lifecycle.md');

/** What the project's folder holds that the page's commands reach. */
const REACHED = ['package.json', 'tsconfig.json', 'node_modules', 'scripts', 'examples'];

/** What another day, another machine and another run make differ. */
const steady = (output: string): string =>
  output
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00/g, '<moment>')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '<day>')
    .replaceAll(/\d{1,2}월 \d{1,2}일\(.\)( \d\d:\d\d)?/g, '<day>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
    .replaceAll(/P-\d{10}-/g, 'P-<now>-')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '<api>');

describe('docs/own-lifecycle.md', () => {
  let platform: Platform;
  let folder: string;

  beforeAll(async () => {
    platform = await Platform.start({
      tenant: DEMONSTRATION_TENANT.id,
      settings: { ...DEMONSTRATION_TENANT.settings, reminderTime: '10:00' },
      // So late that the dealer's answer always comes before.
      simulator: { receiptDelayMs: 1_000 },
    });
    folder = await mkdtemp(join(tmpdir(), 'bongsu-own-lifecycle-'));
    for (const name of REACHED) await symlink(join(root, name), join(folder, name));
    await mkdir(join(folder, '.bongsu'));
    const { apiUrl, apiKey, simulator, database } = platform;
    const reached = { apiUrl, apiKey, simulatorUrl: simulator.url, databaseUrl: database.appUrl };
    await writeFile(join(folder, '.bongsu/dev.json'), JSON.stringify(reached));
  });
  afterAll(async () => {
    await platform.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ofTenant = <T>(sql: string): Promise<T[]> =>
    inTenant(platform.dataSource, platform.tenant, (tx) => tx.query<T[]>(sql));

  /** A workflow that has been told something says at once what it will do about it. */
  async function isBusy(id: string): Promise<boolean> {
    const { raw } = await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).describe();
    return raw.pendingWorkflowTask != null || (raw.pendingActivities ?? []).length > 0;
  }

  /** Everything told, done and delivered, as it is by the time that a reader has read what was printed. */
  const atRest = async (): Promise<void> => {
    await eventually('everything is told, done and delivered', async () => {
      const [outbox] = await ofTenant<{ left: number }>(
        `select count(*)::int as left from outbox where told_at is null`,
      );
      const open = await ofTenant<{ id: string }>(`select id from lifecycles where state = 'open'`);
      const busy = await Promise.all(open.map(({ id }) => isBusy(id)));
      const [messages] = await ofTenant<{ left: number }>(
        `select count(*)::int as left from messages where state in ('open', 'handed-over')`,
      );
      return outbox?.left === 0 && !busy.includes(true) && messages?.left === 0;
    });
  };

  it('shows what its commands print', async () => {
    const page = await readFile(PAGE, 'utf8');
    const steps = stepsOf(page);
    const printed = await pasted(steps, folder, atRest);
    if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(PAGE, withOutputs(page, printed));
    else expect(printed.map(steady)).toEqual(steps.map(({ output = '' }) => steady(output)));
    expect(steps.filter(({ output }) => output !== undefined).length).toBeGreaterThan(10);
  }, 240_000);
});
