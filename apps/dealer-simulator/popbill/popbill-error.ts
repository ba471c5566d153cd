import { DealerError } from '../dealer-error.js';

/** An answer other than 200, with its body `{code, message}`. */
export class PopbillError extends DealerError {
  constructor(status: number, code: number, message: string, retryAfterSeconds?: number) {
    super(status, { code, message }, String(code), retryAfterSeconds);
  }
}
