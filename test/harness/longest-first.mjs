import { relative } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/**
 * Of the suites that take longest, about how long, s, on two busy cores. They begin first, so that none is left to run by
 * itself at the end; Jest's own order, which knows nothing of a fresh clone's suites but their size, holds for the rest.
 */
const SECONDS = {
  'test/e2e/morning-release.spec.ts': 440,
  'test/e2e/catalogue.spec.ts': 400,
  'test/e2e/network-faults.spec.ts': 225,
  'test/integration/api-fuzzed.spec.ts': 210,
  'test/time/catalogue.spec.ts': 200,
  'test/workflows/continue-as-new-carries-all.spec.ts': 150,
  'test/e2e/migration-kills.spec.ts': 110,
  'test/time/bundles.spec.ts': 100,
  'test/time/three-years.spec.ts': 100,
  'test/e2e/temporal-outage.spec.ts': 100,
  'test/integration/advertising-delivery.spec.ts': 95,
  'test/e2e/dealer-failover.spec.ts': 90,
  'test/e2e/api-kills.spec.ts': 80,
  'test/integration/planted-data.spec.ts': 75,
  'test/integration/dealer-outage.spec.ts': 70,
  'test/workflows/message-corrections.spec.ts': 70,
  'libs/lifecycle/definition.properties.spec.ts': 60,
  'test/workflows/migration.spec.ts': 60,
  'test/integration/key-rotation.spec.ts': 60,
};

export default class LongestFirst extends TestSequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    const secondsOf = ({ path, context }) => SECONDS[relative(context.config.rootDir, path)] ?? 0;
    return [...super.sort(tests)].sort((a, b) => secondsOf(b) - secondsOf(a));
  }
}
