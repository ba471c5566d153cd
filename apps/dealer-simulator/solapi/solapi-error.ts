import { DealerError } from '../dealer-error.js';

/** An answer other than 200 of the dealer's API, with its body `{errorCode, errorMessage}`. */
export class SolapiError extends DealerError {
  /** @param code `errorCode` of the body */
  constructor(status: number, code: string, errorMessage: string, retryAfterSeconds?: number) {
    super(status, { errorCode: code, errorMessage }, code, retryAfterSeconds);
  }
}

export const groupNotFound = (): SolapiError =>
  new SolapiError(404, 'ResourceNotFound', '해당 그룹아이디가 존재하지 않습니다.');

export const validationError = (message: string): SolapiError => new SolapiError(400, 'ValidationError', message);
