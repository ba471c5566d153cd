/** Examples in documents and tests that look like secrets and open nothing, by fingerprint. */
export const EXAMPLE_SECRETS: ReadonlySet<string> = new Set([
  'b4ea245fbd5d21ac', // the answer of `POST /v1/callbacks/secret` in the documentation: zeros only
  '6b3a26390e731745', // docs/integration.md: "bongsu example secret, not used!"
  'a6df843c0f1f2aa5', // hunter2, in the tests of the configuration
  'ed65c9b9c1deb9ca', // hunter2, that the log cuts out
  '8ae933a8c6fe9c35', // what the log leaves of it
  '0ecabe54fbc11425', // an address for callbacks that is refused as it names a user
  '18238dcd9752d3fe', // likewise of an endpoint
]);
