/**
 * What an operation is for the audit log. Whatever is not named here is logged: a GET as a look, anything else as a change
 * if something was written. So a new operation is logged unless somebody says here why it need not be.
 */

/** Reads by POST: numbers and names never stand in a URL. */
const LOOKS = new Set(['searchLifecycles', 'searchMessages', 'searchConsents', 'searchPersons', 'exportPerson']);

/** Computations, and reads that show nothing about any person. */
const NOTHING_PERSONAL = new Set([
  // lists of affairs: references, types and stages, which are never personal
  'listLifecycles',
  'getEventProgress',
  'listMigrations',
  'getMigration',
  // what can be started, and how it looks with invented data
  'listLifecycleTypes',
  'getLifecycleTypeOpenApi',
  'getLifecycleType',
  'getLifecycleDefinitionSchema',
  'showTemplate',
  'previewTemplate',
  'listTemplates',
  'reportTemplateDormancy',
  'getTemplate',
  'getImage',
  'rehearse',
  // counts, sums and settings
  'countHeldMessages',
  'listMessageCorrections',
  'listApprovals',
  'getMessageCorrection',
  'listPrices',
  'reportCosts',
  'getBudget',
  'getSettings',
  'getMessageQuota',
  'lookAtRetention',
  'listCallbacks',
  'listCallbackDeliveries',
  'getCallbackDelivery',
  'getCalendar',
  // one call to the tenant's own system, of an event about nobody; writes nothing
  'testCallbackEndpoint',
  'listDataMarks',
  'listDealers',
  'getDrainPlan',
  // dealers' receipts are kept themselves, word for word; nobody of the tenant acts
  'takeReceipts',
  // public keys
  'listProofKeys',
  'live',
  'ready',
]);

export type AuditClass = 'change' | 'look' | 'nothing';

/** Names above that no operation bears any more are found by a test. */
export const NAMED_OPERATIONS: readonly string[] = [...LOOKS, ...NOTHING_PERSONAL];

/** `method` in capitals. */
export function auditClassOf(method: string, operation: string): AuditClass {
  if (NOTHING_PERSONAL.has(operation)) return 'nothing';
  return method === 'GET' || LOOKS.has(operation) ? 'look' : 'change';
}
