import { DealerError } from '../dealer-error.js';

export const headerOf = (resultCode: number, resultMessage: string) => ({
  header: { isSuccessful: resultCode === 0, resultCode, resultMessage },
});

/** A refusal of a whole call: 200 as ever, and a number in the header. */
export class NhnError extends DealerError {
  constructor(code: number, message: string, status = 200, retryAfterSeconds?: number) {
    super(status, headerOf(code, message), String(code), retryAfterSeconds);
  }
}
