import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { weekdayHolidays } from '#libs/calendar/korean-holidays.js';
import { EXAMPLE_INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { tenantSettingsSchema } from '#libs/database/tenant-settings.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { RehearsalRequest } from '#libs/rehearsal/request.js';
import { catalogue, lifecycleNamed } from '#lifecycles/catalogue.js';
import { readDefinition } from '#apps/api/lifecycle-types/definition-input.js';
import { ProblemError } from '#apps/api/problem-details/problem-error.js';
import { readRehearsal } from '#apps/api/rehearsals/rehearsal-input.js';

/** The file cannot be played; the message names every place and never repeats a value. */
export class RehearsalFileError extends Error {
  override readonly name = 'RehearsalFileError';
}

/** What a tenant would have chosen had it chosen nothing; numbers and channels are never used. */
const DEFAULT_SETTINGS = tenantSettingsSchema.parse({ senderNumber: '0200000000', channelId: 'rehearsal' });

/**
 * Reads what is to be played, as the API takes it, in YAML or JSON, with two keys more: `lifecycle`, the name of a shipped
 * lifecycle or the path of a definition, and `samplesFile`, the path of a CSV; paths are meant from the file. Public holidays
 * are those that ship with the product. Throws RehearsalFileError.
 */
export async function readRehearsalFile(path: string): Promise<RehearsalRequest> {
  const file = await readDocument(path);
  const { lifecycle, samplesFile, ...body } = file;
  try {
    const definition = await definitionOf(lifecycle, path);
    const samplesCsv = samplesFile === undefined ? undefined : await textAt(besides(path, samplesFile, 'samplesFile'));
    return await readRehearsal({ ...body, ...(samplesCsv !== undefined && { samplesCsv }) }, definition, {
      name: EXAMPLE_INSTITUTION_NAME,
      settings: DEFAULT_SETTINGS,
      holidaysSince: (day) => weekdayHolidays([], day),
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new RehearsalFileError(
      [
        `${error.code}: the rehearsal cannot be played`,
        ...error.problems.map(({ path: place, code, message }) => `  ${place}: ${message} (${code})`),
      ].join('\n'),
    );
  }
}

async function definitionOf(lifecycle: unknown, path: string): Promise<Definition> {
  const shipped = typeof lifecycle === 'string' ? lifecycleNamed(lifecycle) : undefined;
  if (shipped) return shipped;
  if (typeof lifecycle !== 'string' || !/\.(ya?ml|json)$/.test(lifecycle)) {
    const names = catalogue.map(({ name }) => name).join(', ');
    throw new RehearsalFileError(`lifecycle: must be the path of a definition (.yaml, .json) or one of: ${names}`);
  }
  return readDefinition(await readDocument(besides(path, lifecycle, 'lifecycle')));
}

function besides(path: string, other: unknown, key: string): string {
  if (typeof other !== 'string') throw new RehearsalFileError(`${key}: must be a path`);
  return resolve(dirname(path), other);
}

async function readDocument(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await textAt(path);
  let document: unknown;
  try {
    // JSON is YAML.
    document = parse(text);
  } catch {
    throw new RehearsalFileError(`${path} is neither YAML nor JSON.`);
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document))
    return Object.fromEntries(Object.entries(document));
  throw new RehearsalFileError(`${path} holds no object.`);
}

async function textAt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new RehearsalFileError(`${path} cannot be read.`);
  }
}
