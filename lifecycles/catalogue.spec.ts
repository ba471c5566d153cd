import { describe, expect, it } from '@jest/globals';
import { parseDefinition } from '#libs/lifecycle/definition.js';
import { catalogue, lifecycleNamed } from './catalogue.js';

describe('the catalogue', () => {
  it('holds only lifecycles that the engine can run', () => {
    for (const definition of catalogue) expect(parseDefinition(definition)).toEqual({ definition });
  });

  it('survives a journey through JSON', () => {
    for (const definition of catalogue) expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
  });

  it('names each lifecycle once', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  it('finds a lifecycle by its name', () => {
    expect(lifecycleNamed('library-loan')?.title).toBe('도서 대출');
  });

  it('knows nothing of other names', () => {
    expect(lifecycleNamed('constructor')).toBeUndefined();
  });
});
