/** Names that a definition may give, and titles. */
import { z } from 'zod';

/** `constructor` and its like are no names: they exist on every object. */
const named = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .refine((name) => !(name in {}), 'is a reserved name');

export const lifecycleName = named(/^([a-z0-9][a-z0-9-]{1,39}\/)?[a-z][a-z0-9-]{0,59}$/);
export const stageName = named(/^[a-z][a-z0-9-]{0,39}$/);
export const identifier = named(/^[a-z][A-Za-z0-9]{0,39}$/);
export const templateCode = named(/^[A-Z][A-Z0-9_]{0,19}$/);
export const title = z.string().min(1).max(60);

/** Names of what stands in `#{…}`: Korean, letters, digits; no `.`, which Solapi refuses. */
export const variableName = named(/^[가-힣A-Za-z0-9_]{1,20}$/);
