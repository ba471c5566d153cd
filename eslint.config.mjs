// The rooms of the house and who may go where; test/unit/lint-rules.spec.ts proves on test/lint-fixture that each rule fires.
import eslint from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const CORES = ['audit', 'calendar', 'content', 'lifecycle', 'message'];
/** As pure as they are, and made of them: what would happen. Nothing that really happens depends on it. */
const REHEARSAL = 'rehearsal';
/** Shells that know the cores and the contracts, but not each other: apps and activities bring them together. */
const SHELLS = ['database', 'dealers', 'temporal', 'platform'];

const lib = (...names) => ({ element: { type: 'lib', captured: { lib: names } } });
const room = (type) => ({ element: { type } });
const app = (name) => ({ element: { type: 'app', captured: { app: name } } });
const APPS = ['api', 'worker', 'codec-endpoint', 'dealer-simulator', 'sign-in-simulator', 'console', 'cli'];
const allow = (from, to, dependency) => ({ from, allow: { to, ...(dependency && { dependency }) } });

const roomRules = [
  // The pure cores import nothing of ours but each other, and never back.
  allow(lib('calendar'), lib('calendar')),
  // What Kakao, carriers and the law take: a definition is judged by it as a message is.
  allow(lib('content'), lib('content')),
  // What proves that nothing was changed: hashes and signed words, for whoever keeps or checks them.
  allow(lib('audit'), lib('audit')),
  // The engine's vocabulary of time; none of its code.
  allow(lib('audit'), lib('lifecycle'), { kind: 'type' }),
  allow(lib('lifecycle'), lib('lifecycle', 'calendar', 'content')),
  allow(lib('message'), lib('message', 'calendar', 'content')),
  // The engine's vocabulary (Moment, SendEffect) is what a message is made of; none of its code.
  allow(lib('message'), lib('lifecycle'), { kind: 'type' }),
  allow(lib(REHEARSAL), lib(REHEARSAL, ...CORES)),
  allow(lib('contracts'), lib('contracts', ...CORES)),
  ...SHELLS.map((name) => allow(lib(name), lib(name, 'contracts', ...CORES))),
  // Receipts are stored in the shape that every dealer gives them; the port's types only.
  allow(lib('database'), lib('dealers'), { kind: 'type' }),
  allow(room('lifecycles'), room('lifecycles')),
  allow(room('lifecycles'), lib('lifecycle')),
  allow(room('workflows'), room('workflows')),
  allow(room('workflows'), lib('contracts', ...CORES)),
  // Proxies need the shape of activities, never their code.
  allow(room('workflows'), room('activities'), { kind: 'type' }),
  allow(room('activities'), room('activities')),
  allow(room('activities'), lib('contracts', ...CORES, ...SHELLS)),
  ...APPS.map((name) => allow(app(name), app(name))),
  allow(room('app'), lib('contracts', REHEARSAL, ...CORES, ...SHELLS)),
  allow(room('app'), room('activities')),
  allow(room('app'), room('lifecycles')),
];

const NODE_GLOBALS = ['process', 'URL', 'setTimeout', 'clearTimeout', 'setInterval', 'console', 'fetch'];

/** Time comes as an argument, and so does chance. */
const noClock = (message) => ({
  'no-restricted-globals': [
    'error',
    ...['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'performance', 'crypto', 'Buffer'].map(
      (name) => ({ name, message }),
    ),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message },
    { object: 'Math', property: 'random', message },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message },
    { selector: 'CallExpression[callee.name="Date"]', message },
  ],
});

/** Only these packages, and whatever is ours (where the rules above decide). */
const onlyPackages = (allowed, message) => [
  'error',
  { patterns: [{ regex: `^(?!\\.|#${allowed && `|(${allowed})$`})`, message }, NO_DEEP_TEMPORAL] },
];
const NO_DEEP_TEMPORAL = { group: ['@temporalio/*/src/*', '@temporalio/*/lib/*'], message: 'Not public.' };
const PURE_PACKAGES = 'zod|@noble/hashes/[a-z0-9.]+';

const CORE_FILES = [...CORES, REHEARSAL].map((name) => `libs/${name}/**/*.ts`);
const TESTS = ['**/*.spec.ts', 'test/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.bongsu/**', 'coverage/**', 'test/lint-fixture/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      // Believes that a schema which only a decorator reads is never read.
      'no-useless-assignment': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'import-x': importX, boundaries },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/include': ['apps/**', 'libs/**', 'lifecycles/**', 'workflows/**', 'activities/**'],
      'boundaries/elements': [
        { type: 'workflows', pattern: 'workflows', partialMatch: false },
        { type: 'activities', pattern: 'activities', partialMatch: false },
        { type: 'lifecycles', pattern: 'lifecycles', partialMatch: false },
        { type: 'lib', pattern: 'libs/*', capture: ['lib'], partialMatch: false },
        { type: 'app', pattern: 'apps/*', capture: ['app'], partialMatch: false },
      ],
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies: roomRules }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', fixStyle: 'inline-type-imports' },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [NO_DEEP_TEMPORAL] }],
      // A number in a text reads as everybody expects.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Under noUncheckedIndexedAccess a `!` states what the line before has made sure of.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `() => log(…)` says as much as its longer form.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What is left out on purpose begins with an underscore, or is cut out of an object.
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      // Nest modules are empty classes with a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest declares its options as classes and means object literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Records by id are what some state is.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Going through a text by code point is what the spread is for.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    },
  },
  {
    // The cores are computed, never told by a machine: no packages but these, no Node, no clock, no chance.
    files: CORE_FILES,
    rules: {
      '@typescript-eslint/no-restricted-imports': onlyPackages(PURE_PACKAGES, 'A pure core imports no such thing.'),
      ...noClock('A pure core takes time as an argument.'),
    },
  },
  {
    files: ['libs/contracts/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': onlyPackages(
        `${PURE_PACKAGES}|@temporalio/(common|workflow)`,
        'Contracts are read in workflows, too: no Node, no Nest.',
      ),
    },
  },
  {
    files: ['lifecycles/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': onlyPackages('', 'The catalogue is data.'),
      ...noClock('The catalogue is data.'),
    },
  },
  {
    // Whatever a workflow reads has to be there again on replay. The bundler is the second gate.
    files: ['workflows/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': onlyPackages(
        '@temporalio/(workflow|common)',
        'Only Temporal’s workflow API and what is pure enters a workflow.',
      ),
      // Handlers change state while the main function waits; narrowing across an await does not know it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['libs/temporal/**/*.ts', 'libs/platform/**/*.ts', 'libs/database/**/*.ts', 'libs/dealers/**/*.ts'],
    ignores: TESTS,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            NO_DEEP_TEMPORAL,
            // Logging speaks Nest's logger interface; nothing else of a library may depend on the framework.
            {
              group: ['@nestjs/*'],
              importNamePattern: '^(?!LoggerService$|LogLevel$)',
              message: 'Libraries do not depend on Nest: apps wire them.',
            },
          ],
        },
      ],
    },
  },
  {
    files: TESTS,
    rules: {
      // A test may look across rooms, into a machine's clock, and use what a fixture needs.
      'boundaries/dependencies': 'off',
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [NO_DEEP_TEMPORAL] }],
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      // The body of an answer is whatever came; the expectation is the check.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      // What beforeAll was to make is missing when it failed, and afterAll runs all the same.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
);
