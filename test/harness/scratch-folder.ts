import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '#scripts/engines/ledger.js';
import { identityOf } from '#scripts/engines/process-identity.js';

/**
 * A folder for the processes of one suite, and the list of them. Should the suite be killed before it can tidy up, the
 * next start of test engines finds the folder by its name, ends what is on the list and removes the folder.
 */
export async function scratchFolder(): Promise<{ readonly folder: string; readonly ledger: Ledger }> {
  const folder = await mkdtemp(join(tmpdir(), 'bongsu-tests-'));
  await writeFile(join(folder, 'owner.json'), JSON.stringify(await identityOf(process.pid)));
  return { folder, ledger: new Ledger(join(folder, 'children.json')) };
}
