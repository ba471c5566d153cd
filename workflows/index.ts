/**
 * What the worker registers. The default export runs every type that is not named here, so that Temporal shows a
 * lifecycle's own name (`library-loan`) as the workflow type.
 */
export { lifecycle as default } from './lifecycle.js';
export { bundle } from './bundle.js';
export { correction } from './correction.js';
export { callback } from './callback.js';
export { callbackEndpoint } from './callback-endpoint.js';
export { migration } from './migration.js';
export { message } from './message.js';
export { fetchPrices } from './prices.js';
export { reconcileReceipts } from './reconcile.js';
export { retention } from './retention.js';
export { templateDesk } from './template-desk.js';
