import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from './catalogue.js';
import { momentIn, playSample, timelineText } from './play-sample.js';
import { samples } from './samples/samples.js';

/** With UPDATE_GOLDEN=1 they are written anew; whoever does so reads what has changed. */
const goldenOf = (name: string): URL => new URL(`../test/golden/catalogue/${name}.txt`, import.meta.url);

const played = catalogue.map((definition) => ({
  definition,
  name: definition.name,
  sample: samples.find(({ lifecycle }) => lifecycle === definition.name),
}));

describe.each(played)('$name', ({ definition, name, sample }) => {
  it('has a sample', () => {
    expect(sample).toBeDefined();
  });

  it('goes as its golden timeline says', () => {
    const timeline = timelineText(definition, sample!);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(goldenOf(name), timeline);
    expect(existsSync(goldenOf(name)) ? readFileSync(goldenOf(name), 'utf8') : '').toBe(timeline);
  });

  it('tells nobody anything twice for one reason', () => {
    const keys = playSample(definition, sample!).messages.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('plans no message after it has ended', () => {
    const { state, messages } = playSample(definition, sample!);
    const closedAt = state.closed?.at ?? momentIn(sample!.until);
    expect(messages.filter(({ plannedAt }) => plannedAt > closedAt)).toEqual([]);
  });
});
