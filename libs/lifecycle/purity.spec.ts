import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);

/** The values (not types) that a module imports, as written, followed through our own files. */
function importsOf(entry: URL, seen = new Map<string, string>()): Map<string, string> {
  const source = readFileSync(entry, 'utf8');
  seen.set(entry.href, source);
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export)(?! type)[^'"]*?from '([^']+)'/gm)) {
    const file = specifier.startsWith('.')
      ? new URL(specifier.replace(/\.js$/, '.ts'), entry)
      : specifier.startsWith('#')
        ? new URL(specifier.slice(1).replace(/\.js$/, '.ts'), root)
        : undefined;
    if (!file) seen.set(specifier, '');
    else if (!seen.has(file.href)) importsOf(file, seen);
  }
  return seen;
}

describe('the engine', () => {
  const modules = importsOf(new URL('engine.ts', import.meta.url));

  it('loads nothing but the pure cores: no parser, no engine of others, no Node', () => {
    const others = [...modules.keys()].filter((name) => !/\/libs\/(lifecycle|calendar)\//.test(name));
    expect(others).toEqual([]);
  });

  it.each(['Date', 'Intl', 'Math.random', 'process', 'globalThis', 'toLocale'])('never asks %s', (name) => {
    const code = [...modules.values()].join('\n').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code).not.toMatch(new RegExp(`\\b${name.replace('.', '\\.')}\\b`));
  });
});
