import type { NextFunction, Request, Response } from 'express';
import { localsOf } from './dealer-call.js';
import type { SimulatorStore } from './store.js';

const NOT_THE_DEALER = /^\/((_simulator|phones)(\/|$)|$)/;

/** Writes down every call of the dealer's API once it is answered or its connection is gone. */
export const recordRequests =
  (store: SimulatorStore) =>
  (request: Request, response: Response, next: NextFunction): void => {
    if (!NOT_THE_DEALER.test(request.path)) {
      const { method, path } = request;
      const at = store.now();
      response.once('close', () => {
        const { endpoint = 'unknown', errorCode = null, reset } = localsOf(response);
        const outcome = response.writableFinished ? response.statusCode : reset ? 'reset' : 'no answer';
        store.noteRequest({ at, endpoint, method, path, outcome, errorCode });
      });
    }
    next();
  };
