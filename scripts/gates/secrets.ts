import { createHash } from 'node:crypto';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

/** Our own secrets, whose shapes no rule of a library knows. */
const OUR_SECRET = /\b(?:bgs_[A-Za-z0-9_-]{43}|whsec_[A-Za-z0-9+/]{43}=)/g;

export interface SourceText {
  /** Relative to the repository. */
  readonly path: string;
  readonly content: string;
}

/** Where a secret seems to stand. The secret itself is not repeated. */
export interface FoundSecret {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly what: string;
  /** By which an example that is no secret is known again: the first 16 hexadecimal digits of its SHA-256. */
  readonly fingerprint: string;
}

/**
 * What a file holds that should be nobody's to read: keys of clouds and services, private keys, passwords in addresses, and
 * our own API keys and callback secrets.
 */
export async function secretsIn({ path, content }: SourceText): Promise<FoundSecret[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content, ext: path.slice(path.lastIndexOf('.')), contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
  });
  const known = messages.map(({ range: [from, to], messageId }) => ({ from, to, what: messageId }));
  const ours = [...content.matchAll(OUR_SECRET)].map(({ index, 0: text }) => ({
    from: index,
    to: index + text.length,
    what: text.startsWith('bgs_') ? 'an API key of Bongsu' : 'a callback secret of Bongsu',
  }));
  return [...known, ...ours].map(({ from, to, what }) => ({
    path,
    line: content.slice(0, from).split('\n').length,
    what,
    fingerprint: createHash('sha256').update(content.slice(from, to)).digest('hex').slice(0, 16),
  }));
}
