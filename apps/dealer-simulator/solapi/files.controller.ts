import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  BRAND_IMAGE_LIMITS,
  imageFormat,
  imageProblems,
  IMAGE_LIMITS,
  type ImageLimits,
} from '#libs/content/image-rules.js';
import { SimulatorStore } from '../store.js';
import { FILE_KINDS } from './brand-check.js';
import { AccountId, SolapiCall } from './solapi-call.js';
import { validationError } from './solapi-error.js';

type Json = Readonly<Record<string, unknown>>;

const LIMITS: Readonly<Record<string, ImageLimits>> = {
  MMS: IMAGE_LIMITS.mms,
  ...Object.fromEntries(
    Object.entries(BRAND_IMAGE_LIMITS).map(([use, limits]) => [FILE_KINDS[use as keyof typeof FILE_KINDS], limits]),
  ),
  ATA: IMAGE_LIMITS.alimtalk,
  KAKAO_HIGHLIGHT: IMAGE_LIMITS.alimtalkHighlight,
};

/** Pictures are uploaded first; messages and templates name them. */
@Controller('storage/v1/files')
export class SolapiFilesController {
  constructor(private readonly store: SimulatorStore) {}

  @Post()
  @HttpCode(200)
  @SolapiCall('solapi-files')
  upload(@AccountId() accountId: string, @Body() body: Json | undefined): Json {
    const { file, type } = body ?? {};
    const limits = typeof type === 'string' ? LIMITS[type] : undefined;
    if (typeof type !== 'string' || !limits) throw validationError('type 값이 올바르지 않습니다.');
    if (typeof file !== 'string' || file === '') throw validationError('file 값이 올바르지 않습니다.');
    const bytes = Buffer.from(file, 'base64');
    const [problem] = imageProblems(bytes, limits);
    if (problem) throw validationError(problem.message);
    const fileId = this.store.newId('ST01FL');
    this.store.keepFile(fileId, { accountId, kind: type }, bytes);
    return {
      fileId,
      type,
      name: fileId,
      originalName: `image.${imageFormat(bytes) ?? ''}`,
      link: null,
      fileSize: bytes.length,
    };
  }
}
