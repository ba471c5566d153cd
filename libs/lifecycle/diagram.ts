import type { Branch, Definition, Timer } from './definition.js';
import { branchesOf } from './visibility.js';

/** A lifecycle as a Mermaid state diagram with Korean labels; the same for the same definition, whatever its key order. */
export function stateDiagram(definition: Definition): string {
  const names = [
    definition.first,
    ...Object.keys(definition.stages)
      .filter((name) => name !== definition.first)
      .sort(),
  ];
  const lines = ['stateDiagram-v2'];
  for (const name of names) lines.push(`  state "${label(definition.stages[name]?.title ?? name)}" as ${idOf(name)}`);
  lines.push(`  [*] --> ${idOf(definition.first)}`);
  for (const name of names) {
    const stage = definition.stages[name];
    if (!stage) continue;
    if (stage.final) {
      lines.push(`  ${idOf(name)} --> [*]`);
      continue;
    }
    const timers = inOrder({ ...definition.timers, ...stage.timers });
    for (const [target, titles] of arrowsFrom(definition, name, timers))
      lines.push(`  ${idOf(name)} --> ${idOf(target)} : ${titles.map(label).join(', ')}`);
    if (timers.length === 0) continue;
    lines.push(`  note right of ${idOf(name)}`, ...timers.map(([, { title }]) => `    ${label(title)}`), '  end note');
  }
  return `${lines.join('\n')}\n`;
}

const inOrder = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * One arrow for each stage that a stage leads to, itself included, with all that leads there: Mermaid draws several loops
 * from a stage to itself over each other, so that only the last could be read.
 */
function arrowsFrom(definition: Definition, from: string, timers: readonly [string, Timer][]): Map<string, string[]> {
  const arrows = new Map<string, string[]>();
  const add = (to: string, title: string) => arrows.set(to, [...new Set([...(arrows.get(to) ?? []), title])]);
  for (const [title, { goto }] of reactionsOf(definition, from)) add(goto ?? from, title);
  for (const [, { goto, title }] of timers) if (goto) add(goto, title);
  return arrows;
}

const reactionsOf = (definition: Definition, stage: string): [title: string, branch: Branch][] =>
  inOrder({ ...definition.on, ...definition.stages[stage]?.on }).flatMap(([type, reaction]) =>
    branchesOf(reaction).map((branch): [string, Branch] => [definition.events[type]?.title ?? type, branch]),
  );

/** Mermaid takes no hyphen in an id, and no quote, colon or semicolon in a label. */
const idOf = (stage: string): string => `stage_${stage.replaceAll('-', '_')}`;
const label = (title: string): string => title.replace(/["#:;\n]/g, ' ');
