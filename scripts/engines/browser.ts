import { execa } from 'execa';
import { firstThatWorks, NotHere, type Say, type Step } from './engine-steps.js';
import { namedProgram, onPath } from './temporal-cli.js';

type Env = Readonly<Record<string, string | undefined>>;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** With Korean letters, without which pages show boxes. */
const PACKAGES = ['chromium', 'fonts-noto-cjk'];

/**
 * Path of a Chromium for tests of pages. BONGSU_TEST_BROWSER names one. On Debian and its kin it is installed when the
 * tests run as root, as they do in containers; nobody else's machine is changed. Throws EngineUnavailable with every
 * way that was tried.
 */
export const locateBrowser = (env: Env, say: Say): Promise<string> =>
  firstThatWorks(
    'Browser',
    [
      { name: 'the program in BONGSU_TEST_BROWSER', attempt: () => namedProgram(env['BONGSU_TEST_BROWSER']) },
      ...NAMES.map((name): Step<string> => ({ name: `\`${name}\` on the PATH`, attempt: () => onPath(env, name) })),
      { name: `installing Debian’s ${PACKAGES.join(' and ')}`, attempt: () => installFromDebian(env, say) },
    ],
    say,
  );

async function installFromDebian(env: Env, say: Say): Promise<string> {
  const apt = await onPath(env, 'apt-get');
  if (process.getuid?.() !== 0) throw new NotHere('only root may install packages');
  say(`Installing ${PACKAGES.join(' and ')} (half a minute)…`);
  const quietly = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await execa(apt, ['update', '--quiet=2'], quietly);
  await execa(apt, ['install', '--yes', '--quiet=2', '--no-install-recommends', ...PACKAGES], quietly);
  return onPath(env, 'chromium');
}
