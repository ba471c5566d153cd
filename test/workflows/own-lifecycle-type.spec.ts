import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

/** A lifecycle type that a tenant published runs as one that ships with the product does. */
describe('A lifecycle type of a tenant’s own', () => {
  const early = '01055000070';
  const phone = '01055000071';
  const later = '01055000072';
  let platform: Platform;
  let name: string;
  let club: Record<string, unknown>;

  beforeAll(async () => {
    platform = await Platform.start();
    name = `${platform.tenant}/reading-club`;
    const example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
    club = { ...(parse(example) as Record<string, unknown>), name };
  });
  afterAll(() => platform.close());

  const publish = async (definition: Record<string, unknown>): Promise<void> => {
    expect((await platform.call('POST', '/v1/lifecycle-types', definition)).status).toBe(201);
  };
  const registerTemplates = (): Promise<readonly string[]> =>
    registerOwnTemplates(platform.dataSource, platform.tenant, platform.apiUrl, (templates) =>
      platform.simulator.control.putTemplates(templates),
    );
  const start = async (reference: string, to: string): Promise<string> => {
    const { status, body } = await platform.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: name,
      reference,
      recipient: { name: '홍길동', phone: to },
      data: { bookTitle: '토지 1', meetingDay: addDays(dayOf(Date.now()), 7), place: '제1강의실' },
    });
    expect(status).toBe(201);
    return body.id;
  };
  const texts = (to: string) => platform.received(to).map(({ channel, text }) => `${channel}: ${text.split('\n')[0]!}`);

  it('sends texts while its templates are not registered', async () => {
    await publish(club);
    await start('C-0', early);
    await eventually('a message is received', () => platform.received(early).length === 1);
    expect(texts(early)[0]).toContain('[도서관] 독서 모임 「토지 1」 신청 접수');
    expect(platform.received(early)[0]?.channel).not.toBe('alimtalk');
  });

  it('sends its templates once they are registered, under its own name in Temporal', async () => {
    expect(await registerTemplates()).toEqual(['CLUB_CANCELLED', 'CLUB_JOINED', 'CLUB_MOVED', 'CLUB_TOMORROW']);
    const id = await start('C-1', phone);
    await eventually('the first message is received', () => platform.received(phone).length === 1);
    expect(texts(phone)).toEqual(['alimtalk: [독서 모임 신청 안내]']);
    const described = await platform.client.workflow.getHandle(lifecycleWorkflowId(platform.tenant, id)).describe();
    expect(described.type).toBe(name);
  });

  it('goes on with the texts of its version while new starts send those of the next', async () => {
    const reworded = JSON.parse(
      JSON.stringify(club).replaceAll('[독서 모임', '[우리 독서 모임').replaceAll('[도서관]', '[우리도서관]'),
    ) as Record<string, unknown>;
    await publish(reworded);
    expect(await registerTemplates()).toHaveLength(4);
    await start('C-2', later);
    const base = `/v1/lifecycles/by-reference/${encodeURIComponent(name)}/C-1`;
    const moved = { type: 'moved', eventId: 'm-1', data: { meetingDay: addDays(dayOf(Date.now()), 9) } };
    expect((await platform.call('POST', `${base}/events`, moved)).status).toBe(200);
    await eventually(
      'both are received',
      () => platform.received(phone).length + platform.received(later).length === 3,
    );
    expect([texts(phone), texts(later)]).toEqual([
      ['alimtalk: [독서 모임 신청 안내]', 'alimtalk: [독서 모임 날짜 변경 안내]'],
      ['alimtalk: [우리 독서 모임 신청 안내]'],
    ]);
  });

  it('ends by itself or by an event after its version was retired', async () => {
    const retired = await platform.call('POST', `/v1/lifecycle-types/${name}/versions/1/retire`, { reason: '새로 씀' });
    expect(retired.status).toBe(200);
    const base = `/v1/lifecycles/by-reference/${encodeURIComponent(name)}/C-1`;
    expect((await platform.call('POST', `${base}/events`, { type: 'cancelled', eventId: 'c-1' })).status).toBe(200);
    await eventually('it has ended', async () => (await platform.call(`GET`, base)).body['state'] === 'ended');
    await eventually('the last message is received', () => platform.received(phone).length === 3);
    expect(texts(phone).at(-1)).toBe('alimtalk: [독서 모임 취소 안내]');
  });

  it('has its templates registered by one command, and none of them twice', async () => {
    const reworded = JSON.parse(JSON.stringify(club).replaceAll('[독서 모임', '[새 독서 모임')) as Record<
      string,
      unknown
    >;
    await publish(reworded);
    const command = async (): Promise<string> => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', './scripts/typescript-hooks.mjs', 'scripts/register-templates.ts', platform.tenant],
        {
          cwd: join(import.meta.dirname, '../..'),
          env: {
            ...process.env,
            DATABASE_URL: platform.database.appUrl,
            SIMULATOR_URL: platform.simulator.url,
            BONGSU_PUBLIC_URL: platform.apiUrl,
          },
        },
      );
      return stdout;
    };
    expect(await command()).toBe('Registered: CLUB_CANCELLED, CLUB_JOINED, CLUB_MOVED, CLUB_TOMORROW\n');
    const shown = await platform.call<{ templates: { review: string }[] }>('GET', `/v1/lifecycle-types/${name}`);
    expect(shown.body.templates.map(({ review }) => review)).toEqual(Array(4).fill('approved'));
    expect(await command()).toBe('Nothing was missing.\n');
  });
});
