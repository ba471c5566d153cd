import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { dataConverter } from '#libs/temporal/data-converter.js';
import { EncryptionCodec } from '#libs/temporal/payload-codec.js';
import { bundleWorkflows } from '#libs/temporal/workflow-bundle.js';
import { catalogue } from '#lifecycles/catalogue.js';
import { quietRuntime, workflowBundle } from '../harness/platform.js';
import { BOOK, BORROWER, fatesAtOnce, fatesInTurn } from '../replay/fates.js';
import { inClear, recordedHistories, type RecordedHistory } from '../replay/recorded-histories.js';
import { PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES } from '../replay/recording-key.js';
import { SourceCopy } from '../replay/source-copy.js';

/** What came of replaying each history against a bundle, by name; undefined: it fits. */
async function replayed(bundle: WorkflowBundle, histories: readonly RecordedHistory[]): Promise<Map<string, unknown>> {
  const results = Worker.runReplayHistories(
    { workflowBundle: bundle, dataConverter: dataConverter([PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES]) },
    histories.map(({ name, history }) => ({ workflowId: name, history })),
  );
  const outcomes = new Map<string, unknown>();
  for await (const { workflowId, error } of results) outcomes.set(workflowId, error);
  return outcomes;
}

/**
 * Where a history no longer fits, lifecycles that are running would not go on. What a release has recorded stays as it is
 * and the change goes behind `patched`; only the release in the making is recorded anew (`npm run record-histories`).
 */
describe('A history that some release has recorded', () => {
  let histories!: readonly RecordedHistory[];
  let source!: SourceCopy;

  beforeAll(async () => {
    quietRuntime();
    histories = await recordedHistories();
    source = await SourceCopy.make();
  });
  afterAll(() => source?.remove());

  it('is there for every fate and every shipped lifecycle', () => {
    const shipped = catalogue.map(({ name }) => `catalogue-${name}`);
    const fates = [...Object.keys(fatesAtOnce), ...Object.keys(fatesInTurn), ...shipped];
    const recorded = new Set(histories.map(({ name }) => name.replace(/^.*\//, '')));
    expect(fates.filter((fate) => !recorded.has(fate))).toEqual([]);
  });

  it('names nobody and nothing of theirs, not even to those who hold its key', async () => {
    const codec = new EncryptionCodec([PUBLIC_TEST_KEY_OF_RECORDED_HISTORIES]);
    const texts = await Promise.all(histories.map(({ history }) => inClear(history, codec)));
    // Stands in encrypted inputs alone: so they have been read.
    const loans = texts.filter((text) => text.includes('LOAN_DUE_SOON'));
    expect(loans.length).toBeGreaterThan(10);
    for (const text of texts) expect(text).not.toMatch(new RegExp(`${BORROWER}|${BOOK}|01055|05071`));
  });

  it('is replayed by the workflows of today, each of them', async () => {
    const outcomes = await replayed(await workflowBundle(), histories);
    expect(outcomes.size).toBe(histories.length);
    expect([...outcomes].filter(([, error]) => error !== undefined)).toEqual([]);
  });

  it('is refused by workflows that have been altered', async () => {
    await source.alter(
      'workflows/delivery.ts',
      'let { dealer } = request;',
      "await condition(() => false, '1 second');\n  let { dealer } = request;",
    );
    const delivered = histories.filter(({ name }) => name.endsWith('/returned-before-the-reminder'));
    const outcomes = await replayed(await bundleWorkflows(source.root), delivered);
    expect(outcomes.size).toBeGreaterThan(0);
    for (const error of outcomes.values()) expect(error).toBeInstanceOf(DeterminismViolationError);
  });
});
