import { describe, expect, it } from '@jest/globals';
import { languagesOf } from '#libs/lifecycle/template-languages.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { goldenTimeline } from '../test/harness/golden-timelines.js';
import { catalogue, lifecycleNamed } from './catalogue.js';
import { momentIn, playSample, timelineText } from './play-sample.js';
import { lettersOf } from './sample-letters.js';
import { courses } from './samples/courses.js';
import { samples } from './samples/samples.js';

const played = Object.entries(courses).map(([name, course]) => {
  const definition = lifecycleNamed(course.lifecycle)!;
  return { name, course, definition, run: playSample(definition, course) };
});

describe.each(played)('$name', ({ name, course, definition, run }) => {
  it('goes as its golden timeline says', () => {
    const timeline = timelineText(definition, course);
    expect(goldenTimeline(name, timeline)).toBe(timeline);
  });

  it('tells nobody anything twice for one reason', () => {
    const keys = run.messages.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('plans no message after it has ended', () => {
    const closedAt = run.state.closed?.at ?? momentIn(course.until);
    expect(run.messages.filter(({ plannedAt }) => plannedAt > closedAt)).toEqual([]);
  });
});

/** What the golden timelines of a lifecycle show. */
function shown({ name }: Definition): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { course, definition, run } of played.filter((each) => each.course.lifecycle === name)) {
    for (const { template, language } of lettersOf(definition, course, run.messages))
      seen.add(`template ${template}${language === undefined ? '' : `.${language}`}`);
    for (const { kind, key, detail } of run.journal) {
      if (kind === 'event') seen.add(`event ${String(detail['type'])}`);
      if (kind === 'stage') seen.add(`stage ${String(detail['stage'])}`);
      if (kind === 'fired') seen.add(`timer ${key.slice('fired:'.length).split('/').slice(0, 2).join('/')}`);
    }
  }
  return seen;
}

/** What a definition can say and do. */
const named = ({ templates, events, stages, timers = {} }: Definition): string[] => [
  ...Object.entries(templates).flatMap(([code, template]) =>
    ['', ...languagesOf(template).map((language) => `.${language}`)].map((language) => `template ${code}${language}`),
  ),
  ...Object.keys(events).map((name) => `event ${name}`),
  ...Object.keys(stages).map((name) => `stage ${name}`),
  ...Object.keys(timers).map((name) => `timer */${name}`),
  ...Object.entries(stages).flatMap(([stage, { timers: own = {} }]) =>
    Object.keys(own).map((name) => `timer ${stage}/${name}`),
  ),
];

describe('The golden timelines', () => {
  it.each(catalogue.map((definition) => [definition.name, definition] as const))(
    'show every template in each of its languages, every event, stage and timer of %s',
    (_, definition) => {
      const seen = shown(definition);
      expect(named(definition).filter((each) => !seen.has(each))).toEqual([]);
    },
  );

  it('begin with a sample of each lifecycle', () => {
    expect(samples.map(({ lifecycle }) => lifecycle)).toEqual(catalogue.map(({ name }) => name).sort());
  });

  it('are of affairs that a sender could tell apart', () => {
    const references = Object.values(courses).map(({ lifecycle, reference }) => `${lifecycle} ${reference}`);
    expect(new Set(references).size).toBe(references.length);
  });
});
