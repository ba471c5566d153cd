import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, addYears, dayOf, isoKorean, momentAt } from '#libs/calendar/korean-time.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { HOLIDAYS_BEFORE_START } from '#libs/database/lifecycle-store.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import type { RehearsedMessage } from '#libs/rehearsal/rehearsal.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { momentIn, playSample } from '#lifecycles/play-sample.js';
import type { Sample } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { registerOwnTemplates } from '#scripts/own-templates.js';
import { leftByNight } from '../fixtures/left-by-night.js';
import { randomCourses } from '../fixtures/random-courses.js';
import { CallbackReceiver } from '../harness/callback-receiver.js';
import { CatalogueCourses, HOLIDAYS, type Course } from '../harness/catalogue-courses.js';
import { describeOverTime } from '../harness/describe-over-time.js';
import { idOf, livedMessages, type LivedMessage } from '../harness/lived-messages.js';
import { OverTime } from '../harness/over-time.js';
import { rehearsedCourse, SCRIPTS, type ScriptedFate } from '../harness/rehearsed-course.js';

/** What was decided, as PostgreSQL has it and as the pure engine says. */
interface Decided {
  readonly key: string;
  readonly kind: string;
  readonly at: Moment;
  readonly text: string;
}

/** Without a span in the morning: a message's place in it follows from its id, which a rehearsed one does not have. */
const SETTINGS = {
  reminderTime: '10:00',
  quietHours: { from: '21:00', to: '08:00' },
  morningSpan: 0,
  visitSettle: 120,
};
/** Draws the same random definitions and courses again; others are tried by command. */
const SEED = Number(process.env['BONGSU_COURSES_SEED'] ?? 827_660);
/** So many courses of random definitions are lived beside those of the catalogue. */
const RANDOM_COURSES = 6;
const OWN = Array.from({ length: RANDOM_COURSES }, (_, number) => `random-${number}`).concat('left-by-night');
/** From a moment to a commit, on a machine that has much to do; a wrong hour or a missed hold is off by more. */
const LATENCY_MS = 120_000;
/** One dealer's answer for each course, over and over. */
const FATES = Object.keys(SCRIPTS) as ScriptedFate[];

/** The reference of a loan. */
const CHILD = 'child-turns-fourteen';

