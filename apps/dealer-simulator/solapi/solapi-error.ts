import { HttpException } from '@nestjs/common';

/** An answer other than 200 of the dealer's API, with its body `{errorCode, errorMessage}`. */
export class SolapiError extends HttpException {
  constructor(
    status: number,
    /** `errorCode` of the body. */
    readonly code: string,
    errorMessage: string,
    readonly retryAfterSeconds?: number,
  ) {
    super({ errorCode: code, errorMessage }, status);
  }
}

export const groupNotFound = (): SolapiError =>
  new SolapiError(404, 'ResourceNotFound', '해당 그룹아이디가 존재하지 않습니다.');

export const validationError = (message: string): SolapiError => new SolapiError(400, 'ValidationError', message);
