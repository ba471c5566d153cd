import type { Proof } from '#libs/audit/proof.js';
import type { ProofKey } from '#libs/platform/proof-signing.js';
import { EXAMPLE_IDS } from '../documentation/example-ids.js';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const AT = Date.parse('2030-11-18T09:30:00+09:00');

const proof: Proof = {
  format: 'bongsu-proof/1',
  tenant: 'city-library',
  issuedAt: AT + 86_400_000,
  lifecycle: {
    id: EXAMPLE_IDS.lifecycle,
    type: 'library-loan',
    reference: EXAMPLE_IDS.reference,
    definitionHash: HASH,
    state: 'open',
    startedAt: AT,
    closedAt: null,
    explanation: null,
  },
  messages: [
    {
      id: EXAMPLE_IDS.message,
      bundle: false,
      party: 'borrower',
      personId: '01932f1e-0000-7000-8000-000000000003',
      template: 'LOAN_STARTED',
      definitionHash: HASH,
      templateHash: HASH,
      plannedAt: AT,
      state: 'delivered',
      settledAt: AT + 3_000,
      attempts: [
        {
          number: 1,
          channel: 'alimtalk',
          dealer: 'solapi',
          dealerGroupId: 'G4V20301118093000',
          dealerMessageId: 'M4V20301118093000',
          state: 'delivered',
          resultCode: '4000',
          language: null,
          callingAt: AT + 1_000,
          acceptedAt: AT + 1_500,
          settledAt: AT + 3_000,
          textHash: HASH,
          numberHash: HASH,
          receipts: [{ dealer: 'solapi', statusCode: '4000', class: 'ok', receivedAt: AT + 3_000, bodyHash: HASH }],
        },
      ],
    },
  ],
  audit: [
    {
      id: '01932f1e-0000-7000-8000-000000000002',
      at: AT,
      kind: 'change',
      operation: 'startLifecycle',
      number: 1203,
      hash: HASH,
    },
  ],
  chain: { number: 1204, hash: HASH },
};

export const proofExample = { jws: 'eyJhbGciOiJFZERTQSJ9.eyJmb3JtYXQiOiJib25nc3UtcHJvb2YvMSJ9.c2lnbmF0dXJl', proof };

export const keysExample: { readonly keys: readonly ProofKey[] } = {
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      kid: 'm1',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      alg: 'EdDSA',
      use: 'sig',
    },
  ],
};
