/** Errors of endpoints for events; part of the table in error-codes.ts. */
export const CALLBACK_ERROR_CODES = {
  CALLBACK_ENDPOINT_NOT_FOUND: {
    group: 'Lifecycles',
    status: 404,
    title: 'There is no such endpoint',
    remedy: 'Check the id; GET /v1/callbacks/endpoints lists those of your own tenant.',
    retryable: false,
  },
  CALLBACK_DELIVERY_NOT_FOUND: {
    group: 'Lifecycles',
    status: 404,
    title: 'There is no such event at this endpoint',
    remedy:
      'Give the `webhook-id` of an event of the last 30 days that the endpoint wants; GET /v1/callbacks/endpoints/{id}/deliveries lists them.',
    retryable: false,
  },
  CALLBACK_ENDPOINTS_TOO_MANY: {
    group: 'Lifecycles',
    status: 409,
    title: 'There are as many endpoints as a tenant may have',
    remedy: 'Delete one that is not needed, or let one of your systems pass on what several want.',
    retryable: false,
  },
  CALLBACK_EVENT_NOT_FOUND: {
    group: 'Lifecycles',
    status: 404,
    title: 'There is no such event to begin with',
    remedy: 'Give the `webhook-id` of an event of the last 30 days, or a moment to begin from.',
    retryable: false,
  },
} as const;
