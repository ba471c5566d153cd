import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runDemonstration } from './run.js';

const BEFORE = {
  reminderTime: '10:00',
  quietHours: { from: '20:50', to: '08:00' },
  visitSettle: 120,
  closedDays: ['2030-12-25'],
};
const LEFT_BEHIND = { reminderTime: '09:30', quietHours: null, visitSettle: 0, closedDays: [] };
const LOANS = join(import.meta.dirname, '../../examples/library-loans.csv');

/** An API that has settings and, for the rest, is away. */
describe('A demonstration that is stopped', () => {
  let server: Server;
  let folder: string;
  let settingsFile: string;
  let settings: object;
  let changes: object[];
  let stopping: AbortController;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bongsu-demonstration-'));
    settingsFile = join(folder, 'settings.json');
    settings = BEFORE;
    changes = [];
    stopping = new AbortController();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.url !== '/v1/settings') {
          response.destroy();
          stopping.abort();
          return;
        }
        if (request.method === 'PATCH') {
          settings = { ...settings, ...(JSON.parse(Buffer.concat(chunks).toString()) as object) };
          changes.push(settings);
        }
        response.setHeader('content-type', 'application/json').end(JSON.stringify(settings));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function stopped(): Promise<void> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const target = { apiUrl: url, apiKey: 'key', simulatorUrl: url };
    await expect(
      runDemonstration(target, { settingsFile, loansFile: LOANS, stopped: stopping.signal }),
    ).rejects.toThrow();
  }

  it('puts the settings back that it has changed', async () => {
    await stopped();
    expect(changes).toHaveLength(2);
    expect(changes[0]).toMatchObject({ quietHours: null });
    expect(settings).toEqual(BEFORE);
    expect(await readdir(folder)).toEqual([]);
  });

  it('puts back what was there before an earlier one that was killed', async () => {
    await writeFile(settingsFile, JSON.stringify(BEFORE));
    settings = LEFT_BEHIND;
    await stopped();
    expect(settings).toEqual(BEFORE);
  });

  it('keeps on file what it could not put back', async () => {
    server.prependListener('request', (request, response) => {
      if (stopping.signal.aborted) response.destroy();
    });
    await stopped();
    expect(await readdir(folder)).toEqual(['settings.json']);
  });
});
