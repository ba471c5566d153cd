import {
  ForbiddenException,
  Inject,
  Injectable,
  ServiceUnavailableException,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignInRefused, type Operator, type OperatorSignIn } from './operator-sign-in.js';

/** `OperatorSignIn`, or null where nobody has to sign in. */
export const OPERATOR_SIGN_IN = Symbol('operator sign-in');

const operators = new WeakMap<Request, Operator>();

/** Undefined where nobody has to sign in. */
export const operatorOf = (request: Request): Operator | undefined => operators.get(request);

/** Lets operators with the right role through; everybody where nobody has to sign in, on a developer's machine. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(OPERATOR_SIGN_IN) private readonly signIn: OperatorSignIn | null) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.signIn) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    try {
      operators.set(request, await this.signIn.operatorWith(request.headers.authorization));
      return true;
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw new ServiceUnavailableException('The sign-in cannot be reached.');
      if (error.problem === 'role') throw new ForbiddenException('Your role may not read payloads.');
      http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer realm="bongsu-codec"');
      throw new UnauthorizedException('Sign in, and pass the access token.');
    }
  }
}
