import { Body, Controller, Get, Header, Param, Post, Redirect } from '@nestjs/common';
import { SimulatorControl } from '../control/control.js';
import type { PhoneView } from '../control/control.js';
import { phonesPage } from './phones-page.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'";

/** What the phones show, for people to look at. */
@Controller()
export class PageController {
  constructor(private readonly control: SimulatorControl) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Header('cache-control', 'no-store')
  all(): string {
    return this.#page(this.control.phones());
  }

  @Get('phones/:number')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Header('cache-control', 'no-store')
  one(@Param('number') number: string): string {
    return this.#page([this.control.phone(number)], number);
  }

  @Post('phones/:number/channels')
  @Redirect('/', 303)
  addChannel(@Param('number') number: string, @Body() body: { pfId?: unknown } | undefined): void {
    if (typeof body?.pfId === 'string') this.control.addChannel(number, body.pfId);
  }

  #page(phones: readonly PhoneView[], only?: string): string {
    const templates = Object.fromEntries(this.control.templates().map((template) => [template.templateId, template]));
    return phonesPage({ phones, templates, ...(only === undefined ? {} : { only }) });
  }
}
