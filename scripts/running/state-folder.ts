import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { mayEnter, reachableFolder, type SystemUser } from '../engines/postgres-binaries.js';

/** What `npm start` keeps in the project's folder from one run to the next. */
export interface StateFolder {
  readonly path: string;
  readonly logs: string;
  readonly lockFile: string;
  readonly ledgerFile: string;
  readonly temporalDatabase: string;
  readonly simulatorState: string;
  readonly devFile: string;
  readonly secretsFile: string;
  /** The demonstration tenant's settings, as long as the demonstration's own are laid over them. */
  readonly settingsFile: string;
}

export async function stateFolder(root: string): Promise<StateFolder> {
  const path = join(root, '.bongsu');
  await mkdir(join(path, 'logs'), { recursive: true });
  // Every file in it is for us alone; the folder itself lets user postgres pass to the cluster when we are root.
  await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  await chmod(join(path, 'logs'), 0o700);
  return {
    path,
    logs: join(path, 'logs'),
    lockFile: join(path, 'lock'),
    ledgerFile: join(path, 'children.json'),
    temporalDatabase: join(path, 'temporal.db'),
    simulatorState: join(path, 'simulator.json'),
    devFile: join(path, 'dev.json'),
    secretsFile: join(path, 'secrets.json'),
    settingsFile: join(path, 'settings-before-demonstration.json'),
  };
}

const secretsSchema = z.object({
  /** Tells the clusters of different folders apart where they lie outside the project. */
  instance: z.string().min(1),
  superuserPassword: z.string().min(1),
  ownerPassword: z.string().min(1),
  appPassword: z.string().min(1),
  masterKeys: z.string().min(1),
  lookupKey: z.string().min(1),
  payloadKeys: z.string().min(1),
  dealerApiKey: z.string().min(1),
  dealerApiSecret: z.string().min(1),
  webhookSecret: z.string().min(1),
  signInSecret: z.string().min(1),
  /** The demonstration tenant's key to the API, once it has one. */
  apiKey: z.string().min(1).optional(),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this folder, drawn at random at the first start. Throws when the file is there but not as we write it. */
export async function readSecrets(file: string): Promise<Secrets> {
  const text = existsSync(file) ? await readFile(file, 'utf8') : undefined;
  if (text !== undefined) {
    // Folders from before operators could sign in have no secret for it: it is drawn now.
    const drawn = { signInSecret: word() };
    const parsed = secretsSchema.safeParse({ ...drawn, ...(JSON.parse(text) as object) });
    if (!parsed.success)
      throw new Error(`${file} is not as it was written: remove .bongsu to begin afresh, without its data`);
    await writePrivately(file, parsed.data);
    return parsed.data;
  }
  const secrets: Secrets = {
    instance: randomBytes(8).toString('hex'),
    superuserPassword: word(),
    ownerPassword: word(),
    appPassword: word(),
    masterKeys: `m1:${key()}`,
    lookupKey: key(),
    payloadKeys: `p1:${key()}`,
    dealerApiKey: `DEV${randomBytes(8).toString('hex').toUpperCase()}`,
    dealerApiSecret: word(),
    webhookSecret: word(),
    signInSecret: word(),
  };
  await writePrivately(file, secrets);
  return secrets;
}

const key = (): string => randomBytes(32).toString('base64');
const word = (): string => randomBytes(24).toString('base64url');

/** Whole or not at all, and readable by us alone. */
export async function writePrivately(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Where the cluster lies: in the folder, or, when user postgres cannot go there, where it can. */
export async function clusterFolder(
  state: StateFolder,
  secrets: Secrets,
  user: SystemUser | undefined,
): Promise<string> {
  if (await mayEnter(state.path, user)) return join(state.path, 'postgres');
  const name = createHash('sha256').update(`${state.path} ${secrets.instance}`).digest('hex').slice(0, 16);
  const folder = join(await reachableFolder(), name);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return join(folder, 'postgres');
}
