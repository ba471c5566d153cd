import type { Button, Template } from '../state.js';
import type { RefusalCode } from './status-messages.js';

/** `detail` tells the sender what differs; the dealer's own answer gives less away. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail?: string;
}

export interface Rendered {
  readonly text: string;
  readonly title: string | null;
  readonly subtitle: string | null;
  readonly buttons: Button[];
}

export interface AlimtalkContent {
  readonly text?: string | undefined;
  readonly variables?: Record<string, string> | undefined;
  readonly buttons?: readonly Button[] | undefined;
  readonly title?: string | undefined;
}

const VARIABLE = /#\{([^{}]+)\}/g;
const LINKS = ['linkMo', 'linkPc', 'linkAnd', 'linkIos'] as const;
/** Body and further information together, counted in characters after substitution (dealer-api §3). */
const BODY_LIMIT = 1_000;

/** The variables that a template wants: those of body, highlighted title and links. */
export function variablesOf(template: Template): Set<string> {
  const parts = [template.content, template.emphasizeTitle ?? ''];
  for (const button of template.buttons ?? []) for (const link of LINKS) parts.push(button[link] ?? '');
  return new Set(parts.flatMap((part) => [...part.matchAll(VARIABLE)].map((match) => match[1]!)));
}

/**
 * Renders a message by its template, from variables, or compares a text that the sender has rendered with it. Both at
 * once are refused, and so are missing and surplus variables: what the real dealer does then is not documented, and
 * Kakao refuses silently and later.
 */
export function matchTemplate(template: Template, content: AlimtalkContent): { rendered: Rendered } | Refusal {
  const { text, variables, buttons = [] } = content;
  if (text !== undefined && variables && Object.keys(variables).length > 0) {
    return { code: '1043', detail: 'text와 variables를 함께 쓸 수 없습니다.' };
  }
  const result =
    text === undefined ? fromVariables(template, variables ?? {}) : fromText(template, text, content.title);
  if ('code' in result) return result;
  const wrongButtons = text === undefined && buttons.length === 0 ? undefined : buttonsRefused(template, buttons);
  if (wrongButtons) return wrongButtons;
  if (result.text.length + (template.extra ?? '').length > BODY_LIMIT) return { code: '1031' };
  const rendered = text === undefined ? result : { ...result, buttons: [...buttons] };
  return { rendered };
}

function fromVariables(template: Template, variables: Record<string, string>): Rendered | Refusal {
  const wanted = variablesOf(template);
  const values = new Map<string, string>();
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(variables)) {
    const name = /^#\{([^{}]+)\}$/.exec(key)?.[1];
    if (name !== undefined && wanted.has(name)) values.set(name, value);
    else unknown.push(key);
  }
  const missing = [...wanted].filter((name) => !values.has(name)).map((name) => `#{${name}}`);
  if (missing.length > 0) return { code: '1043', detail: `빠진 변수: ${missing.join(', ')}` };
  if (unknown.length > 0) return { code: '1043', detail: `템플릿에 없는 변수: ${unknown.join(', ')}` };
  // One pass: a value that looks like a variable stays as it is.
  const fill = (part: string): string => part.replaceAll(VARIABLE, (whole, name: string) => values.get(name) ?? whole);
  return {
    text: fill(template.content),
    title: template.emphasizeTitle === undefined ? null : fill(template.emphasizeTitle),
    subtitle: template.emphasizeSubtitle ?? null,
    buttons: (template.buttons ?? []).map((button) => filledButton(button, fill)),
  };
}

function fromText(template: Template, text: string, title: string | undefined): Rendered | Refusal {
  if (!fits(template.content, text)) return { code: '1043' };
  const wantsTitle = template.emphasizeType === 'TEXT' ? (template.emphasizeTitle ?? '') : undefined;
  if (wantsTitle === undefined ? title !== undefined : !fits(wantsTitle, title ?? '')) {
    return { code: '1043', detail: '강조 제목이 템플릿과 다릅니다.' };
  }
  return { text, title: title ?? null, subtitle: template.emphasizeSubtitle ?? null, buttons: [] };
}

function buttonsRefused(template: Template, buttons: readonly Button[]): Refusal | undefined {
  const wanted = template.buttons ?? [];
  if (buttons.length > 5) return { code: '1050' };
  if (wanted.length > 0 && buttons.length === 0) return { code: '1046' };
  if (wanted.length === 0 && buttons.length > 0) return { code: '1047' };
  if (wanted.length !== buttons.length) return { code: '1052' };
  for (const [index, button] of buttons.entries()) {
    const pattern = wanted[index]!;
    if (button.buttonName !== pattern.buttonName || button.buttonType !== pattern.buttonType) return { code: '1052' };
    for (const link of LINKS) {
      if (!fits(pattern[link] ?? '', button[link] ?? '')) return { code: '1045' };
    }
  }
  return undefined;
}

function filledButton(button: Button, fill: (part: string) => string): Button {
  const links = LINKS.filter((link) => button[link] !== undefined).map((link) => [link, fill(button[link]!)] as const);
  return { buttonName: button.buttonName, buttonType: button.buttonType, ...Object.fromEntries(links) };
}

/** Whether `text` is `pattern` with something in place of each variable, to the last space and newline. */
function fits(pattern: string, text: string): boolean {
  const source = pattern
    .split(/#\{[^{}]+\}/)
    .map((literal) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*?');
  return new RegExp(`^${source}$`).test(text);
}
