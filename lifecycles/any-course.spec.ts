/** Samples show one course each; here every shipped lifecycle is led through courses that nobody has thought of. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, DAY, isoKorean, MINUTE, momentAt } from '#libs/calendar/korean-time.js';
import type { Definition, FieldDefinition } from '#libs/lifecycle/definition.js';
import type { Fields, FieldValue } from '#libs/lifecycle/state.js';
import { languagesOf, languageToSpeak, templateIn } from '#libs/lifecycle/template-languages.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { eucKrBytes } from '#libs/content/euc-kr.js';
import { EXAMPLE_INSTITUTION_NAME } from '#libs/content/institution-name.js';
import { CONTENT_LIMITS } from '#libs/content/alimtalk.js';
import { render } from '#libs/content/places.js';
import { LMS_BYTES, LMS_SUBJECT_BYTES } from '#libs/content/text-message.js';
import { catalogue } from './catalogue.js';
import { playSample } from './play-sample.js';
import type { PlayedMessage } from './play-sample.js';
import type { Sample, SampleStep } from './sample.js';

const FIRST_DAY = '2026-12-01';
const startedAt = momentAt(FIRST_DAY, '14:00');

const anyDay = fc.integer({ min: 0, max: 90 }).map((days) => addDays(FIRST_DAY, days));
const anyMoment = fc.integer({ min: 1, max: 90 * 24 * 60 }).map((minutes) => isoKorean(startedAt + minutes * MINUTE));

function anyValue(field: FieldDefinition): fc.Arbitrary<FieldValue> {
  switch (field.type) {
    case 'text': {
      const most = field.maxLength ?? 200;
      return fc.constantFrom('가', '가'.repeat(most), '가나다 12'.slice(0, most));
    }
    case 'integer':
      return fc.integer({ min: field.min ?? 0, max: field.max ?? 400 });
    case 'amount':
      return fc.integer({ min: field.min ?? 0, max: field.max ?? 100_000_000 });
    case 'date':
      return anyDay;
    case 'dateTime':
      return anyMoment;
    case 'url':
      return fc.constant('https://www.example.go.kr/1');
    case 'choice':
      return fc.constantFrom(...Object.keys(field.options));
    case 'boolean':
      return fc.boolean();
  }
}

function anyFields(fields: Readonly<Record<string, FieldDefinition>>): fc.Arbitrary<Fields> {
  const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, anyValue(field)]));
  const requiredKeys = Object.keys(fields).filter((name) => !fields[name]?.optional);
  return fc.record(values, { requiredKeys });
}

const anyStep = ({ events }: Definition): fc.Arbitrary<Omit<SampleStep, 'at'>> =>
  fc
    .constantFrom(...(Object.keys(events).length === 0 ? ['none'] : Object.keys(events)))
    .chain((event) => anyFields(events[event]?.data ?? {}).map((given) => ({ event, data: given })));

/** Up to twelve events, minutes or days apart. */
const anySample = (definition: Definition): fc.Arbitrary<Sample> =>
  fc
    .record({
      data: anyFields(definition.input),
      steps: fc.array(
        fc.tuple(anyStep(definition), fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 14_400 }))),
        // one that is over once it has begun hears of nothing
        { maxLength: Object.keys(definition.events).length === 0 ? 0 : 12 },
      ),
      alone: fc.boolean(),
    })
    .map(({ data, steps, alone }) => {
      let at = startedAt;
      return {
        lifecycle: definition.name,
        startedAt: isoKorean(startedAt),
        reference: '2612-000123',
        parties: Object.fromEntries(
          Object.entries(definition.parties)
            .filter(([, { optional }]) => !(alone && optional))
            .map(([role]) => [role, { name: '홍길동', phone: '01055000000' }]),
        ),
        data,
        steps: steps.map(([step, minutes]) => ({ ...step, at: isoKorean((at += minutes * MINUTE)) })),
        until: isoKorean(at + 400 * DAY),
      };
    });

/** What keeps a message from being sent in any of its languages, alone or for all of its bundle, if anything does. */
const flaws = (definition: Definition, sample: Sample, message: PlayedMessage): string[] =>
  [message.template, ...(message.bundle ? [message.bundle.plural] : [])].flatMap((code) =>
    [undefined, ...languagesOf(definition.templates[code]!)].flatMap((language) =>
      flawsOf(definition, sample, message, code, language),
    ),
  );

function flawsOf(
  definition: Definition,
  { parties, reference }: Sample,
  message: PlayedMessage,
  code: string,
  language: string | undefined,
): string[] {
  const template = templateIn(definition.templates[code]!, language);
  const links = Object.fromEntries(
    Object.keys(definition.links ?? {}).map((name) => [name, 'https://bongsu.example/l/0123456789abcdefghijkl']),
  );
  const spoken = languageToSpeak(definition.templates[code]!, 'text', language, () => true);
  const valuesIn = (tag: string | undefined) =>
    templateValues(definition, code, {
      fields: { ...message.data, ...message.fields },
      parties,
      institution: EXAMPLE_INSTITUTION_NAME,
      reference,
      clockEnds: message.clockEnds,
      links,
      language: tag,
      bundle: { count: 3 },
    });
  const buttons = (template.buttons ?? []).flatMap((button) => ('linkMo' in button ? [button.linkMo] : []));
  const text = render(template.fallback.text, valuesIn(spoken));
  const [body, title, ...rest] = [template.body, template.emphasize?.title ?? '', ...buttons].map((each) =>
    render(each, valuesIn(language)),
  );
  const missing = [body, text, title, ...rest].flatMap((each) => (each && 'missing' in each ? each.missing : []));
  if (missing.length > 0) return [`${code} lacks ${missing.join(', ')}`];
  const length = (each: typeof body): string => (each && 'text' in each ? each.text : '');
  return [
    ...(length(body).length + (template.extra ?? '').length > CONTENT_LIMITS.body ? [`${code} is too long`] : []),
    ...(length(title).length > CONTENT_LIMITS.title ? [`${code} has too long a title`] : []),
    ...(fits(length(text), LMS_BYTES) ? [] : [`${code} has a text that no message can carry`]),
    ...(fits(template.fallback.subject ?? '', LMS_SUBJECT_BYTES) ? [] : [`${code} has too long a subject`]),
  ];
}

function fits(text: string, most: number): boolean {
  const bytes = eucKrBytes(text);
  return typeof bytes === 'number' && bytes <= most;
}

describe.each(catalogue.map((definition) => ({ name: definition.name, definition })))('$name', ({ definition }) => {
  it('can say all that it decides to say, whatever happens', () => {
    fc.assert(
      fc.property(anySample(definition), (sample) => {
        const { messages } = playSample(definition, sample);
        expect([...new Set(messages.flatMap((message) => flaws(definition, sample, message)))]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
