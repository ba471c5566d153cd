import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Tenant } from '../authentication/authentication.js';
import { RequireScope } from '../authentication/required-scope.js';
import { Operation } from '../documentation/operation.js';
import { isLanguage } from '#libs/lifecycle/language-tags.js';
import { checkedByHandler } from '../problem-details/checked-by-handler.js';
import { previewExample } from './preview-example.js';
import { LifecycleTypeReads } from './lifecycle-type-reads.js';
import { previewBody, templatePreview, type TemplatePreview } from './template-preview.js';
import { addressOf, nameParam, whichVersion } from './version-address.js';

const templateParam = z
  .string()
  .max(40)
  .meta({ examples: ['LOAN_STARTED'] });
const data = checkedByHandler(previewBody);

const whichPreview = whichVersion.extend({
  language: z
    .string()
    .max(15)
    .transform((tag) => tag.toLowerCase())
    .refine(isLanguage, 'LANGUAGE_UNKNOWN: must be a language as en, zh or zh-Hant')
    .optional()
    .describe('As somebody reads it who reads this language (BCP 47); in Korean where the template does not speak it.'),
});
type WhichPreview = z.output<typeof whichPreview>;

const ERRORS = [
  'LIFECYCLE_TYPE_NOT_FOUND',
  'TEMPLATE_NOT_FOUND',
  'FIELD_INVALID',
  'FIELD_TYPE_WRONG',
  'FIELD_UNKNOWN',
  'INPUT_INVALID',
  'LANGUAGE_UNKNOWN',
] as const;

const which = ({ language, ...query }: WhichPreview) => ({ version: addressOf(query), language });

/** Messages as pictures, for who writes and approves templates. Data comes in a body and never in an address. */
@ApiTags('Lifecycle types')
@Controller('v1/lifecycle-types')
export class TemplatePreviewsController {
  constructor(private readonly reads: LifecycleTypeReads) {}

  @Get(':name/templates/:code/preview')
  @nameParam('library-loan')
  @Operation({
    id: 'showTemplate',
    scope: 'types:read',
    summary: 'One template as it is registered, as a picture with its places',
    errors: ERRORS,
    answers: [{ status: 200, description: 'As a reviewer sees it.', schema: templatePreview, example: previewExample }],
  })
  show(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('code', { schema: templateParam }) code: string,
    @Query({ schema: whichPreview }) query: WhichPreview,
  ): Promise<TemplatePreview> {
    return this.reads.preview(tenant, name, code, which(query));
  }

  @Get(':tenant/:name/templates/:code/preview')
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  showOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('code', { schema: templateParam }) code: string,
    @Query({ schema: whichPreview }) query: WhichPreview,
  ): Promise<TemplatePreview> {
    return this.show(tenant, `${owner}/${name}`, code, query);
  }

  @Post(':name/templates/:code/preview')
  @HttpCode(200)
  @nameParam('library-loan')
  @Operation({
    id: 'previewTemplate',
    scope: 'types:read',
    summary: 'One template with data: what the person would read, how long it is, and what would be refused of it',
    description:
      'Nothing is sent and nothing is kept. What the data leaves out stays a place and is named in `missing`.',
    takesBody: true,
    errors: [...ERRORS, 'PARTY_UNKNOWN', 'DATE_INVALID', 'MOMENT_INVALID'],
    answers: [{ status: 200, description: 'As the person sees it.', schema: templatePreview, example: previewExample }],
  })
  preview(
    @Tenant() tenant: string,
    @Param('name') name: string,
    @Param('code', { schema: templateParam }) code: string,
    @Query({ schema: whichPreview }) query: WhichPreview,
    @Body({ schema: data }) body: unknown,
  ): Promise<TemplatePreview> {
    return this.reads.preview(tenant, name, code, which(query), { body });
  }

  @Post(':tenant/:name/templates/:code/preview')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  @RequireScope('types:read')
  previewOwn(
    @Tenant() tenant: string,
    @Param('tenant') owner: string,
    @Param('name') name: string,
    @Param('code', { schema: templateParam }) code: string,
    @Query({ schema: whichPreview }) query: WhichPreview,
    @Body({ schema: data }) body: unknown,
  ): Promise<TemplatePreview> {
    return this.preview(tenant, `${owner}/${name}`, code, query, body);
  }
}
