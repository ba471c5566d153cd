import {
  Catch,
  Controller,
  Get,
  Inject,
  Param,
  Post,
  Req,
  Res,
  SetMetadata,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Logger } from '#libs/platform/logging.js';
import { Public } from '../authentication/authentication.js';
import { OPERATION_ID } from '../documentation/operation.js';
import { LOGGER } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { EventLinks } from './event-links.js';
import { answerWithPage, confirms } from './link-requests.js';

/** Whatever goes wrong is answered with a page as well; the log gets the error, and neither gets the token. */
@Catch()
class LinkPageFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const requestId = String(response.getHeader('X-Request-Id') ?? '');
    if (thrown instanceof ProblemError && thrown.code === 'RATE_LIMITED') {
      response.set(thrown.headers);
      answerWithPage(response, { kind: 'too-often' });
      return;
    }
    this.logger.error({ err: thrown, requestId }, 'a link could not be answered');
    response.setHeader('Retry-After', '10');
    answerWithPage(response, { kind: 'away' });
  }
}

/** Where the buttons of messages lead. The token is the only credential, and is opaque, expiring and of one use. */
@ApiExcludeController()
@Public()
@UseFilters(LinkPageFilter)
@Controller('l')
export class LinksController {
  constructor(private readonly links: EventLinks) {}

  @Get(':token')
  async look(@Param('token') token: string, @Res() response: Response): Promise<void> {
    answerWithPage(response, await this.links.look(token), 'looking');
  }

  /** Without the form's own word it is no more than a look: a scanner that posts changes nothing. */
  @Post(':token')
  @SetMetadata(OPERATION_ID, 'followLink')
  async follow(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    answerWithPage(response, await (confirms(request) ? this.links.follow(token) : this.links.look(token)));
  }
}
