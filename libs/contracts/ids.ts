import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** The workflow of one lifecycle. Workflow ids are stored in clear, so they hold ids only. */
export const lifecycleWorkflowId = (tenant: string, lifecycleId: string): string =>
  `lifecycle/${tenant}/${lifecycleId}`;

/** The workflow that carries on one message after its lifecycle has closed: one for each attempt that failed. */
export const messageWorkflowId = (tenant: string, messageId: string, failedAttempt: number): string =>
  `message/${tenant}/${messageId}/${failedAttempt}`;

/** Reads a lifecycle workflow's id back; undefined for any other workflow. */
export function parseLifecycleWorkflowId(workflowId: string): { tenant: string; lifecycleId: string } | undefined {
  const [kind, tenant, lifecycleId, ...rest] = workflowId.split('/');
  return kind === 'lifecycle' && tenant && lifecycleId && rest.length === 0 ? { tenant, lifecycleId } : undefined;
}

/**
 * The id of a message is derived, never drawn: deciding the same thing again (after a crash or a reset) names the same
 * message, which PostgreSQL then knows already. UUIDv8 (RFC 9562 §5.8): 48 bits of `plannedAt` in ms, so that ids sort
 * and partition by time, then version, variant and 74 bits of SHA-256 over lifecycle and key.
 */
export function messageIdFor(lifecycleId: string, key: string, plannedAt: number): string {
  const time = Math.max(0, Math.floor(plannedAt)).toString(16).padStart(12, '0').slice(-12);
  const hash = bytesToHex(sha256(utf8ToBytes(`${lifecycleId}\n${key}\n${plannedAt}`)));
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** The workflow that gathers and delivers one bundle; `failedAttempt`: the one that carries its message on after that. */
export const bundleWorkflowId = (tenant: string, bundleId: string, failedAttempt?: number): string =>
  `bundle/${tenant}/${bundleId}${failedAttempt === undefined ? '' : `/${failedAttempt}`}`;

/**
 * The id of a bundle and of its message, derived from whose it is, its name and when it closes (ms since 1970), as those
 * of messages are.
 */
export const bundleIdFor = (personId: string, name: string, closesAt: number): string =>
  messageIdFor(personId, `bundle:${name}`, closesAt);

/** The id of what a journal entry became besides (a call, an alert), derived as those of messages are. */
export const journalledIdFor = (lifecycleId: string, key: string, at: number): string =>
  messageIdFor(lifecycleId, `journal:${key}`, at);

/** The workflow that delivers one call to a sender's system; `round` counts how often that was begun anew. */
export const callbackWorkflowId = (tenant: string, callbackId: string, round: number): string =>
  `callback/${tenant}/${callbackId}/${round}`;

/** The planned moment (ms since 1970) that a time-prefixed id carries. */
export const momentOfId = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

/** Our own key for one attempt, handed to the dealer and read back from its receipts: `tenant/messageId/number`. */
export const attemptKey = (tenant: string, messageId: string, number: number): string =>
  `${tenant}/${messageId}/${number}`;

export function parseAttemptKey(key: string): { tenant: string; messageId: string; number: number } | undefined {
  const match = /^([a-z0-9][a-z0-9-]{1,39})\/([0-9a-f-]{36})\/(\d{1,3})$/.exec(key);
  return match ? { tenant: match[1]!, messageId: match[2]!, number: Number(match[3]) } : undefined;
}
