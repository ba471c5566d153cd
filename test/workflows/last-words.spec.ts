import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addDays, dayOf } from '#libs/calendar/korean-time.js';
import { eventually } from '../harness/eventually.js';
import { Platform } from '../harness/platform.js';

type Part = Record<string, unknown>;

/** What was decided is said in the words that it was decided with, whatever becomes of the affair. */
describe('A message on its way', () => {
  const phone = '01055000081';
  let platform: Platform;
  let name: string;
  let id: string;
  const texts = (): string[] => platform.received(phone).map(({ text }) => text);
  const post = async (path: string, body: object): Promise<Part> => (await platform.call('POST', path, body)).body;

  beforeAll(async () => {
    platform = await Platform.start();
    name = `${platform.tenant}/reading-club`;
    const example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
    const club = { ...(parse(example) as Record<string, Part>), name } as unknown as Record<string, Part>;
    const cancel = [{ send: 'CLUB_CANCELLED' }];
    const first: Record<string, unknown> = { ...club, cancel };
    await post('/v1/lifecycle-types', first);
    const started = await post('/v1/lifecycles', {
      type: name,
      reference: 'C-1',
      recipient: { name: '홍길동', phone },
      data: { bookTitle: '토지 1', meetingDay: addDays(dayOf(Date.now()), 9), place: '제1강의실' },
    });
    id = started['id'] as string;
    await eventually('the first is received', () => texts().length === 1);
    const { CLUB_MOVED: _gone, ...templates } = club['templates']!;
    const stages = structuredClone(club['stages']) as Record<string, { on?: Record<string, Part> }>;
    stages['joined']!.on!['moved'] = {};
    await post('/v1/lifecycle-types', { ...first, templates, stages });
  });
  afterAll(() => platform.close());

  it('that was held leaves after a migration to a version which does not know its template', async () => {
    await post(`/v1/lifecycles/${id}/pause`, { reason: '옮기는 중' });
    const meetingDay = addDays(dayOf(Date.now()), 11);
    await post(`/v1/lifecycles/${id}/events`, { type: 'moved', eventId: 'm-1', data: { meetingDay } });
    const migration = await post(`/v1/lifecycle-types/${name}/migrations`, {
      toVersion: 2,
      dryRun: false,
      reason: '날짜 변경은 알리지 않기로 함',
    });
    const path = `/v1/lifecycle-types/${name}/migrations/${String(migration['id'])}`;
    await eventually('it has moved', async () => (await platform.call('GET', path)).body['state'] === 'completed');
    await post(`/v1/lifecycles/${id}/resume`, { reason: '옮김' });
    await eventually('it is received', () => texts().length === 2);
    expect(texts()[1]).toContain('날짜가');
  });

  it('that tells of a cancellation leaves after it where the operator asks for it', async () => {
    const cancelled = await post(`/v1/lifecycles/${id}/cancel`, { reason: '강사 사정', tell: true });
    expect(cancelled['outcome']).toBe('accepted');
    await eventually('the last is received', () => texts().length === 3);
    expect(texts()[2]).toContain('취소');
    expect((await platform.call('GET', `/v1/lifecycles/${id}`)).body['state']).toBe('cancelled');
  });
});
