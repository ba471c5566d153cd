import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Moment } from '#libs/lifecycle/state.js';

/**
 * The audit log of a tenant as a chain: each link carries the hash of the one before, so that nothing in between can be
 * changed, taken out or moved without every later link telling. Where the last link stood has to be known from elsewhere
 * (an anchor), or the end could be cut off.
 */

export type AuditKind = 'change' | 'look';
export type ActorKind = 'api-key' | 'operator' | 'link' | 'command' | 'system';

/** One act, as it was written down. Nothing personal in clear: ids, codes, and a reason that is encrypted. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Moment;
  readonly kind: AuditKind;
  readonly actorKind: ActorKind;
  /** Id of an API key, subject of an operator, name of a command. */
  readonly actorId: string;
  /** As the OpenAPI document names it, or the name of the command. */
  readonly operation: string;
  readonly lifecycleId: string | null;
  readonly messageId: string | null;
  readonly personId: string | null;
  /** What else was named by the address: a type, a template's code, a day. */
  readonly subject: Readonly<Record<string, string>>;
  readonly reasonCiphertext: string | null;
  readonly requestId: string | null;
}

/** Hashes are SHA-256 in hexadecimal. */
export interface ChainLink {
  /** From 1, without gaps. */
  readonly number: number;
  readonly entryId: string;
  /** Of the entry alone. */
  readonly content: string;
  /** `hash` of the link before; of the first link `CHAIN_START`. */
  readonly previous: string;
  /** Over tenant, number, content and previous. */
  readonly hash: string;
}

/** Where a chain stood: what a later check is held against. */
export interface Anchor {
  readonly number: number;
  readonly hash: string;
}

export const CHAIN_START = '0'.repeat(64);
export const NO_LINKS: Anchor = { number: 0, hash: CHAIN_START };

const hashOf = (...parts: readonly unknown[]): string => bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts))));

const contentOf = (tenant: string, entry: AuditEntry): string =>
  hashOf(
    'bongsu/audit-entry/1',
    tenant,
    entry.id,
    entry.at,
    entry.kind,
    entry.actorKind,
    entry.actorId,
    entry.operation,
    entry.lifecycleId,
    entry.messageId,
    entry.personId,
    Object.entries(entry.subject).sort(([a], [b]) => (a < b ? -1 : 1)),
    entry.reasonCiphertext,
    entry.requestId,
  );

const hashOfLink = (tenant: string, { number, content, previous }: Omit<ChainLink, 'hash' | 'entryId'>): string =>
  hashOf('bongsu/audit-link/1', tenant, number, content, previous);

/** The links that entries add to a chain, in the order given. */
export function linksAfter(tenant: string, head: Anchor, entries: readonly AuditEntry[]): ChainLink[] {
  let { number, hash: previous } = head;
  return entries.map((entry) => {
    number += 1;
    const content = contentOf(tenant, entry);
    const hash = hashOfLink(tenant, { number, content, previous });
    const link = { number, entryId: entry.id, content, previous, hash };
    previous = hash;
    return link;
  });
}

/**
 * What is wrong with a chain, each naming the row. `changed`: the entry, or its
 * link, does not say what it said; `missing`: an entry or
 * a link is gone; `reordered`: a link stands where it did not stand, or was touched itself; `rewritten`: the chain holds
 * together and is another one than the anchor knew.
 */
export interface AuditFinding {
  readonly finding: 'changed' | 'missing' | 'reordered' | 'rewritten';
  readonly number: number;
  /** Absent where the link itself is gone. */
  readonly entryId?: string;
}

/** A link with its entry; undefined where that is gone. */
export interface ChainRow {
  readonly link: ChainLink;
  readonly entry: AuditEntry | undefined;
}

/** How far a check has come. */
export interface ChainCheck {
  readonly head: Anchor;
  readonly findings: readonly AuditFinding[];
}

export const CHECK_BEGINS: ChainCheck = { head: NO_LINKS, findings: [] };

/** Checks the next links, in the order of their numbers; goes on behind what is wrong, so that all of it is found. */
export function checkChain(
  tenant: string,
  { head, findings }: ChainCheck,
  rows: readonly ChainRow[],
  anchors: readonly Anchor[] = [],
): ChainCheck {
  const found = [...findings];
  let { number, hash } = head;
  let before: string | undefined;
  for (const { link, entry } of rows) {
    const { entryId } = link;
    const gap = link.number > number + 1;
    for (number += 1; number < link.number; number += 1) found.push({ finding: 'missing', number });
    if (!entry) found.push({ finding: 'missing', number, entryId });
    else if (contentOf(tenant, entry) !== link.content) found.push({ finding: 'changed', number, entryId });
    const holds = hashOfLink(tenant, link) === link.hash;
    if (!holds) found.push({ finding: 'reordered', number, entryId });
    else if (link.previous !== hash && !gap && !found.some((finding) => finding.number === number - 1))
      // this link knew another one before it
      found.push({ finding: 'changed', number: number - 1, ...(before !== undefined && { entryId: before }) });
    if (anchors.some((anchor) => anchor.number === number && anchor.hash !== link.hash))
      found.push({ finding: 'rewritten', number, entryId });
    hash = link.hash;
    before = entryId;
  }
  return { head: { number, hash }, findings: found };
}

/** What the end of a chain lacks of what is known to have been there. */
export function checkEnd({ head, findings }: ChainCheck, anchors: readonly Anchor[]): readonly AuditFinding[] {
  const known = Math.max(0, ...anchors.map(({ number }) => number));
  const cut = Array.from({ length: Math.max(0, known - head.number) }, (_, index) => ({
    finding: 'missing' as const,
    number: head.number + 1 + index,
  }));
  return [...findings, ...cut];
}
