import { Controller, Headers, HttpCode, Param, Post, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { imageFormat, imageProblems, IMAGE_LIMITS, type ImageLimits } from '#libs/content/image-rules.js';
import { SimulatorStore } from '../store.js';
import { NhnError, headerOf } from './nhn-error.js';
import { accountOf, NhnCall } from './nhn.controllers.js';
import { TEMPLATE_IMAGE_NAME } from './template-wire.js';

type File = { readonly buffer: Buffer } | undefined;

/** Pictures of 알림톡 templates: a template names one by the name and the address that are answered here. */
@Controller('alimtalk/v2.3/appkeys/:appKey/template-image')
export class NhnTemplateImagesController {
  constructor(private readonly store: SimulatorStore) {}

  @Post()
  @HttpCode(200)
  @NhnCall('nhn-images')
  @UseInterceptors(FileInterceptor('file'))
  image(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @UploadedFile() file: File,
  ): unknown {
    return this.#keep(
      accountOf(this.store, 'alimtalk', appKey, secretKey),
      'TEMPLATE_IMAGE',
      IMAGE_LIMITS.alimtalk,
      file,
    );
  }

  @Post('item-highlight')
  @HttpCode(200)
  @NhnCall('nhn-images')
  @UseInterceptors(FileInterceptor('file'))
  highlight(
    @Param('appKey') appKey: string,
    @Headers('x-secret-key') secretKey: string | undefined,
    @UploadedFile() file: File,
  ): unknown {
    const accountId = accountOf(this.store, 'alimtalk', appKey, secretKey);
    return this.#keep(accountId, 'TEMPLATE_HIGHLIGHT', IMAGE_LIMITS.alimtalkHighlight, file);
  }

  #keep(accountId: string, kind: string, limits: ImageLimits, file: File): unknown {
    const [problem] = file ? imageProblems(file.buffer, limits) : [];
    if (!file || problem) throw new NhnError(-8001, 'The image you upload is invalid.');
    const folder = this.store.newNumber(9);
    const templateImageUrl = `https://mud-kage.kakao.com/dn/${folder}/img_l.${imageFormat(file.buffer) === 'png' ? 'png' : 'jpg'}`;
    this.store.keepFile(templateImageUrl, { accountId, kind }, file.buffer);
    return {
      ...headerOf(0, 'SUCCESS'),
      templateImage: { templateImageName: TEMPLATE_IMAGE_NAME, templateImageUrl },
    };
  }
}
