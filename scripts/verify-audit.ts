import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Anchor, AuditFinding } from '#libs/audit/chain.js';
import { verifyAudit } from '#libs/database/audit-chain-store.js';
import { logCommand } from '#libs/database/command-audit.js';
import { createDataSource } from '#libs/database/data-source.js';

const USAGE = `verify-audit <tenant> [--anchor <number>:<hash>]…
Reads the whole audit log of a tenant on DATABASE_URL and names every row that was changed, taken out or moved. Ends with where
its chain stands: keep that line outside the database and give it as --anchor later, so that a chain that was cut off or
written anew as a whole is found as well. Exit code 1: something is wrong.
That it was read is entered in the same log afterwards, unless the database takes no writes.`;

const WORDS: Readonly<Record<AuditFinding['finding'], string>> = {
  changed: 'was changed',
  missing: 'is missing',
  reordered: 'stands in another place, or its link was changed',
  rewritten: 'is not the one that the anchor knew: the chain was written anew',
};

const sentence = ({ finding, number, entryId }: AuditFinding): string =>
  `${number}: ${entryId === undefined ? 'the link' : `entry ${entryId}`} ${WORDS[finding]}`;

/** Undefined for what is no anchor. */
function anchorOf(text: string): Anchor | undefined {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash };
}

/** SQLSTATE of a transaction that may only read: a replica, or a copy that was set aside as evidence. */
const READ_ONLY = '25006';

async function logReading(dataSource: DataSource, tenant: string): Promise<void> {
  try {
    await logCommand(dataSource, { tenant, name: 'verify-audit', kind: 'look' });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== READ_ONLY) throw error;
    process.stdout.write('Not entered in the log: the database takes no writes.\n');
  }
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { anchor: { type: 'string', multiple: true, default: [] } },
  });
  const [tenant] = positionals;
  const url = process.env['DATABASE_URL'];
  const anchors = values.anchor.map(anchorOf);
  if (tenant === undefined || positionals.length > 1 || url === undefined || anchors.includes(undefined)) {
    process.stderr.write(`${USAGE}\n`);
    return 64;
  }
  const dataSource = await createDataSource({ url, poolSize: 1 }).initialize();
  try {
    const known = anchors.filter((anchor) => anchor !== undefined);
    const { head, findings, unchained } = await verifyAudit(dataSource, tenant, known);
    for (const finding of findings) process.stdout.write(`${sentence(finding)}\n`);
    const verdict = findings.length === 0 ? 'holds' : `DOES NOT HOLD (${findings.length} findings)`;
    process.stdout.write(`The audit chain of ${tenant} ${verdict}. It stands at ${head.number}:${head.hash}\n`);
    if (unchained > 0)
      process.stdout.write(
        `Entries that were not chained yet and cannot be here: ${unchained}. Nothing is said of them.\n`,
      );
    await logReading(dataSource, tenant);
    return findings.length === 0 ? 0 : 1;
  } finally {
    await dataSource.destroy();
  }
}

process.exit(await main(process.argv.slice(2)));
