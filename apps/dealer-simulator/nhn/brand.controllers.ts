import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { BRAND_IMAGE_LIMITS, imageProblems, IMAGE_LIMITS, type ImageLimits } from '#libs/content/image-rules.js';
import { SimulatorStore } from '../store.js';
import { IMAGE_KINDS } from './brand-message.js';
import { SimulatedNhn } from './dealer.js';
import type { Body as Json } from './dealer.js';
import { NhnError, headerOf } from './nhn-error.js';
import { accountOf, NhnCall, pageOf, type Queried } from './nhn.controllers.js';
import { alimtalkRow } from './wire.js';

const LIMITS: Readonly<Record<string, ImageLimits>> = Object.fromEntries(
  Object.entries(BRAND_IMAGE_LIMITS).map(([use, limits]) => [IMAGE_KINDS[use as keyof typeof IMAGE_KINDS], limits]),
);

/** Brand messages v1.0, under the key of KakaoTalk Bizmessage. No idempotency key is looked at: its guide names none. */
@Controller('brand-message/v1.0/appkeys/:appKey')
export class NhnBrandController {
  constructor(
    private readonly dealer: SimulatedNhn,
    private readonly store: SimulatorStore,
  ) {}

  @Post('freestyle-messages')
  @HttpCode(200)
  @NhnCall('nhn-send')
  send(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): Promise<unknown> {
    return this.dealer.sendBrand(accountOf(this.store, 'brand', appKey, secretKey), body ?? {});
  }

  @Get('messages')
  @NhnCall('nhn-list')
  list(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Query() query: Queried,
  ): unknown {
    const found = this.dealer.listed(accountOf(this.store, 'brand', appKey, secretKey), 'brand', query);
    return {
      ...headerOf(0, 'SUCCESS'),
      messageSearchResultResponse: {
        messages: pageOf(found, query).items.map(({ group, message }) => alimtalkRow(group, message)),
        totalCount: found.length,
      },
    };
  }

  @Post('images')
  @HttpCode(200)
  @NhnCall('nhn-images')
  @UseInterceptors(FileInterceptor('image'))
  upload(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @UploadedFile() file: { readonly buffer: Buffer } | undefined,
    @Body() body: { readonly imageType?: string } | undefined,
  ): unknown {
    const accountId = accountOf(this.store, 'brand', appKey, secretKey);
    const kind = body?.imageType ?? '';
    const limits = LIMITS[kind];
    if (!file || !limits) throw new NhnError(-2000, 'image or imageType is invalid.');
    const [problem] = imageProblems(file.buffer, limits);
    if (problem) throw new NhnError(-2000, `image ${problem.english}.`);
    const imageSeq = this.store.newNumber(9);
    const imageUrl = `https://mud-kage.kakao.com/dn/${imageSeq}/img_l.jpg`;
    this.store.keepFile(imageUrl, { accountId, kind }, file.buffer);
    return { ...headerOf(0, 'SUCCESS'), image: { imageSeq: Number(imageSeq), imageUrl, imageName: 'image.jpg' } };
  }
}

/** Pictures of MMS. */
@Controller('sms/v3.0/appKeys/:appKey/attachfile')
export class NhnFilesController {
  constructor(private readonly store: SimulatorStore) {}

  @Post('binaryUpload')
  @HttpCode(200)
  @NhnCall('nhn-images')
  upload(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @Body() body: Json | undefined,
  ): unknown {
    const accountId = accountOf(this.store, 'text', appKey, secretKey);
    const { fileName, createUser, fileBody } = body ?? {};
    if (typeof fileName !== 'string' || !/\.jpe?g$/.test(fileName) || typeof createUser !== 'string')
      throw new NhnError(-2000, 'fileName or createUser is invalid.');
    const bytes = Buffer.from(typeof fileBody === 'string' ? fileBody : '', 'base64');
    const [problem] = imageProblems(bytes, IMAGE_LIMITS.mmsOfNhn);
    if (problem) throw new NhnError(-2000, `fileBody ${problem.english}.`);
    const fileId = this.store.newNumber(8);
    this.store.keepFile(fileId, { accountId, kind: 'MMS' }, bytes);
    return { ...headerOf(0, 'SUCCESS'), body: { data: { fileId: Number(fileId), fileName, filePath: '/' } } };
  }
}
