// Jest loads a global setup as CommonJS, where our ESM TypeScript cannot be; so the hooks go first.
import '../../scripts/typescript-hooks.mjs';

export default async function startEngines() {
  const { startTestEngines } = await import('./engines.ts');
  await startTestEngines();
}
