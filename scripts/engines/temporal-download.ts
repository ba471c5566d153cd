import { createWriteStream } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { NotHere } from './engine-steps.js';

/** Short: where the address cannot be reached, building takes over. */
const ASK_TIMEOUT_MS = 5_000;
const FETCH_TIMEOUT_MS = 10 * 60_000;

const answer = z.object({ archiveUrl: z.url(), fileToExtract: z.string().min(1) });

/**
 * Fetches a program of Temporal's from where its SDKs fetch them (temporal.download) into a folder.
 * Throws with the reason when the address cannot be reached within five seconds or has nothing for this platform.
 */
export async function downloadFromTemporal(
  artifact: 'cli' | 'temporal-test-server',
  version: string,
  folder: string,
  fileName: string,
): Promise<void> {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (arch === undefined) throw new NotHere(`no build for ${process.arch}`);
  const url = `https://temporal.download/${artifact}/${version}?arch=${arch}&platform=${process.platform}&format=tar.gz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }).catch((error: unknown) => {
    throw new NotHere(`temporal.download cannot be reached: ${causeOf(error)}`);
  });
  if (!response.ok) throw new NotHere(`temporal.download answered ${response.status}`);
  const { archiveUrl, fileToExtract } = answer.parse(await response.json());
  const archive = await fetch(archiveUrl, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!archive.ok || !archive.body) throw new NotHere(`the archive answered ${archive.status}`);
  const file = join(folder, 'archive.tar.gz');
  await pipeline(Readable.fromWeb(archive.body), createWriteStream(file));
  await execa('tar', ['-xzf', file, '-C', folder, fileToExtract]);
  await rm(file);
  if (fileToExtract !== fileName) await rename(join(folder, fileToExtract), join(folder, fileName));
  await chmod(join(folder, fileName), 0o755);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
