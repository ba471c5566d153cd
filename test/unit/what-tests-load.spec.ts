import { expect, it } from '@jest/globals';

it('is the TypeScript source across rooms, never a build that may be stale', () => {
  expect(import.meta.resolve('#libs/contracts/ids.js')).toMatch(/\/libs\/contracts\/ids\.ts$/);
});
