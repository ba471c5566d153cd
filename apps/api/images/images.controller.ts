import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AskedBy, Tenant, type Caller } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.js';
import { idempotencyHeader } from '../lifecycles/lifecycle-operations.js';
import { image, imageExample, imageId, uploadImageBody, type ImageAnswer, type UploadImage } from './image.schemas.js';
import { Images } from './images.js';

@ApiTags('Images')
@Controller('v1/images')
export class ImagesController {
  constructor(private readonly images: Images) {}

  @Post()
  @HttpCode(200)
  @idempotencyHeader(true)
  @Operation({
    id: 'uploadImage',
    scope: 'templates:write',
    summary: 'Keep a picture for MMS, brand messages and 알림톡 templates',
    description:
      'Templates name it by the id that is answered. Each dealer is given it when the first message with it is about to leave, or the first template with it to be registered. The same picture again is the same one.',
    takesBody: true,
    errors: ['IMAGE_REFUSED', 'IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED'],
    answers: [{ status: 200, description: 'Kept.', schema: image, example: imageExample }],
  })
  upload(
    @AskedBy() caller: Caller,
    @IdempotencyKey('required') key: string,
    @Body({ schema: uploadImageBody }) body: UploadImage,
  ): Promise<ImageAnswer> {
    return this.images.upload(caller, body, key);
  }

  @Get(':id')
  @Operation({
    id: 'getImage',
    scope: 'templates:read',
    summary: 'What is known of a picture',
    errors: ['IMAGE_NOT_FOUND', 'FIELD_INVALID'],
    answers: [{ status: 200, description: 'Without its bytes.', schema: image, example: imageExample }],
  })
  get(@Tenant() tenant: string, @Param('id', { schema: imageId }) id: string): Promise<ImageAnswer> {
    return this.images.get(tenant, id);
  }
}
