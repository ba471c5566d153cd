/** Names of languages, as BCP 47 has them, in lower case: a language, at most with a script and a region (`zh-hant`, `pt-br`). */
import { z } from 'zod';

export const KOREAN = 'ko';

const TAG = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/;

/** ISO 639-1, and what has no name of two letters but is read by many in Korea: Filipino and Cantonese. */
const LANGUAGES: ReadonlySet<string> = new Set(
  `aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
  eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk
  kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
  oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
  tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu fil yue`.split(/\s+/),
);

/** A tag of that form, of a language that there is. */
export const isLanguage = (tag: string): boolean => TAG.test(tag) && LANGUAGES.has(primaryOf(tag));

/** The language itself: `zh` of `zh-hant-tw`. */
export const primaryOf = (tag: string): string => tag.split('-')[0] ?? tag;

export const isKorean = (tag: string): boolean => primaryOf(tag) === KOREAN;

/** A tag under which something is said in another language than Korean, in which everything is said. */
export const languageTag = z
  .string()
  .regex(TAG)
  .refine(isLanguage, 'names no language of ISO 639; write as en, zh or zh-hant')
  .refine((tag) => !isKorean(tag), 'is Korean, in which the template itself is written; leave it out');

/** From the tag to what it is a kind of: `zh-hant-tw`, `zh-hant`, `zh` (RFC 4647 §3.4). */
export function fromNearest(tag: string): string[] {
  const parts = tag.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

/** As operators call it. */
const TITLES: Readonly<Record<string, string>> = {
  ko: '한국어',
  en: '영어',
  zh: '중국어',
  'zh-hans': '중국어(간체)',
  'zh-hant': '중국어(번체)',
  ja: '일본어',
  vi: '베트남어',
  th: '태국어',
  fil: '필리핀어',
  tl: '필리핀어',
  id: '인도네시아어',
  ms: '말레이어',
  mn: '몽골어',
  ru: '러시아어',
  uz: '우즈베크어',
  kk: '카자흐어',
  ky: '키르기스어',
  km: '크메르어',
  lo: '라오어',
  my: '미얀마어',
  ne: '네팔어',
  si: '싱할라어',
  bn: '벵골어',
  hi: '힌디어',
  ur: '우르두어',
  fa: '페르시아어',
  ar: '아랍어',
  tr: '튀르키예어',
  fr: '프랑스어',
  de: '독일어',
  es: '스페인어',
  pt: '포르투갈어',
  uk: '우크라이나어',
};

/** Korean; the tag itself where nobody has written one down. */
export function languageTitle(tag: string): string {
  const known = fromNearest(tag).find((each) => Object.hasOwn(TITLES, each));
  return known === undefined ? tag : TITLES[known]!;
}
