import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { systemClock } from '#libs/platform/clock.js';
import { EncryptionCodec, type PayloadKey } from '#libs/temporal/payload-codec.js';
import { CodecController, DECODE_AUDIT, PAYLOAD_CODEC } from './codec.controller.js';
import { DecodeAudit } from './decode-audit.js';
import { OperatorSignIn, type SignInSettings } from './operator-sign-in.js';
import { OPERATOR_SIGN_IN } from './operator.guard.js';

/** Who may decode, and where it is written down. */
export interface SignIn {
  readonly settings: SignInSettings;
  readonly dataSource: DataSource;
}

@Module({})
class CodecModule {}

/** Without `signIn` whoever reaches it may decode, and nothing is written down. */
export const codecModule = (keys: readonly PayloadKey[], signIn: SignIn | undefined): DynamicModule => ({
  module: CodecModule,
  controllers: [CodecController],
  providers: [
    { provide: PAYLOAD_CODEC, useValue: new EncryptionCodec(keys) },
    { provide: OPERATOR_SIGN_IN, useValue: signIn ? new OperatorSignIn(signIn.settings, systemClock) : null },
    { provide: DECODE_AUDIT, useValue: signIn ? new DecodeAudit(signIn.dataSource) : null },
  ],
});
