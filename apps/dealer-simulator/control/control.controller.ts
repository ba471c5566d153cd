import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  StandardSchemaValidationPipe,
  UsePipes,
} from '@nestjs/common';
import { FATES, SAFE_NUMBER } from '../fates.js';
import type { Fate } from '../fates.js';
import type { Settings } from '../options.js';
import type { Fault, Template } from '../state.js';
import { SimulatorControl } from './control.js';
import type { PhoneView } from './control.js';
import { ControlError } from './control-error.js';
import {
  fateSchema,
  faultSchema,
  resetSchema,
  reviewSchema,
  senderNumbersSchema,
  settingsSchema,
  templateFlagsSchema,
  templatesSchema,
  webhookSchema,
} from './schemas.js';
import type {
  FateBody,
  FaultBody,
  ResetBody,
  ReviewBody,
  SenderNumbersBody,
  SettingsBody,
  TemplateFlagsBody,
  TemplatesBody,
  WebhookBody,
} from './schemas.js';

const schemaPipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) =>
    new ControlError(
      400,
      'the body does not fit, see docs/dealer-simulator.md',
      issues.map((issue) => ({
        path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
        message: issue.message,
      })),
    ),
});

/** docs/dealer-simulator.md describes these calls. They ask for no password: the simulator listens on loopback. */
@Controller('_simulator')
@UsePipes(schemaPipe)
export class ControlController {
  constructor(private readonly control: SimulatorControl) {}

  @Get('health')
  health(): { ok: true } {
    return { ok: true };
  }

  @Get('fates')
  fates(): readonly Fate[] {
    return [...FATES, SAFE_NUMBER];
  }

  @Get('templates')
  templates(): Template[] {
    return this.control.templates();
  }

  @Put('templates')
  putTemplates(@Body({ schema: templatesSchema }) body: TemplatesBody): Template[] {
    this.control.putTemplates(Array.isArray(body) ? body : [body]);
    return this.control.templates();
  }

  @Delete('templates/:templateId')
  @HttpCode(204)
  removeTemplate(@Param('templateId') templateId: string): void {
    if (!this.control.removeTemplate(templateId)) throw new ControlError(404, 'no such template');
  }

  @Post('templates/:templateId/review')
  @HttpCode(200)
  review(@Param('templateId') templateId: string, @Body({ schema: reviewSchema }) body: ReviewBody): Template {
    const reviewed = this.control.reviewTemplate(templateId, body.decision, body.comment);
    if (!reviewed) throw new ControlError(409, 'no such template waits for a review');
    return reviewed;
  }

  @Put('templates/:templateId/flags')
  flag(
    @Param('templateId') templateId: string,
    @Body({ schema: templateFlagsSchema }) body: TemplateFlagsBody,
  ): Template {
    const flagged = this.control.flagTemplate(templateId, body);
    if (!flagged) throw new ControlError(404, 'no such template');
    return flagged;
  }

  @Get('sender-numbers')
  senderNumbers(): { numbers: readonly string[] } {
    return { numbers: this.control.senderNumbers() };
  }

  @Put('sender-numbers')
  addSenderNumbers(@Body({ schema: senderNumbersSchema }) body: SenderNumbersBody): { numbers: readonly string[] } {
    this.control.addSenderNumbers(body.numbers);
    return this.senderNumbers();
  }

  @Delete('sender-numbers/:number')
  @HttpCode(204)
  removeSenderNumber(@Param('number') number: string): void {
    this.control.removeSenderNumber(number);
  }

  @Get('webhook')
  webhook(): { url: string | null } {
    return this.control.webhook();
  }

  @Put('webhook')
  setWebhook(@Body({ schema: webhookSchema }) body: WebhookBody): { url: string | null } {
    const { dealer, ...webhook } = body;
    this.control.setWebhook(webhook, dealer);
    return this.control.webhook(dealer);
  }

  @Delete('webhook')
  @HttpCode(204)
  removeWebhook(): void {
    this.control.setWebhook(null);
  }

  @Get('settings')
  settings(): Settings {
    return this.control.settings();
  }

  @Put('settings')
  changeSettings(@Body({ schema: settingsSchema }) body: SettingsBody): Settings {
    return this.control.changeSettings(body);
  }

  @Get('faults')
  faults(): readonly Fault[] {
    return this.control.faults();
  }

  @Post('faults')
  addFault(@Body({ schema: faultSchema }) body: FaultBody): Fault {
    return this.control.addFault(body);
  }

  @Delete('faults')
  @HttpCode(204)
  removeFaults(): void {
    this.control.removeFaults();
  }

  @Delete('faults/:id')
  @HttpCode(204)
  removeFault(@Param('id') id: string): void {
    if (!this.control.removeFault(id)) throw new ControlError(404, 'no such fault');
  }

  @Get('phones')
  phones(): PhoneView[] {
    return this.control.phones();
  }

  @Get('phones/:number')
  phone(@Param('number') number: string): PhoneView {
    return this.control.phone(number);
  }

  @Put('phones/:number/fate')
  setFate(@Param('number') number: string, @Body({ schema: fateSchema }) body: FateBody): PhoneView {
    return this.control.setFate(number, body.fate);
  }

  @Put('phones/:number/channels/:pfId')
  addChannel(@Param('number') number: string, @Param('pfId') pfId: string): PhoneView {
    this.control.addChannel(number, pfId);
    return this.control.phone(number);
  }

  @Get('requests')
  requests(): ReturnType<SimulatorControl['requests']> {
    return this.control.requests();
  }

  @Get('receipts')
  receipts(): ReturnType<SimulatorControl['receipts']> {
    return this.control.receipts();
  }

  @Post('reset')
  @HttpCode(204)
  reset(@Body({ schema: resetSchema.default({ everything: false }) }) body: ResetBody): void {
    this.control.reset(body.everything);
  }
}