/** Depends on which of two processes was faster, and on nothing that a lifecycle's author decides. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  'CALL_NOT_BEGUN',
  'CALL_UNDER_WAY',
  'DATA_NOT_FRESH',
  'POINTLESS',
  // Of two messages that leave at once for one number, either may meet the dealer when it is busy.
  'BACK_OFF',
  'TRIED_AGAIN',
]);

describeOverTime('Lifecycles over the time of their samples', () => {
  let time!: OverTime;
  let receiver!: CallbackReceiver;
  let courses!: readonly Course[];
  let definitions!: ReadonlyMap<string, Definition>;
  /** By reference, and by number. */
  const fates = new Map<string, ScriptedFate>();
  const fateOf = new Map<string, ScriptedFate>();
  let endedAt!: Moment;
  let child!: Sample;

  beforeAll(async () => {
    process.stdout.write(`Courses of random definitions: BONGSU_COURSES_SEED=${SEED}\n`);
    receiver = await CallbackReceiver.start();
    const settings = { ...SETTINGS, callbackUrl: receiver.url };
    // What becomes of a message is known before its call is answered: time that is skipped does not overtake it.
    time = await OverTime.start({ settings, simulator: { receipts: 'twice-before-answer' } });
    const lives = new CatalogueCourses(time);
    const shipped = await lives.samplesToCome();
    endedAt = Math.max(...shipped.map(({ until }) => momentIn(until)));
    const { tenant } = time.platform;
    const firstDay = dayOf(Math.min(...shipped.map(({ startedAt }) => momentIn(startedAt))));
    // Those that a lifecycle is given: none from long before it began.
    const holidays = HOLIDAYS.filter((day) => day >= addDays(firstDay, -HOLIDAYS_BEFORE_START));
    const random = randomCourses(SEED, RANDOM_COURSES, { tenant, firstDay, until: endedAt, holidays });
    const own = [...random, leftByNight(tenant, firstDay)];
    definitions = new Map(own.map(({ definition }) => [definition.name, definition]));
    await publish([...definitions.values()]);
    const ofAll = [...shipped, ...own.map(({ sample }) => sample)];
    ofAll.forEach((sample, index) => allotFate(sample, index));
    child = childsLoan(await time.tomorrow());
    fates.set(CHILD, 'delivered');
    const all = [...ofAll, child];
    courses = await lives.live(all);
  }, 900_000);
  afterAll(async () => {
    await time?.close();
    await receiver?.close();
  });

  async function publish(definitions: readonly Definition[]): Promise<void> {
    for (const definition of definitions)
      expect((await time.call('POST', '/v1/lifecycle-types', definition)).status).toBe(201);
    const { dataSource, tenant, apiUrl, simulator } = time.platform;
    await registerOwnTemplates(dataSource, tenant, apiUrl, (templates) => simulator.control.putTemplates(templates));
  }

  /** All numbers of a course have one; a number that stands in two courses keeps what it has. */
  function allotFate({ lifecycle, reference, parties }: Sample, index: number): void {
    const numbers = Object.values(parties).map(({ phone }) => phone);
    const known = numbers.map((number) => fateOf.get(number)).find((fate) => fate !== undefined);
    // What follows silence is for the reconciler, whom this server wakes for nothing.
    const allotted = JSON.stringify(definitionNamed(lifecycle)).includes('"textAfter')
      ? undefined
      : FATES[index % FATES.length];
    const fate = known ?? allotted ?? 'delivered';
    for (const number of numbers) {
      fateOf.set(number, fate);
      time.platform.simulator.control.setFate(number, fate);
    }
    fates.set(reference, fate);
  }

  const definitionNamed = (name: string): Definition => definitions.get(name) ?? lifecycleNamed(name)!;
  const definitionOf = ({ sample }: Course): Definition => definitionNamed(sample.lifecycle);
  const courseOf = (name: string): Course =>
    courses.find(({ sample: { lifecycle, reference } }) => [lifecycle.replace(/^.*\//, ''), reference].includes(name))!;

  const decidedBy = (lifecycleId: string): Promise<Decided[]> =>
    inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => {
      const rows = await tx.query<{ key: string; kind: string; at: Date; text: string }[]>(
        `select key, kind, at, text from journal where lifecycle_id = $1 order by number`,
        [lifecycleId],
      );
      return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
    });

  describe.each([
    ['of the catalogue', samples.map(({ lifecycle }) => lifecycle)],
    ['of definitions of a tenant’s own', OWN],
    ['of a child', [CHILD]],
  ])('%s', (_, names) => {
    it.each(names)('%s decides what the pure engine decides', async (name) => {
      const course = courseOf(name);
      const { journal } = playSample(definitionOf(course), course.sample, course.startedAt);
      // A refused event changes nothing, and stands with the events instead of in the journal.
      const expected = journal.filter(({ kind }) => kind !== 'refused');
      const decided = (await decidedBy(course.id)).filter(({ kind }) => kind !== 'refused');
      expect(decided).toEqual(expected.map(({ key, kind, at, text }) => ({ key, kind, at, text })));
    });

    it.each(names)('%s tells people what its rehearsal tells them', async (name) => {
      const course = courseOf(name);
      const rehearsed = rehearsedCourse(definitionOf(course), course.sample, {
        fate: fates.get(course.sample.reference)!,
        settings: SETTINGS,
        startedAt: course.startedAt,
        until: endedAt,
      });
      const lived = await livedMessages(time.platform, course.id);
      const told = rehearsed.messages.map((message) => [message, lived.get(idOf(course.id, message))] as const);
      expect(told.map(([, message]) => message && comparable(message))).toEqual(
        told.map(([message]) => comparable(message)),
      );
      expect(lived.size).toBe(told.length);
      expect(told.flatMap(([message, other]) => offHours(message, other!))).toEqual([]);
    });
  });

  it('a child who turns fourteen between two reminders is told of the second themselves, and their guardian of the first', () => {
    const heard = (phone: string | undefined) =>
      time.platform.received(phone ?? '').map(({ templateId }) => templateId?.replace(/^.*?(?=LOAN_)/, ''));
    const { phone, guardian } = child.parties['borrower']!;
    expect([heard(guardian?.phone), heard(phone)]).toEqual([
      ['LOAN_STARTED', 'LOAN_DUE_SOON'],
      ['LOAN_DUE_TODAY', 'LOAN_RETURNED'],
    ]);
  });
});

/** Reminded three days before the due day and on it; the child turns fourteen on the day in between. */
function childsLoan(day: Day): Sample {
  const birthday = addDays(day, 9);
  return {
    lifecycle: 'library-loan',
    startedAt: isoKorean(momentAt(day, '14:30')),
    reference: CHILD,
    parties: {
      borrower: {
        name: '김하나',
        phone: '01055004014',
        birthDate: addYears(birthday, -14),
        guardian: { name: '김보호', phone: '01055004040' },
      },
    },
    data: { bookTitle: '봉수의 역사', dueDate: addDays(day, 10) },
    steps: [{ at: isoKorean(momentAt(addDays(day, 10), '15:30')), event: 'returned' }],
    until: isoKorean(momentAt(addDays(day, 11), '00:00')),
  };
}

/** What both must say to the letter. */
const comparable = ({ key, template, party, plannedAt, outcome, attempts, reasons }: LivedMessage) => ({
  ...{ key, template, party, plannedAt: new Date(plannedAt).toISOString(), outcome },
  attempts: attempts.map(({ channel, state, told }) => [channel, state, ...(told ? [told] : [])].join(' ')),
  reasons: reasons.filter((reason) => !OF_THE_MACHINE.has(reason)),
});

/** Attempts that left at another time than rehearsed: by how much later, ms. */
const offHours = ({ key, attempts }: RehearsedMessage, lived: LivedMessage): { key: string; lateMs: number }[] =>
  attempts.flatMap(({ sentAt }, index) => {
    const really = lived.attempts[index]?.sentAt;
    if (sentAt === undefined || really === undefined) return [];
    const lateMs = Math.round(really - sentAt);
    return lateMs < -1_000 || lateMs > LATENCY_MS ? [{ key, lateMs }] : [];
  });
