import { condition, continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { ENDPOINT_WOKEN, type CallbackEndpointInput } from '#libs/contracts/callback-endpoint-workflow.js';
import { callbackEndpointActivities } from './activity-proxies.js';

const woken = defineSignal(ENDPOINT_WOKEN);

/**
 * Delivers what waits for one endpoint, however many events: what waits and what became of it stands in PostgreSQL, here is
 * only when to go on. It ends when nothing is left, and is started again with the next event.
 */
export async function callbackEndpoint(input: CallbackEndpointInput): Promise<void> {
  let news = false;
  setHandler(woken, () => {
    news = true;
  });
  for (;;) {
    news = false;
    const { nextInMs } = await callbackEndpointActivities(input.tenant).drainEndpoint(input);
    if (nextInMs === undefined && !news) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof callbackEndpoint>(input);
    if (nextInMs !== undefined && nextInMs > 0) await condition(() => news, nextInMs);
  }
}
