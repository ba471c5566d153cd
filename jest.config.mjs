// Native ESM: tests load the same module graph as production (docs/adr/0001). Types are checked by tsc, not here.
const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
const engines = {
  setupFilesAfterEnv: ['<rootDir>/test/harness/patience.ts'],
  globalSetup: '<rootDir>/test/harness/start-engines.mjs',
  globalTeardown: '<rootDir>/test/harness/stop-engines.mjs',
};

export default {
  testSequencer: '<rootDir>/test/harness/longest-first.mjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs,lifecycles,workflows,activities,scripts}/**/*.spec.ts',
        '<rootDir>/test/unit/**/*.spec.ts',
      ],
    },
    { ...base, ...engines, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...base, ...engines, displayName: 'workflows', testMatch: ['<rootDir>/test/workflows/**/*.spec.ts'] },
    { ...base, ...engines, displayName: 'time', testMatch: ['<rootDir>/test/time/**/*.spec.ts'] },
    { ...base, ...engines, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
