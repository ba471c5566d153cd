import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CALLBACK_EVENT_KINDS } from '#libs/contracts/callback-events.js';
import {
  callbackEventsMarkdown,
  EXAMPLE_BODY,
  EXAMPLE_HEADERS,
  EXAMPLE_SECRET,
  EXAMPLE_SENT_AT_S,
} from '#scripts/callback-events-page.js';
import { isVerified } from '../harness/standard-webhooks-receiver.js';

const PYTHON = 'python3';
const hasPython = spawnSync(PYTHON, ['--version']).status === 0;

describe('The page of events for senders’ systems', () => {
  let page: string;
  beforeAll(async () => {
    page = await readFile(join(import.meta.dirname, '../../docs/callback-events.md'), 'utf8');
  });

  it('shows the events as they are told (npm run docs writes it)', () => {
    expect(page).toBe(callbackEventsMarkdown());
  });

  it('has a section for every kind', () => {
    expect(CALLBACK_EVENT_KINDS.filter((kind) => !page.includes(`\n### ${kind}\n`))).toEqual([]);
  });

  it('shows a call that is genuine', () => {
    expect(page).toContain(EXAMPLE_BODY);
    expect(isVerified({ headers: EXAMPLE_HEADERS, body: EXAMPLE_BODY }, EXAMPLE_SECRET)).toBe(true);
  });

  (hasPython ? it : it.skip)('has Python that finds the call genuine, and a changed or an old one not', () => {
    const code = /```python\n(.*?)```/s.exec(page)![1]!;
    const given = { headers: EXAMPLE_HEADERS, body: EXAMPLE_BODY, secret: EXAMPLE_SECRET, now: EXAMPLE_SENT_AT_S };
    const main = [
      'import json, sys',
      code,
      'g = json.load(sys.stdin)',
      'ask = lambda body, now: is_genuine(g["headers"], body.encode(), g["secret"], now)',
      'print([ask(g["body"], g["now"]), ask(g["body"] + " ", g["now"]), ask(g["body"], g["now"] + 301)])',
    ].join('\n');
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', main], { input: JSON.stringify(given), encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['[True, False, False]', '']);
  });
});
