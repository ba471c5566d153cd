import { type DynamicModule, Module } from '@nestjs/common';
import { EncryptionCodec, type PayloadKey } from '#libs/temporal/payload-codec.js';
import { CodecController, PAYLOAD_CODEC } from './codec.controller.js';

@Module({})
class CodecModule {}

export const codecModule = (keys: readonly PayloadKey[]): DynamicModule => ({
  module: CodecModule,
  controllers: [CodecController],
  providers: [{ provide: PAYLOAD_CODEC, useValue: new EncryptionCodec(keys) }],
});
