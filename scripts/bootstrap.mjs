// From a fresh clone to a running command, with nothing but Node: checks it, installs the packages of the lock file,
// compiles, and hands over to dist/scripts/<command>.js. Plain JavaScript without packages, because it runs before them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = ['apps', 'libs', 'lifecycles', 'workflows', 'activities', 'scripts', 'test', 'bench'];
const LOCK = join(ROOT, '.bongsu', 'bootstrap.lock');
const COMMANDS = ['start', 'test', 'build'];

const say = (line) => process.stderr.write(`${line}\n`);
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Bongsu needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** Runs a program to its end; its output is ours. Answers the exit code. */
function run(file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', env });
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Whether node_modules holds what the lock file says: npm leaves its own account of it there when it has finished. */
function packagesInstalled() {
  const account = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(account)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(account, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    // Optional ones are left out on other platforms, optional peers where nobody asks for them.
    if (found[path] === undefined) return optional === true || peer === true;
    return found[path].version === version;
  });
}

async function installPackages() {
  if (packagesInstalled()) return;
  const began = Date.now();
  say('Installing packages from package-lock.json (a minute or two)…');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', '--progress=true'];
  const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (code !== 0) {
    say('The packages could not be installed: see above. A registry that npm can reach is all that is needed.');
    process.exit(code);
  }
  say(`Packages installed (${seconds(began)})`);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Removes from dist what has no source any more, and lets tsc begin afresh when a file it believes written is missing. */
function sweepDist() {
  const dist = join(ROOT, 'dist');
  const outputOf = (source) => join(dist, source.slice(ROOT.length + 1).replace(/\.ts$/, '.js'));
  const expected = new Set(
    SOURCES.flatMap((folder) => filesBelow(join(ROOT, folder)))
      .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.d.ts') && !file.includes('lint-fixture'))
      .map(outputOf),
  );
  for (const folder of SOURCES) {
    for (const file of filesBelow(join(dist, folder))) {
      if (!expected.has(file.replace(/\.map$/, ''))) rmSync(file);
    }
  }
  const gone = [...expected].some((file) => file.endsWith('.js') && !existsSync(file));
  if (gone) rmSync(join(dist, '.tsbuildinfo'), { force: true });
}

/** Compiles to dist. Types that do not fit stop a start; a test run counts them and goes on. */
async function compile(command) {
  const began = Date.now();
  sweepDist();
  say('Compiling TypeScript…');
  const code = await run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.json',
    '--pretty',
  ]);
  say(`${code === 0 ? 'Compiled' : 'Compiled, but types do not fit: see above'} (${seconds(began)})`);
  if (code !== 0 && command !== 'test') process.exit(1);
  return { BONGSU_TYPES: code === 0 ? 'fit' : 'unfit', BONGSU_TYPES_MS: String(Date.now() - began) };
}

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two commands in one folder do not install and compile at once. */
async function alone(work) {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (let said = false; ;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : 0);
    if (holder !== 0 && !lives(holder)) rmSync(LOCK, { force: true });
    else {
      if (!said) say('Another command is installing or compiling in this folder: waiting for it.');
      said = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const release = () => rmSync(LOCK, { force: true });
  process.on('exit', release);
  const result = await work();
  release();
  process.off('exit', release);
  return result;
}

const [command, ...args] = process.argv.slice(2);
if (command === undefined || !COMMANDS.includes(command)) {
  say(`usage: node scripts/bootstrap.mjs ${COMMANDS.join('|')} [arguments]`);
  process.exit(64);
}
checkNode();
const types = await alone(async () => {
  await installPackages();
  return compile(command);
});
const script = join(ROOT, 'dist', 'scripts', `${command}.js`);
process.exitCode = await run(process.execPath, ['--enable-source-maps', script, ...args], { ...process.env, ...types });
