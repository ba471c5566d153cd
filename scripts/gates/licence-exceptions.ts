import type { LicenceException } from './licences.js';

/** Read on 2026-11-29. Renewed by hand whenever one of these packages is. */
export const LICENCE_EXCEPTIONS: readonly LicenceException[] = [
  {
    package: 'argparse',
    version: '2.0.1',
    licence: 'Python-2.0',
    reason: 'Permissive, as its text allows use and distribution with the notice kept; comes with js-yaml.',
  },
  {
    package: 'caniuse-lite',
    version: '1.0.30001826',
    licence: 'CC-BY-4.0',
    reason: 'Data on browsers, used while building and not shipped in what runs.',
  },
  {
    package: 'spdx-exceptions',
    version: '2.5.0',
    licence: 'CC-BY-3.0',
    reason: 'A list of names, used by this very check only.',
  },
  {
    package: 'spdx-ranges',
    version: '2.1.1',
    licence: 'MIT AND CC-BY-3.0',
    reason: 'A list of names, used by this very check only.',
  },
  {
    package: 'busboy',
    version: '1.6.0',
    licence: 'MIT',
    reason: 'Named in the outdated field `licenses`; its LICENSE file is the MIT text.',
  },
  {
    package: 'streamsearch',
    version: '1.1.0',
    licence: 'MIT',
    reason: 'Named in the outdated field `licenses`; its LICENSE file is the MIT text.',
  },
  {
    package: 'unionfs',
    version: '4.6.0',
    licence: 'Unlicense',
    reason: 'Not named in its package.json; its LICENSE file is the Unlicense.',
  },
];
