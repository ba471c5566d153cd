/**
 * An engine that Jest's global setup, or `npm test` before it, has announced in the environment.
 * Throws for a suite that is not in one of the projects with engines (integration, workflows, time, e2e).
 */
export function announced(name: 'BONGSU_TEST_POSTGRES_URL' | 'BONGSU_TEST_TEMPORAL_ADDRESS'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this suite in a Jest project with engines`);
  return value;
}
