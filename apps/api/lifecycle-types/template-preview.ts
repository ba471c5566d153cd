import { z } from 'zod';
import type { Problem } from '#libs/contracts/error-codes.js';
import { messagePreview } from '#libs/content/preview/message-preview.js';
import type { Definition } from '#libs/lifecycle/definition.js';
import { dataProblems } from '#libs/lifecycle/schemas.js';
import type { Fields } from '#libs/lifecycle/state.js';
import { KOREAN } from '#libs/lifecycle/language-tags.js';
import { languageToSpeak, templateIn, templatesToRegister, variantCode } from '#libs/lifecycle/template-languages.js';
import { contentOf, linkValues, previewToken } from '#libs/lifecycle/template-links.js';
import { templateValues } from '#libs/lifecycle/template-values.js';
import { storedFields } from '#libs/lifecycle/visibility.js';
import { withCodes } from '../lifecycles/data-problems.js';
import { readShape } from '../problem-details/checked-by-handler.js';
import { inputError, ProblemError } from '../problem-details/problem-error.js';
import { lineOfText, reference } from '../requests/field-schemas.js';

/** A template with somebody's data: what they would read, as a picture. Nothing of it is kept. */

export const previewBodyExample = {
  data: { bookTitle: '토지', dueDate: '2030-12-15' },
  parties: { borrower: { name: '김하늘' } },
};

export const previewBody = z
  .strictObject({
    data: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Any of the fields that a start or an event may write. What is left out stays a place, #{…}.'),
    parties: z
      .record(z.string(), z.strictObject({ name: lineOfText(50) }))
      .optional()
      .describe('By role.'),
    reference: reference.optional(),
    clocks: z
      .record(z.string(), z.iso.date())
      .optional()
      .describe('When clocks run out, by name, for templates that show it: a day, YYYY-MM-DD.'),
    count: z.int().min(2).max(100).optional().describe('Of a bundle: how many items it tells of.'),
  })
  .meta({
    id: 'PreviewTemplate',
    examples: [previewBodyExample],
  });

const svg = z.string().describe('A picture in SVG, which needs nothing from elsewhere.');

export const templatePreview = z
  .object({
    code: z.string().describe('Under which it is registered.'),
    language: z.string().describe('Of the 알림톡; `ko` where the template does not speak the one that was asked for.'),
    title: z.string(),
    alimtalk: z
      .object({
        svg,
        firstSvg: svg.describe(
          'The first one from the channel: KakaoTalk itself offers 채널 추가 and 알림톡 차단 below it.',
        ),
        text: z.string(),
        characters: z.int(),
      })
      .describe('As KakaoTalk shows it, roughly.'),
    text: z
      .object({
        svg,
        channel: z.enum(['sms', 'lms', 'mms']),
        language: z.string(),
        text: z.string(),
        subject: z.string().nullable(),
        bytes: z.int().describe('Of EUC-KR.'),
        replaced: z.array(z.string()).describe('Characters of the data that no carrier knows.'),
      })
      .nullable()
      .describe('The text that stands in for it; null where none can be made.'),
    brand: z
      .object({ svg, text: z.string(), characters: z.int() })
      .nullable()
      .describe('The same as a brand message, in Korean; null where the template has none.'),
    missing: z.array(z.string()).describe('Variables without a value: such a message would not be sent.'),
    problems: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
      .describe('What Kakao or carriers would refuse, by the codes of docs/content-rules.md.'),
  })
  .meta({ id: 'TemplatePreview' });

export type TemplatePreview = z.output<typeof templatePreview>;

/** What fills a preview; nothing, for the template as it is registered. */
export interface PreviewData {
  readonly fields: Fields;
  readonly parties: Readonly<Record<string, { readonly name: string }>>;
  readonly reference?: string | undefined;
  readonly count?: number | undefined;
  /** Days on which clocks run out, by name. */
  readonly clocks?: Readonly<Record<string, string>> | undefined;
  /** In which its reader reads; Korean, if left out. */
  readonly language?: string | undefined;
}

/** Throws a ProblemError that lists everything wrong with the data. */
export function readPreview(definition: Definition, body: unknown): PreviewData {
  if (body === undefined) throw new ProblemError('BODY_MISSING');
  const shape = readShape(previewBody, body);
  if ('problems' in shape) throw inputError(shape.problems);
  const { data = {}, parties = {}, reference: ofAffair, count, clocks } = shape.value;
  const known = storedFields(definition);
  const given = Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(data, name)));
  const roles = Object.keys(definition.parties);
  const problems: Problem[] = [
    ...withCodes(known, data, dataProblems(given, data)),
    ...Object.keys(parties)
      .filter((role) => !roles.includes(role))
      .map((role) => ({
        // people paste names and numbers into wrong places: what looks like no role is not repeated
        path: `parties.${/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(role) ? role : '(unnamed)'}`,
        code: 'PARTY_UNKNOWN' as const,
        message: `is none of: ${roles.join(', ')}`,
      })),
  ];
  if (problems.length > 0) throw inputError(problems);
  // every value has been checked against its field
  return { fields: data as Fields, parties, reference: ofAffair, count, clocks };
}

/** `code`: of the definition, or of one of its languages (`LOAN_STARTED.en`). Throws TEMPLATE_NOT_FOUND. */
export function previewOf(
  definition: Definition,
  code: string,
  { fields, parties, reference: ofAffair, count, clocks, language: asked }: PreviewData,
  { linkBase, institution }: { readonly linkBase: string; readonly institution: string | undefined },
): TemplatePreview {
  const registered = templatesToRegister(definition);
  if (!Object.hasOwn(registered, code)) throw new ProblemError('TEMPLATE_NOT_FOUND');
  const { code: ownCode, language: ofCode } = registered[code]!;
  const template = definition.templates[ownCode]!;
  const spoken = (channel: 'alimtalk' | 'text') => languageToSpeak(template, channel, asked ?? ofCode, () => true);
  const [language, inText] = [spoken('alimtalk'), spoken('text')];
  const { tokens, addresses } = linkValues(template, linkBase, previewToken);
  const valuesIn = (tag: string | undefined) => ({
    ...templateValues(definition, ownCode, {
      fields,
      parties,
      institution,
      reference: ofAffair,
      clockEnds: clocks,
      links: addresses,
      language: tag,
      ...(count !== undefined && { bundle: { count } }),
    }),
    ...tokens,
  });
  const { alimtalk, text, brand, missing, problems } = messagePreview(
    contentOf(templateIn(template, language), linkBase),
    templateIn(template, inText).fallback,
    valuesIn(language),
    valuesIn(inText),
    template.brand,
  );
  return {
    code: language === undefined ? ownCode : variantCode(ownCode, language),
    language: language ?? KOREAN,
    title: template.title,
    alimtalk,
    text: text && { ...text, language: inText ?? KOREAN, replaced: [...text.replaced] },
    brand,
    missing: [...missing],
    problems: problems.map(({ path, code: problemCode, message }) => ({ path, code: problemCode, message })),
  };
}
