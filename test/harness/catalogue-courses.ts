import { DAY, dayOf } from '#libs/calendar/korean-time.js';
import { lifecycleWorkflowId } from '#libs/contracts/ids.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { shippedHolidaysOf } from '#libs/calendar/korean-holidays.js';
import type { Day, Moment } from '#libs/lifecycle/state.js';
import { momentIn } from '#lifecycles/play-sample.js';
import type { Sample, SampleStep } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import { shiftedSample } from '#lifecycles/shift-sample.js';
import { eventually } from './eventually.js';
import type { OverTime } from './over-time.js';

const WEEK = 7 * DAY;
export const HOLIDAYS = shippedHolidaysOf('2024-01-01', '2035-12-31');

/** A sample as it was lived on real engines. */
export interface Course {
  readonly sample: Sample;
  readonly id: string;
  /** When it was accepted. */
  readonly startedAt: Moment;
}

interface Happening {
  readonly at: Moment;
  readonly happen: () => Promise<void>;
}

/** Samples lived side by side on a server whose time is skipped, each to its end. */
export class CatalogueCourses {
  private readonly begun = new Map<Sample, Course>();

  private marked: Day | undefined;

  constructor(private readonly time: OverTime) {}

  /** The catalogue's samples on days that are to come. */
  async samplesToCome(): Promise<Sample[]> {
    const first = Math.min(...samples.map(({ startedAt }) => momentIn(startedAt)));
    // The server begins at the machine's time: the samples follow, by whole weeks.
    const weeks = Math.max(0, Math.ceil(((await this.time.read()) + DAY - first) / WEEK));
    // On other days other holidays fall: those that the product ships.
    return samples.map((sample) => ({ ...shiftedSample(sample, weeks), holidays: HOLIDAYS }));
  }

  async live(sampled?: readonly Sample[]): Promise<Course[]> {
    const all = sampled ?? (await this.samplesToCome());
    await this.openSites(all);
    this.time.onDay = (day) => this.markBankFile(day);
    for (const { at, happen } of all.flatMap((sample) => this.happenings(sample)).sort((a, b) => a.at - b.at)) {
      await this.time.until(at);
      await this.markBankFile(dayOf(at));
      await happen();
      await this.time.everythingTold();
    }
    await this.time.until(Math.max(...all.map(({ until }) => momentIn(until))));
    await this.time.everythingTold();
    return all.map((sample) => this.course(sample));
  }

  /** Closing days of a sample are those of a site of its own. */
  private async openSites(all: readonly Sample[]): Promise<void> {
    const sites = all.flatMap(({ lifecycle, closedDays }) =>
      closedDays ? [[lifecycle, { title: lifecycle, closedDays }] as const] : [],
    );
    const { status, body } = await this.time.call('PATCH', '/v1/settings', { sites: Object.fromEntries(sites) });
    if (status !== 200) throw new Error(`The sites were answered with ${status} ${JSON.stringify(body)}`);
  }

  /** Every morning the banks' file is in, so that no demand waits for it: a waiting activity keeps time from being skipped. */
  private async markBankFile(day: Day): Promise<void> {
    if (day === this.marked) return;
    this.marked = day;
    await this.time.call('PUT', '/v1/data-marks/bankFile', { asOf: day });
  }

  private course(sample: Sample): Course {
    const course = this.begun.get(sample);
    if (!course) throw new Error(`${sample.lifecycle} was not begun.`);
    return course;
  }

  private happenings(sample: Sample): Happening[] {
    return [
      { at: momentIn(sample.startedAt), happen: () => this.begin(sample) },
      ...sample.steps.map((step, index) => ({
        at: momentIn(step.reportedAt ?? step.at),
        happen: () => this.report(sample, step, index),
      })),
    ];
  }

  private async begin(sample: Sample): Promise<void> {
    const { lifecycle, reference, parties, data, closedDays } = sample;
    const { status, body } = await this.time.call<{ id: string }>('POST', '/v1/lifecycles', {
      type: lifecycle,
      reference,
      parties,
      data,
      ...(closedDays && { site: lifecycle }),
    });
    if (status !== 201) throw new Error(`${lifecycle} was not accepted: ${status} ${JSON.stringify(body)}`);
    const { dataSource, tenant } = this.time.platform;
    const startedAt = await inTenant(dataSource, tenant, async (tx) => {
      const [row] = await tx.query<{ at: Date }[]>(`select started_at as at from lifecycles where id = $1`, [body.id]);
      return row!.at.getTime();
    });
    this.begun.set(sample, { sample, id: body.id, startedAt });
    await this.delivered(body.id);
  }

  /**
   * What it decided has been looked at by delivery. A bundle that opens then has to be told of before time passes, else its
   * hour is over before Temporal knows of it.
   */
  private async delivered(id: string): Promise<void> {
    const { dataSource, tenant, client } = this.time.platform;
    await eventually('the beginning has landed', () =>
      inTenant(dataSource, tenant, async (tx) => {
        const [row] = await tx.query<{ landed: boolean }[]>(
          `select exists (select from journal where lifecycle_id = $1) as landed`,
          [id],
        );
        return row?.landed;
      }),
    );
    await eventually('delivery has looked at it', async () => {
      const { raw } = await client.workflow.getHandle(lifecycleWorkflowId(tenant, id)).describe();
      return (raw.pendingActivities ?? []).length === 0;
    });
  }

  /** Refusals are part of a sample. */
  private async report(sample: Sample, { at, event, data }: SampleStep, index: number): Promise<void> {
    await this.time.call('POST', `/v1/lifecycles/${this.course(sample).id}/events`, {
      type: event,
      eventId: `${index + 1}`,
      occurredAt: at,
      ...(data && { data }),
    });
    await this.delivered(this.course(sample).id);
  }
}
