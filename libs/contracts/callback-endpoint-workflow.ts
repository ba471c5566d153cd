/** Delivers what waits for one endpoint of a sender, until nothing does. */
export interface CallbackEndpointInput {
  readonly tenant: string;
  readonly endpointId: string;
}

export interface DrainRound {
  /** When there will be something to do again, ms from now; absent: not by itself. */
  readonly nextInMs?: number;
}

/** On a queue of their own. */
export interface CallbackEndpointActivities {
  /** Delivers what is due, for some seconds at most. */
  drainEndpoint(input: CallbackEndpointInput): Promise<DrainRound>;
}

/** `suspended`: it failed for so long that it is called no more until it is enabled again; what happens meanwhile is kept. */
export const ENDPOINT_STATES = ['enabled', 'disabled', 'suspended'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** `given-up`: the endpoint took others but never this one. */
export const DELIVERY_STATES = ['pending', 'delivered', 'given-up'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Name under which the workflow is registered. */
export const CALLBACK_ENDPOINT_WORKFLOW = 'callbackEndpoint';
/** Signal: something new waits. */
export const ENDPOINT_WOKEN = 'woken';

/** One for each endpoint, whatever the number of events. */
export const callbackEndpointWorkflowId = (tenant: string, endpointId: string): string =>
  `callback-endpoint/${tenant}/${endpointId}`;
