import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import {
  CALLBACK_ENDPOINT_QUEUE,
  CALLBACK_QUEUE,
  DATABASE_QUEUE,
  dealerQueue,
  siblingQueue,
} from '#libs/contracts/task-queues.js';
import type { CallbackEndpointActivities } from '#libs/contracts/callback-endpoint-workflow.js';
import type { CallbackActivities } from '#libs/contracts/callback-workflow.js';
import type { DatabaseActivities, DealerActivities } from '#libs/contracts/activities.js';

/**
 * Retries are without end: what bounds a message is its expiry, judged inside the activity, and each retry passes the
 * truth check again. Retries of one activity cost no history events.
 */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

const queue = (name: string): string => siblingQueue(workflowInfo().taskQueue, name);

/** Three calls to the dealer, each bounded by the HTTP time-out (10 s by default), and the database in between. */
const DISPATCH_TIMEOUT = '60s';

/** A worker that dies is noticed after this long (libs/temporal/workers.ts beats), not after the activity's own time-out. */
const HEARTBEAT_TIMEOUT = '10s';

export const dealerActivities = (dealer: string) =>
  proxyActivities<DealerActivities>({
    taskQueue: queue(dealerQueue(dealer)),
    startToCloseTimeout: DISPATCH_TIMEOUT,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: RETRY,
  });

/** The options again for a call that also names itself: the SDK replaces options, it does not merge them. */
export const dispatchOptions = (dealer: string, tenant: string, urgent: boolean, summary: string) => ({
  taskQueue: queue(dealerQueue(dealer)),
  startToCloseTimeout: DISPATCH_TIMEOUT,
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: RETRY,
  summary,
  priority: { priorityKey: urgent ? 1 : 3, fairnessKey: tenant },
});

/** `summary`: what operators read on the activity in the Temporal UI. */
export const databaseActivities = (summary: string) =>
  proxyActivities<DatabaseActivities>({
    taskQueue: queue(DATABASE_QUEUE),
    startToCloseTimeout: '30s',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: RETRY,
    summary,
  });

/** Several calls to dealers, one after the other; retries begin where PostgreSQL says. */
export const templateDeskActivities = () =>
  proxyActivities<DatabaseActivities>({
    taskQueue: queue(DATABASE_QUEUE),
    startToCloseTimeout: '10m',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { ...RETRY, maximumAttempts: 5 },
    summary: '템플릿 창구: 등록, 심사 요청, 심사 결과',
  });

/** Batch after batch for as long as the activity gives itself; one that breaks off is gone on with where it stood. */
export const retentionActivities = () =>
  proxyActivities<DatabaseActivities>({
    taskQueue: queue(DATABASE_QUEUE),
    startToCloseTimeout: '30m',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { ...RETRY, maximumInterval: '10m', maximumAttempts: 8 },
    summary: '보유기간이 지난 자료를 지움',
  });

/**
 * How long to wait between calls is for the activity to say, and when to stop; this is for what goes wrong on our side. One
 * tenant whose endpoint is slow does not hold up the others'.
 */
export const callbackActivities = (tenant: string) =>
  proxyActivities<CallbackActivities>({
    taskQueue: queue(CALLBACK_QUEUE),
    startToCloseTimeout: '30s',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
    summary: '기관 시스템에 알림',
    priority: { fairnessKey: tenant },
  });

/** Rounds of calls to one endpoint; when the next one is due, the activity says. Retries are for what goes wrong on our side. */
export const callbackEndpointActivities = (tenant: string) =>
  proxyActivities<CallbackEndpointActivities>({
    taskQueue: queue(CALLBACK_ENDPOINT_QUEUE),
    startToCloseTimeout: '60s',
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: RETRY,
    summary: '기관 시스템에 이벤트를 알림',
    priority: { fairnessKey: tenant },
  });
