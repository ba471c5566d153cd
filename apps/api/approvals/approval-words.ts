import type { GuardedAct } from '#libs/message/two-person-rule.js';

/** What is said of an act to whoever decides about it, by act. Names, ids, counts and moments; nothing personal. */
export interface ActFacts {
  readonly 'publish-type': {
    readonly type: string;
    readonly title: string;
    readonly hash: string;
    /** The number that the version gets. */
    readonly version: number;
    /** The version that new affairs start by until then; null: the type is new. */
    readonly replaces: { readonly version: number; readonly hash: string } | null;
    readonly stages: Difference;
    readonly templates: Difference;
  };
  readonly 'event-to-many': {
    readonly lifecycleType: string;
    readonly type: string;
    readonly eventId: string;
    readonly stages: readonly string[] | null;
    /** How many references were given; null: none, so that all of the type are meant. */
    readonly references: number | null;
  };
  readonly 'correct-messages': {
    readonly type: string;
    readonly template: string;
    readonly correction: string;
    readonly plannedFrom: string;
    readonly plannedUntil: string;
    readonly perMinute: number;
    readonly withoutTemplate: number;
    /** Where the dry run of it can be read. */
    readonly trial: string;
  };
  readonly 'resend-leak': { readonly leak: string };
  readonly 'migrate-lifecycles': {
    readonly type: string;
    readonly toVersion: string;
    readonly fromVersions: readonly string[];
    readonly perMinute: number;
    /** Where the dry run of it can be read, with every message that appears, vanishes or shifts. */
    readonly trial: string;
  };
  readonly 'loosen-rule': { readonly before: object; readonly after: object; readonly settings: readonly string[] };
}

/** Names that a new version adds to, changes in, and takes out of the one before. */
export interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** @param canonical of equal parts the same text */
export function differenceOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  canonical: (part: unknown) => string,
): Difference {
  const names = (of: object): string[] => Object.keys(of).sort();
  return {
    added: names(after).filter((name) => !Object.hasOwn(before, name)),
    changed: names(after).filter(
      (name) => Object.hasOwn(before, name) && canonical(before[name]) !== canonical(after[name]),
    ),
    removed: names(before).filter((name) => !Object.hasOwn(after, name)),
  };
}

const WORDS: { readonly [A in GuardedAct]: (facts: ActFacts[A], count: string) => string } = {
  'publish-type': ({ type, title, version, replaces }) =>
    replaces === null
      ? `${title}(${type})을 새로 게시함`
      : `${title}(${type})의 ${version}판을 ${replaces.version}판 대신 게시함`,
  'event-to-many': ({ lifecycleType, type }, count) => `${lifecycleType} ${count}건에 ${type} 이벤트를 알림`,
  'correct-messages': ({ type, template, correction }, count) =>
    `${type}의 ${template}로 나간 메시지 ${count}건을 ${correction}로 바로잡음`,
  'resend-leak': (_, count) => `잘못된 번호로 나간 메시지 ${count}건을 바른 번호로 다시 보냄`,
  'migrate-lifecycles': ({ type, toVersion }, count) =>
    `진행 중인 ${type} ${count}건을 ${toVersion.slice(0, 12)} 판으로 옮김`,
  'loosen-rule': () => '2인 승인 규칙을 느슨하게 바꿈',
};

/** What would happen, in a sentence, Korean. `facts` are those of the act. */
export function whatWords(act: GuardedAct, facts: object, count: number | null): string {
  const words = WORDS[act] as (facts: object, count: string) => string;
  return words(facts, (count ?? 0).toLocaleString('ko-KR'));
}
