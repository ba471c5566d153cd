import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { proofSchema, type Proof } from '#libs/audit/proof.js';
import { concerns } from '#libs/database/acting.js';
import { sealAudit } from '#libs/database/audit-chain-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { PersonalDataKeys } from '#libs/database/personal-data.js';
import { readProof } from '#libs/database/proof-store.js';
import type { Clock } from '#libs/platform/clock.js';
import type { ApiConfiguration } from '#libs/platform/configuration.js';
import { ProofSigner, type ProofKey } from '#libs/platform/proof-signing.js';
import { Public, Tenant } from '../authentication/authentication.js';
import { Operation } from '../documentation/operation.js';
import { CLOCK, CONFIGURATION } from '../foundation/foundation.module.js';
import { ProblemError } from '../problem-details/problem-error.js';
import { lifecycleIdParam } from '../requests/field-schemas.js';
import { keysExample, proofExample } from './examples.js';

const signedProof = z
  .object({
    jws: z.string().describe('The same as `proof`, signed: JWS with Ed25519. Keep this.'),
    proof: proofSchema,
  })
  .meta({ id: 'SignedProof' });

const proofKeys = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        kid: z.string(),
        x: z.string(),
        alg: z.string(),
        use: z.string(),
      }),
    ),
  })
  .meta({ id: 'ProofKeys' });

/** Proofs of how an affair's people were told, for appeals and audits. */
@ApiTags('Proofs')
@Controller('v1')
export class ProofsController {
  private readonly signer: ProofSigner;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: PersonalDataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) configuration: ApiConfiguration,
  ) {
    this.signer = new ProofSigner(configuration.proofKeys);
  }

  @Get('lifecycles/:id/proof')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'proveLifecycle',
    scope: 'lifecycles:read',
    summary: 'What was sent, when, in which words and with which receipts, signed',
    description:
      'Holds no name, number or text but their keyed hashes, so that it can be handed on, and is verified offline by `npm run verify-proof`, also after the person was erased. `chain` and the numbers of `audit` lead to the audit log.',
    errors: ['ID_INVALID', 'LIFECYCLE_NOT_FOUND'],
    answers: [{ status: 200, description: 'As of now.', schema: signedProof, example: proofExample }],
  })
  async prove(
    @Tenant() tenant: string,
    @Param('id', { schema: lifecycleIdParam }) lifecycleId: string,
  ): Promise<{ readonly jws: string; readonly proof: Proof }> {
    const now = this.clock.now();
    const proof = await inTenant(this.dataSource, tenant, async (tx) => {
      concerns({ lifecycleId });
      await sealAudit(tx, tenant);
      return readProof(tx, this.keys, { tenant, lifecycleId, now });
    });
    if (!proof) throw new ProblemError('LIFECYCLE_NOT_FOUND');
    return { jws: await this.signer.sign(proof), proof };
  }

  @Get('proof-keys')
  @Public()
  @Operation({
    id: 'listProofKeys',
    summary: 'The public keys that verify proofs',
    description:
      'As a JSON Web Key Set. Fetch it once and keep it with the proofs: a proof that nobody can check proves nothing.',
    public: true,
    answers: [{ status: 200, description: 'All that are known.', schema: proofKeys, example: keysExample }],
  })
  list(): { readonly keys: readonly ProofKey[] } {
    return { keys: this.signer.publicKeys() };
  }
}
