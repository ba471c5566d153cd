import { lifecycleNamed } from '#lifecycles/catalogue.js';
import { momentIn } from '#lifecycles/play-sample.js';
import type { SampleParty } from '#lifecycles/sample.js';
import { samples } from '#lifecycles/samples/samples.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import type { Fields, Moment } from '#libs/lifecycle/state.js';
import { dataOfNow } from './course-of-now.js';

/** Somebody, and a text that stands in every field in which a sender may write what they like. */
export interface Planted {
  readonly person: { readonly name: string; readonly phone: string };
  readonly guardian: { readonly name: string; readonly phone: string };
  readonly text: string;
}

/** Requests of one shipped lifecycle's course. */
export interface PlantedCourse {
  readonly start: { readonly type: string; readonly [field: string]: unknown };
  readonly events: readonly { readonly type: string; readonly eventId: string; readonly data?: Fields }[];
}

/** The worked course of every shipped lifecycle, begun now, all of it about the one who is planted. */
export const plantedCourses = ({ person, guardian, text }: Planted, now: Moment): PlantedCourse[] =>
  samples.map(({ lifecycle, reference, parties, data, startedAt, steps }) => {
    const definition = lifecycleNamed(lifecycle)!;
    const party = (given: SampleParty): SampleParty => ({ ...given, ...person, ...(given.guardian && { guardian }) });
    const fields = (declared: Definition['input'] | undefined, given: Fields, at: string): Fields =>
      written(declared ?? {}, dataOfNow(given, momentIn(at), now), text);
    return {
      start: {
        type: lifecycle,
        reference: `PLANTED-${reference}`,
        parties: Object.fromEntries(Object.entries(parties).map(([role, given]) => [role, party(given)])),
        data: fields(definition.input, data, startedAt),
      },
      events: steps.map((step, index) => ({
        type: step.event,
        eventId: `planted-${index}`,
        ...(step.data && { data: fields(definition.events[step.event]?.data, step.data, step.at) }),
      })),
    };
  });

const written = (declared: Definition['input'], data: Fields, text: string): Fields =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const field = declared[name];
      return [name, field?.type === 'text' && (field.maxLength ?? 200) >= text.length ? text : value];
    }),
  );
