/** What must hold for definitions that nobody thought of, valid and broken. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyDefinition } from '../../test/fixtures/any-definition.js';
import { asJson, changedAt, placesIn } from '../../test/fixtures/mutated-definition.js';
import type { Json } from '../../test/fixtures/mutated-definition.js';
import { parseDefinition } from './definition.js';
import type { Definition } from './definition.js';
import { stateDiagram } from './diagram.js';
import { jsonSchemaOfEvent, jsonSchemaOfInput } from './schemas.js';

const broken = fc
  .tuple(anyDefinition, fc.nat(), fc.oneof(fc.constant(undefined), fc.jsonValue()))
  .map(([definition, at, value]) => {
    const json = asJson(definition);
    const places = placesIn(json).filter(({ length }) => length > 0);
    return changedAt(json, places[at % places.length]!, value as Json | undefined);
  });

/** Ways to break a definition of which each must be found. */
const mistakes: Readonly<Record<string, (definition: Definition) => unknown>> = {
  'a move to nowhere': (definition) => ({ ...definition, on: { finish: { goto: 'nowhere' } } }),
  'an event that is not there': (definition) => ({ ...definition, on: { ...definition.on, vanished: {} } }),
  'a template that is not there': (definition) => ({ ...definition, start: [{ send: 'NONE', party: 'citizen' }] }),
  'a party that is not there': (definition) => ({ ...definition, start: [{ send: 'ONE', party: 'nobody' }] }),
  'a clock that is not there': (definition) => ({ ...definition, start: [{ stopClock: 'nothing' }] }),
  'a way out that is gone': (definition) => ({
    ...definition,
    on: { finish: {} },
    stages: Object.fromEntries(
      Object.entries(definition.stages).map(([name, stage]) => [name, { ...stage, on: { changed: {} }, timers: {} }]),
    ),
  }),
  'a guard on a field that is not there': (definition) => ({
    ...definition,
    start: [{ alert: 'look', text: '봄', when: [{ left: { field: 'nothing' }, is: '==', right: 1 }] }],
  }),
  'a timer that extends the clock from which it is reckoned': (definition) => ({
    ...definition,
    timers: { endless: { title: '때', at: { clock: 'term' }, do: [{ extendClock: 'term', by: 1 }] } },
  }),
  'timers that move each other': (definition) => ({
    ...definition,
    fields: { ...definition.fields, one: { type: 'date', title: '가' }, other: { type: 'date', title: '나' } },
    timers: {
      here: { title: '여기', at: { field: 'one' }, set: { other: { field: 'one' } } },
      there: { title: '저기', at: { field: 'other' }, set: { one: { field: 'other' } } },
    },
  }),
  'a timer on a field that is not there': (definition) => ({
    ...definition,
    timers: { lost: { title: '때', at: { field: 'nothing' }, do: [{ alert: 'look', text: '봄' }] } },
  }),
};

describe('a random definition', () => {
  it('that is valid by construction is accepted as it is', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        expect(parseDefinition(asJson(definition))).toEqual({ definition });
      }),
      { numRuns: 100 },
    );
  });

  it('has a diagram and schemas', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        const made = [
          stateDiagram(definition),
          jsonSchemaOfInput(definition),
          ...Object.keys(definition.events).map((type) => jsonSchemaOfEvent(definition, type)),
        ];
        expect(made.every(Boolean)).toBe(true);
      }),
    );
  });

  it('that was broken anywhere is either still sound or refused with reasons, and never throws', () => {
    fc.assert(
      fc.property(broken, (json) => {
        const result = parseDefinition(json);
        if ('definition' in result) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { message } of result.problems) expect(message).toMatch(/\S/);
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(mistakes))('with %s is refused', (_, make) => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        expect(parseDefinition(make(definition))).toHaveProperty('problems');
      }),
      { numRuns: 25 },
    );
  });
});
