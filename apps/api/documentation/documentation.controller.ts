import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../authentication/authentication.js';
import { errorsHtml } from './errors-page.js';

@ApiExcludeController()
@Public()
@Controller()
export class DocumentationController {
  private readonly page = errorsHtml();

  @Get('docs/errors')
  @Header('Content-Type', 'text/html; charset=utf-8')
  errors(): string {
    return this.page;
  }
}
