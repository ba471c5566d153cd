import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inTenant } from '#libs/database/in-tenant.js';
import type { Moment } from '#libs/lifecycle/state.js';
import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { playSample } from '#lifecycles/play-sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { CatalogueCourses, type Course } from '../harness/catalogue-courses.js';
import { OverTime } from '../harness/over-time.js';
import { describeOverTime } from '../harness/describe-over-time.js';

/** What was decided, as PostgreSQL has it and as the pure engine says. */
interface Decided {
  readonly key: string;
  readonly kind: string;
  readonly at: Moment;
  readonly text: string;
}

describeOverTime('The lifecycles of the catalogue, over the time of their samples', () => {
  let time!: OverTime;
  let courses!: readonly Course[];

  beforeAll(async () => {
    time = await OverTime.start({ settings: { reminderTime: '10:00', quietHours: null } });
    courses = await new CatalogueCourses(time).live();
  }, 900_000);
  afterAll(() => time?.close());

  const decidedBy = (lifecycleId: string): Promise<Decided[]> =>
    inTenant(time.platform.dataSource, time.platform.tenant, async (tx) => {
      const rows = await tx.query<{ key: string; kind: string; at: Date; text: string }[]>(
        `select key, kind, at, text from journal where lifecycle_id = $1 order by number`,
        [lifecycleId],
      );
      return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }));
    });

  it.each(samples.map(({ lifecycle }) => lifecycle))('%s decides what the pure engine decides', async (name) => {
    const { id, sample, startedAt } = courses.find((course) => course.sample.lifecycle === name)!;
    const { journal } = playSample(lifecycleNamed(name)!, sample, startedAt);
    // A refused event changes nothing, and stands with the events instead of in the journal.
    const expected = journal.filter(({ kind }) => kind !== 'refused');
    const decided = (await decidedBy(id)).filter(({ kind }) => kind !== 'refused');
    expect(decided).toEqual(expected.map(({ key, kind, at, text }) => ({ key, kind, at, text })));
  });
});
