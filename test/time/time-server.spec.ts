import { expect, it } from '@jest/globals';
import { describeOverTime } from '../harness/describe-over-time.js';
import { createTimeSkipping } from '../harness/time-skipping.js';

describeOverTime('the time-skipping server', () => {
  it('lets thirty days pass in seconds', async () => {
    const environment = await createTimeSkipping();
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('30 days');
      expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(30 * 86_400_000);
    } finally {
      await environment.teardown();
    }
  });
});
