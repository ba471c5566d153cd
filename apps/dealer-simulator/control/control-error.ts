import { HttpException } from '@nestjs/common';

/** A refused call of the control API, with all problems at once. */
export class ControlError extends HttpException {
  constructor(status: number, error: string, problems: readonly { path: string; message: string }[] = []) {
    super({ error, problems }, status);
  }
}
