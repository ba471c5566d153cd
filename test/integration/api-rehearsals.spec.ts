// Lifecycle types played on samples: what would happen, without anything happening.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse as yamlOf } from 'yaml';
import type { RehearsalAnswer } from '#apps/api/rehearsals/rehearsal.schemas.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { createTestApi, type TestApi } from './api-setup.js';

let api: TestApi;
let club: Record<string, unknown>;
beforeAll(async () => {
  api = await createTestApi();
  const example = await readFile(join(import.meta.dirname, '../../examples/lifecycles/reading-club.yaml'), 'utf8');
  club = yamlOf(example) as Record<string, unknown>;
});
afterAll(() => api.close());

const request = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  startAt: '2030-11-18T14:20:00+09:00',
  span: { days: 60 },
  sample: {
    recipient: { name: '김하나', phone: '010-5500-0001' },
    data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
  },
  ...change,
});
const rehearse = (change: Record<string, unknown> = {}, name = 'library-loan') =>
  api.ask.post(`/v1/lifecycle-types/${name}/rehearsals`).send(request(change));
const answerOf = async (...asked: Parameters<typeof rehearse>): Promise<RehearsalAnswer> => {
  const { status, body } = await rehearse(...asked);
  expect({ status, problems: body.problems }).toEqual({ status: 200, problems: undefined });
  return body as unknown as RehearsalAnswer;
};
const problemsOf = async (...asked: Parameters<typeof rehearse>): Promise<string[]> => {
  const { body } = await rehearse(...asked);
  return body.problems.map(({ path, code }) => `${path} ${code}`);
};
const csv = (...rows: readonly string[]): Record<string, unknown> => ({
  sample: undefined,
  samplesCsv: ['reference,name,phone,bookTitle,dueDate', ...rows].join('\n'),
});

