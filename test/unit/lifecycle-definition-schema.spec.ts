import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { languageSchema } from '#apps/api/lifecycle-types/language-schema.js';
import { readDefinitionText } from '#apps/api/lifecycle-types/definition-text.js';
import { readDefinition } from '#apps/api/lifecycle-types/definition-input.js';
import { catalogue } from '#lifecycles/catalogue.js';

const folder = join(import.meta.dirname, '../../examples/lifecycles');

/** What editors are told of the language, and the examples that are written with their help. */
describe('the schema of the language', () => {
  let validate: ValidateFunction;
  beforeAll(() => {
    validate = new Ajv({ strict: false, allErrors: true }).compile(languageSchema());
  });

  it('takes every shipped lifecycle', () => {
    expect(catalogue.filter((definition) => !validate(definition)).map(({ name }) => name)).toEqual([]);
  });

  it('finds what is misspelt', () => {
    const [definition] = catalogue;
    validate({ ...definition, stagse: {} });
    expect(validate.errors?.map(({ params }) => params)).toEqual([{ additionalProperty: 'stagse' }]);
  });
});

describe('the examples', () => {
  it('are definitions, and say where their schema is', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
    expect(files).toContain('reading-club.yaml');
    for (const file of files) {
      const bytes = await readFile(join(folder, file));
      const definition = readDefinition(readDefinitionText(bytes, 'yaml'), 'bongsu-library');
      expect(definition).toEqual(parse(bytes.toString()));
      expect(bytes.toString()).toMatch(
        /^# yaml-language-server: \$schema=..\/..\/docs\/lifecycle-definition.schema.json\n/,
      );
    }
  });
});
