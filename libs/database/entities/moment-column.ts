import type { ValueTransformer } from 'typeorm';
import type { Moment } from '#libs/lifecycle/state.js';

/** `timestamptz` in PostgreSQL, ms since 1970 in code. */
export const momentColumn: ValueTransformer = {
  from: (value: Date | null): Moment | null => (value === null ? null : value.getTime()),
  to: (value: Moment | null | undefined): Date | null | undefined =>
    typeof value === 'number' ? new Date(value) : value,
};
