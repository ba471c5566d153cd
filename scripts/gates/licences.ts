import satisfies from 'spdx-satisfies';

/** What stands of one package in package-lock.json. */
export interface LockedPackage {
  readonly version?: string;
  /** An SPDX expression, as the package says it of itself. */
  readonly license?: string;
  readonly link?: boolean;
}

/** A package whose licence was read by a person: why it may be used, for exactly this version. */
export interface LicenceException {
  readonly package: string;
  readonly version: string;
  /** The SPDX expression that holds in truth, or for an unusual licence its own. */
  readonly licence: string;
  readonly reason: string;
}

/** Licences under which a library may be shipped with, or used to build, a product under Apache-2.0. */
export const ALLOWED_LICENCES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

const FOLDER = 'node_modules/';

/**
 * What stands against shipping with these packages, a sentence each: a licence that is not allowed, one that is not
 * named, and an exception that no longer fits anything.
 */
export function licenceProblems(
  packages: Readonly<Record<string, LockedPackage>>,
  exceptions: readonly LicenceException[],
): string[] {
  const used = new Set<LicenceException>();
  const problems = Object.entries(packages).flatMap(([path, { version = '', license, link }]) => {
    if (path === '' || link) return [];
    const name = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);
    const exception = exceptions.find((known) => known.package === name && known.version === version);
    if (exception) {
      used.add(exception);
      return [];
    }
    if (license === undefined)
      return [`${name}@${version} names no licence: read its licence file, then write down an exception`];
    return isAllowed(license)
      ? []
      : [`${name}@${version} is under ${license}, which is not allowed: replace it, or write down why it may stay`];
  });
  const unused = exceptions.filter((exception) => !used.has(exception));
  return [
    ...problems,
    ...unused.map((known) => `The exception for ${known.package}@${known.version} fits no package: take it out`),
  ];
}

function isAllowed(expression: string): boolean {
  try {
    return satisfies(expression, [...ALLOWED_LICENCES]);
  } catch {
    // No SPDX expression ("SEE LICENSE IN …"): nobody has read it yet.
    return false;
  }
}
