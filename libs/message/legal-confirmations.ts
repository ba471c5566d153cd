import type { Moment } from '#libs/lifecycle/state.js';

/**
 * What a tenant confirms before anything of it reaches people: that it may. The product cannot see whether it is so; it asks,
 * keeps who said so, when and to which words, and lets nobody start for real without.
 *
 * The articles are those of the 개인정보 보호법 (PIPA) and its 시행령, named from secondary sources (criterion 3.3.2 of the
 * ISMS-P certification for article 26, published privacy policies for articles 15 and 30) and from the rules of Kakao's official
 * dealers for the third. Not verified: the text of the law as it is in force today, the numbers of paragraphs after its
 * amendments, and whether 전자문서 or sectoral laws ask a tenant for more. A tenant's own counsel has the last word.
 */
export const CONFIRMATION_KINDS = ['lawful-collection', 'processing-contract', 'notice-to-people'] as const;
export type ConfirmationKind = (typeof CONFIRMATION_KINDS)[number];

/** What is confirmed, in the words that whoever confirms it reads. Words that change get another version; old ones stay known by it. */
export interface Wording {
  readonly version: number;
  /** For people, Korean. */
  readonly title: string;
  /** Korean. */
  readonly text: string;
  /** Where it comes from, Korean. */
  readonly basis: string;
}

export const WORDINGS: Readonly<Record<ConfirmationKind, Wording>> = {
  'lawful-collection': {
    version: 1,
    title: '전화번호의 적법한 수집',
    text: '우리 기관은 메시지를 받을 분의 이름과 전화번호를 동의, 법령, 계약 등 적법한 근거로 수집하였고, 그 목적 안에서만 안내를 보냅니다.',
    basis: '개인정보 보호법 제15조',
  },
  'processing-contract': {
    version: 1,
    title: '처리 위탁 계약',
    text: '우리 기관은 메시지 발송에 관한 개인정보 처리의 위탁을 이 플랫폼의 운영자 및 딜러사와 문서로 계약하였고, 위탁하는 업무와 수탁자를 정보주체가 볼 수 있게 공개하였습니다.',
    basis: '개인정보 보호법 제26조, 같은 법 시행령 제28조',
  },
  'notice-to-people': {
    version: 1,
    title: '받는 분에 대한 고지',
    text: '우리 기관은 받는 분에게 안내가 카카오톡 알림톡으로 가고, 알림톡을 받을 수 없거나 차단하면 문자로 간다는 것과 거부하는 방법을 알렸습니다.',
    basis: '개인정보 보호법 제15조 제2항(동의를 근거로 할 때 알릴 사항)·제30조(처리방침), 카카오 알림톡 운영 정책',
  },
};

/** Something that was said of a confirmation, and by whom. */
export interface ConfirmationAct {
  readonly kind: ConfirmationKind;
  readonly act: 'given' | 'withdrawn';
  /** Of the words that were confirmed, or taken back. */
  readonly version: number;
  /** Office and name, as they give them. */
  readonly by: string;
  readonly at: Moment;
}

/** The acts that hold, one a kind: of each kind the last one, where it was given. `acts`: oldest first. */
export function standing(acts: readonly ConfirmationAct[]): ReadonlyMap<ConfirmationKind, ConfirmationAct> {
  const last = new Map<ConfirmationKind, ConfirmationAct>();
  for (const act of acts) last.set(act.kind, act);
  return new Map([...last].filter(([, { act }]) => act === 'given'));
}

/** Without any of these nothing is started for real. What was given holds, also when its words have changed since. */
export const missingOf = (given: Iterable<string>): readonly ConfirmationKind[] => {
  const held = new Set(given);
  return CONFIRMATION_KINDS.filter((kind) => !held.has(kind));
};