describe('POST /v1/lifecycle-types/{name}/rehearsals', () => {
  it('answers what would be sent, when and by which channel', async () => {
    const { timelines } = await answerOf({ events: [{ type: 'returned', at: '2030-12-01T10:00:00+09:00' }] });
    const sent = timelines[0]!.entries.filter(({ kind }) => kind === 'sent');
    expect(sent.map(({ at, template, channel }) => [at.slice(0, 10), template, channel])).toEqual([
      ['2030-11-18', 'LOAN_STARTED', 'alimtalk'],
      ['2030-11-29', 'LOAN_DUE_SOON', 'alimtalk'],
      ['2030-12-01', 'LOAN_RETURNED', 'alimtalk'],
    ]);
  });

  it('counts and prices it', async () => {
    const { totals } = await answerOf({
      events: [{ type: 'returned', after: { days: 2 } }],
      dealerResults: [{ result: 'failed', template: 'LOAN_STARTED', channel: 'alimtalk' }],
      prices: { alimtalk: 6.5, sms: 9, lms: 25 },
    });
    expect(totals).toMatchObject({ samples: 1, ended: 1, fellBack: 1, sent: { alimtalk: 2, sms: 1 }, costKrw: 15.5 });
  });

  it('keeps the tenant’s quiet hours, and others where they are given', async () => {
    const startAt = '2030-11-18T22:00:00+09:00';
    const [own, sharp, none] = [
      await answerOf({ startAt }),
      await answerOf({ startAt, settings: { morningSpan: 0 } }),
      await answerOf({ startAt, settings: { quietHours: null } }),
    ];
    const heldUntil = ({ timelines }: typeof own) =>
      timelines[0]!.entries.find(({ kind }) => kind === 'held')?.heldUntil;
    expect(heldUntil(own)).toMatch(/^2030-11-19T08:0\d:\d\d\+09:00$/);
    expect(heldUntil(own)).not.toBe(heldUntil(sharp));
    expect(heldUntil(sharp)).toBe('2030-11-19T08:00:00+09:00');
    expect(none.violations.map(({ code }) => code)).toContain('SENT_AT_NIGHT');
  });

  it('plays samples from CSV', async () => {
    const rows = ['L-1,김하나,010-5500-0001,봉수의 역사,2030-12-02', 'L-2,이도윤,010-5500-0002,"토지, 1",2030-12-04'];
    const { timelines } = await answerOf(csv(...rows));
    expect(timelines.map(({ reference }) => reference)).toEqual(['L-1', 'L-2']);
    expect(timelines[1]!.entries.some(({ message }) => message?.includes('토지, 1'))).toBe(true);
  });

  it('plays samples from CSV with guardians, whom it tells, and with the languages of both', async () => {
    const heading =
      'reference,borrower.name,borrower.phone,borrower.birthDate,borrower.guardianName,borrower.guardianPhone,borrower.guardianLanguage,borrower.language,bookTitle,dueDate';
    const rows = [
      'C-1,김하나,,2020-05-10,김보호,010-5500-0009,zh,,토지,2030-12-02',
      'C-2,이도윤,010-5500-0002,2019-01-01,이보호,010-5500-0008,,en,토지,2030-12-02',
      'C-3,Ann Lee,010-5500-0003,,,,,en,토지,2030-12-02',
    ];
    const { timelines } = await answerOf({ sample: undefined, samplesCsv: [heading, ...rows].join('\n') });
    const first = timelines.map(({ entries }) => entries.find(({ kind }) => kind === 'sent'));
    expect(first.map((entry) => [entry?.text, entry?.message?.includes('김하나')])).toEqual([
      ['알림톡(보호자): 대출 안내', true],
      ['알림톡(보호자): 대출 안내', false],
      ['알림톡: 대출 안내', false],
    ]);
  });

  it('tells what is wrong with guardians and languages of rows in their columns', async () => {
    const heading =
      'name,borrower.phone,borrower.birthDate,borrower.guardianName,borrower.guardianPhone,borrower.guardianLanguage,borrower.language,bookTitle,dueDate';
    const rows = [
      '김하나,010-5500-0001,2020-05-10,김보호,010-55,english,xx,토지,2030-12-02',
      '김하나,010-5500-0001,2020-05-10,,,,,토지,2030-12-02',
    ];
    expect((await problemsOf({ sample: undefined, samplesCsv: [heading, ...rows].join('\n') })).sort()).toEqual([
      'samplesCsv.2.borrower.guardianLanguage LANGUAGE_UNKNOWN',
      'samplesCsv.2.borrower.guardianPhone RECIPIENT_PHONE_INVALID',
      'samplesCsv.2.borrower.language LANGUAGE_UNKNOWN',
      'samplesCsv.3.borrower.guardian GUARDIAN_MISSING',
    ]);
  });

  it('says of a language that a sample reads that it is not approved yet, and tells them in Korean', async () => {
    const sample = {
      recipient: { name: 'Ann Lee', phone: '010-5500-0001', language: 'en' },
      data: { bookTitle: '봉수의 역사', dueDate: '2030-12-02' },
    };
    const { timelines, violations } = await answerOf({
      sample,
      dealerResults: [{ result: 'failed', template: 'LOAN_STARTED', channel: 'alimtalk' }],
    });
    const entries = timelines[0]!.entries.filter(({ template }) => template === 'LOAN_STARTED');
    expect(entries.filter(({ message }) => message).map(({ text, language }) => [text, language])).toEqual([
      ['알림톡: 대출 안내', undefined],
      ['SMS(영어): 대출 안내', 'en'],
    ]);
    const unapproved = violations.filter(({ code }) => code === 'TEMPLATE_NOT_APPROVED').map(({ path }) => path);
    expect(unapproved).toContain('templates.LOAN_STARTED.in.en');
    expect(unapproved).not.toContain('templates.LOAN_STARTED.in.zh');
  });

  it('tells everything that is wrong with rows by line and column', async () => {
    const rows = ['L-1,김하나,010-5500,봉수의 역사,2030-13-02', 'L-2,이도윤,010-5500-0002,토지'];
    expect(await problemsOf(csv(...rows))).toEqual([
      'samplesCsv.3 CSV_ROW_INVALID',
      'samplesCsv.2.borrower.phone RECIPIENT_PHONE_INVALID',
      'samplesCsv.2.dueDate DATE_INVALID',
    ]);
  });

  it('tells everything else that is wrong at once, in places of the body', async () => {
    const wrong = {
      span: { days: 0 },
      sample: { recipient: { name: '김하나', phone: '010-5500-0001' }, data: { dueDate: '2030-11-01' } },
      site: 'nowhere',
    };
    expect((await problemsOf(wrong)).sort()).toEqual([
      'sample.data.bookTitle FIELD_MISSING',
      'sample.data.dueDate DATE_PAST',
      'span.days FIELD_INVALID',
    ]);
    const script = {
      events: [
        { type: 'vanished', after: { days: 1 } },
        { type: 'extended', after: { days: 1 } },
        { type: 'returned' },
      ],
    };
    expect(await problemsOf(script)).toEqual(['events.2 FIELD_INVALID']);
    expect(await problemsOf({ ...script, events: script.events.slice(0, 2), site: 'nowhere' })).toEqual([
      'events.0.type EVENT_UNKNOWN',
      'events.1.data.dueDate FIELD_MISSING',
      'site SITE_UNKNOWN',
    ]);
  });

  it('asks for samples in one way', async () => {
    expect(await problemsOf({ samplesCsv: 'name\nx' })).toEqual(['sample FIELD_INVALID']);
    expect(await problemsOf({ sample: undefined })).toEqual(['sample FIELD_MISSING']);
  });

  it('repeats no name and no number of samples that are wrong', async () => {
    const { body } = await rehearse(csv('L-1,김비밀,010-9876,봉수의 역사,2030-12-02'));
    expect(JSON.stringify(body)).not.toMatch(/김비밀|9876/);
  });

  it('plays a definition that is not published', async () => {
    const data = { bookTitle: '봉수의 역사', place: '2층 모임방', meetingDay: '2030-11-27' };
    const sample = { recipient: { name: '김하나', phone: '010-5500-0001' }, data };
    const { type, totals } = await answerOf({ definition: club, sample }, String(club['name']));
    expect([type, totals.samples]).toEqual([club['name'], 1]);
  });

  it('tells what is wrong with such a definition', async () => {
    const name = String(club['name']);
    expect(await problemsOf({ definition: { ...club, first: 'nowhere' } }, name)).toContain(
      'definition.first DEFINITION_INVALID',
    );
    expect(await problemsOf({ definition: club })).toEqual(['definition.name DEFINITION_INVALID']);
  });

  it('says which templates are not approved yet', async () => {
    const { violations } = await answerOf();
    expect(violations).toContainEqual(
      expect.objectContaining({ code: 'TEMPLATE_NOT_APPROVED', path: 'templates.LOAN_STARTED', severity: 'warning' }),
    );
  });

  it('knows no lifecycle type that there is not', async () => {
    const { status, body } = await rehearse({}, 'city-library/nothing');
    expect([status, body.code]).toEqual([404, 'LIFECYCLE_TYPE_NOT_FOUND']);
  });

  it('shows the first twenty of many samples, and counts all', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `L-${index},김하나,010-5500-0001,봉수의 역사,2030-12-02`);
    const { timelines, timelinesLeftOut, totals } = await answerOf(csv(...rows));
    expect([timelines.length, timelinesLeftOut, totals.samples]).toEqual([20, 40, 60]);
  });

  it('stores nothing', async () => {
    await answerOf();
    const [row] = await inTenant(api.dataSource, 'city-library', (tx) =>
      tx.query<{ count: string }[]>(
        `select (select count(*) from lifecycles) + (select count(*) from persons) + (select count(*) from messages) as count`,
      ),
    );
    expect(row?.count).toBe('0');
  });
});
