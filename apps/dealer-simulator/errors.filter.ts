import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ControlError } from './control/control-error.js';
import { localsOf } from './dealer-call.js';
import { DealerError } from './dealer-error.js';
import { SolapiError } from './solapi/solapi-error.js';

/** Every failure as the caller expects it: in its dealer's own shape, or `{error, problems}` from control. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (response.headersSent) return;
    if (error instanceof ControlError) {
      response.status(error.getStatus()).json(error.getResponse());
      return;
    }
    const failure = error instanceof DealerError ? error : translated(error, request);
    localsOf(response).errorCode = failure.code;
    if (failure.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(failure.retryAfterSeconds));
    response.status(failure.getStatus()).json(failure.getResponse());
  }
}

/** Failures of the HTTP layer, in Solapi's shape; their codes are not documented by any dealer. */
function translated(error: unknown, request: Request): SolapiError {
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === 404)
    return new SolapiError(404, 'ResourceNotFound', `${request.method} ${request.path} 은(는) 없습니다.`);
  if (status === 413) return new SolapiError(413, 'RequestEntityTooLarge', '하나의 요청은 15MB를 넘을 수 없습니다.');
  if (status >= 400 && status < 500) {
    return new SolapiError(status, 'ValidationError', 'JSON 형식의 본문을 읽을 수 없습니다.');
  }
  return new SolapiError(500, 'InternalError', '서버 오류가 발생했습니다.');
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 500;
}
