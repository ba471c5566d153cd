// Loads TypeScript in a plain Node process exactly as Jest does in its tests: transformed by swc, with the `source`
// condition. Only for tools that run before anything is compiled (Jest's global setup); everything else runs from dist.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';

if (isMainThread) register(import.meta.url);

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  const inSource = { ...context, conditions: ['source', ...context.conditions] };
  const fromOurs = context.parentURL?.endsWith('.ts') === true;
  if (fromOurs && specifier.startsWith('.') && specifier.endsWith('.js')) {
    return next(specifier.replace(/\.js$/, '.ts'), inSource);
  }
  return next(specifier, inSource);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { filename });
  return { format: 'module', source: code, shortCircuit: true };
}
