import '../../scripts/typescript-hooks.mjs';

export default async function stopEngines() {
  const { stopTestEngines } = await import('./engines.ts');
  await stopTestEngines();
}
