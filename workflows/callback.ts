import type { CallbackInput, CallbackState } from '#libs/contracts/callback-workflow.js';
import { callbackActivities } from './activity-proxies.js';

/** Delivers one call to the sender's system. The retries are the activity's own: however many, they cost no events. */
export const callback = (input: CallbackInput): Promise<{ readonly state: CallbackState }> =>
  callbackActivities(input.tenant).deliverCallback(input);
