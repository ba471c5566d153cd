import type { Fields } from '#libs/lifecycle/state.js';

/** Of `fields` those that are named; the rest stays in PostgreSQL. */
export const onlyFields = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
