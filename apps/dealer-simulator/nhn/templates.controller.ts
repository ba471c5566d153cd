import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { dealerCall } from '../dealer-call.js';
import type { Wire } from '../dealer-call.js';
import { SimulatorStore } from '../store.js';
import { SimulatedTemplates, TemplateRefused, type TemplateFault, type TemplateInput } from '../templates.js';
import type { Body as Json } from './dealer.js';
import { accountOf } from './nhn.controllers.js';
import { NhnError, headerOf } from './nhn-error.js';
import { pictureNamed, STATUS_CODES, templateInput, templateRow } from './template-wire.js';

const wire: Wire = {
  numbersOf: () => [],
  refusal: ({ status, errorMessage, retryAfterSeconds }) =>
    new NhnError(-9999, errorMessage, status, retryAfterSeconds),
};
const NhnCall = (): MethodDecorator => dealerCall('nhn-templates', wire);

const FAULTS: Readonly<Record<TemplateFault, readonly [code: number, message: string]>> = {
  'unknown-channel': [-2017, 'The sender profile does not exist.'],
  'not-found': [-3003, 'The template does not exist.'],
  'name-taken': [-3001, 'The template code or name already exists.'],
  state: [-3012, 'The template cannot be modified in its status.'],
};
const SUCCESS = headerOf(0, 'SUCCESS');

/** Templates of a sender: registering asks for the review, and an edit of what is approved stands beside it until it is approved. */
@Controller('alimtalk/v2.3/appkeys/:appKey/senders/:senderKey/templates')
export class NhnTemplatesController {
  constructor(
    private readonly templates: SimulatedTemplates,
    private readonly store: SimulatorStore,
  ) {}

  @Post()
  @HttpCode(200)
  @NhnCall()
  register(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const input = this.#input(appKey, senderKey, body ?? {});
      const code = body?.['templateCode'];
      if (!input || typeof code !== 'string' || !/^[A-Za-z0-9_-]{1,20}$/.test(code))
        throw new NhnError(-4000, 'The parameter is invalid.');
      this.templates.askForReview(this.templates.create(code, input));
      return SUCCESS;
    });
  }

  @Put(':code')
  @NhnCall()
  edit(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Param('code') code: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const template = this.templates.find(senderKey, code);
      const input = this.#input(appKey, senderKey, body ?? {});
      if (!input) throw new NhnError(-4000, 'The parameter is invalid.');
      if (template.edit && template.edit.status !== 'REJECTED') throw new NhnError(-3013, 'It is being modified.');
      const status = template.status ?? 'APPROVED';
      if (status !== 'APPROVED' && status !== 'REJECTED') throw new TemplateRefused('state');
      this.templates.askForReview(
        status === 'APPROVED' ? this.templates.editBeside(template, input) : this.templates.replace(template, input),
      );
      return SUCCESS;
    });
  }

  @Delete(':code')
  @NhnCall()
  remove(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Param('code') code: string,
    @Headers('x-secret-key') secretKey: string | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const template = this.templates.find(senderKey, code);
      if (!['PENDING', 'REJECTED'].includes(template.status ?? 'APPROVED')) throw new TemplateRefused('state');
      this.templates.remove(template);
      return SUCCESS;
    });
  }

  @Post(':code/comments')
  @HttpCode(200)
  @NhnCall()
  comment(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Param('code') code: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const template = this.templates.find(senderKey, code);
      const comment = body?.['comment'];
      if (typeof comment !== 'string' || comment === '') throw new NhnError(-4000, 'The parameter is invalid.');
      if ((template.edit ?? template).status !== 'REJECTED') throw new NhnError(-3100, 'No comment can be added.');
      this.templates.askForReview(template, comment);
      return SUCCESS;
    });
  }

  @Get()
  @NhnCall()
  list(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Query() query: Readonly<Record<string, string | undefined>>,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      if (!this.store.state.channels.includes(senderKey)) throw new TemplateRefused('unknown-channel');
      const { templateCode, templateName, templateStatus, pageNum = '1', pageSize = '15' } = query;
      const found = this.templates
        .ofChannel(senderKey)
        .filter(({ templateId }) => templateCode === undefined || templateId === templateCode)
        .filter(({ name }) => templateName === undefined || name === templateName)
        .filter(({ status = 'APPROVED' }) => templateStatus === undefined || STATUS_CODES[status] === templateStatus);
      const size = Math.min(1_000, Math.max(1, Number(pageSize) || 15));
      const page = Math.max(1, Number(pageNum) || 1);
      const shown = found.slice((page - 1) * size, page * size).map(templateRow);
      return { ...SUCCESS, templateListResponse: { templates: shown, totalCount: found.length } };
    });
  }

  @Get(':code')
  @NhnCall()
  read(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Param('code') code: string,
    @Headers('x-secret-key') secretKey: string | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const template = this.templates.find(senderKey, code);
      const { blocked = false, dormant = false } = template;
      return { ...SUCCESS, templates: { ...templateRow(template), block: blocked, dormant } };
    });
  }

  @Get(':code/modifications')
  @NhnCall()
  modifications(
    @Param('appKey') appKey: string,
    @Param('senderKey') senderKey: string,
    @Param('code') code: string,
    @Headers('x-secret-key') secretKey: string | undefined,
  ): unknown {
    return this.#answer(appKey, secretKey, () => {
      const { edit } = this.templates.find(senderKey, code);
      const templates = edit ? [{ ...templateRow(edit), activated: false }] : [];
      return { ...SUCCESS, templateModificationsResponse: { templates, totalCount: templates.length } };
    });
  }

  /** @throws NhnError for a picture that was not uploaded for this kind of emphasis, or that IMAGE lacks */
  #input(appKey: string, senderKey: string, body: Json): TemplateInput | undefined {
    const input = templateInput(senderKey, body);
    const named = input && pictureNamed(body);
    if (!input || !named) return input;
    const file = this.store.state.files[named.reference];
    if (file?.accountId !== `nhn:${appKey}/alimtalk` || file.kind !== named.kind)
      throw new NhnError(-3032, 'The template must have templateImageName, templateImageUrl.');
    return { ...input, picture: { reference: named.reference, hash: file.hash } };
  }

  #answer(appKey: string, secretKey: string | undefined, work: () => unknown): unknown {
    accountOf(this.store, 'alimtalk', appKey, secretKey);
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateRefused)) throw error;
      throw new NhnError(...FAULTS[error.fault]);
    }
  }
}
