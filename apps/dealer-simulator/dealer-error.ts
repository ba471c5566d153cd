import { HttpException } from '@nestjs/common';

/** A refusal in the words of one of the simulated dealers: what is answered stands in the body. */
export class DealerError extends HttpException {
  constructor(
    status: number,
    body: Record<string, unknown>,
    /** The dealer's own code, for the record of calls. */
    readonly code: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(body, status);
  }
}
