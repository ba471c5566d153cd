import { defineSearchAttributeKey } from '@temporalio/common';

/**
 * What operators filter by in the Temporal UI. Values are stored unencrypted, outside the payload codec: never anything
 * personal. `reference` is the sender's own number, documented as not personal.
 */
export const TENANT = defineSearchAttributeKey('BongsuTenant', 'KEYWORD');
export const LIFECYCLE = defineSearchAttributeKey('BongsuLifecycle', 'KEYWORD');
export const STAGE = defineSearchAttributeKey('BongsuStage', 'KEYWORD');
export const NEXT_DUE = defineSearchAttributeKey('BongsuNextDue', 'DATETIME');
export const REFERENCE = defineSearchAttributeKey('BongsuReference', 'KEYWORD');

/** Names and types as a server registers them. */
export const SEARCH_ATTRIBUTES = {
  [TENANT.name]: 'Keyword',
  [LIFECYCLE.name]: 'Keyword',
  [STAGE.name]: 'Keyword',
  [NEXT_DUE.name]: 'Datetime',
  [REFERENCE.name]: 'Keyword',
} as const;
