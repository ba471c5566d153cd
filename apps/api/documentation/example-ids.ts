/** What examples are about; the reference is the one that the example of a start gives. */
export const EXAMPLE_IDS = {
  lifecycle: '0b2f9a40-7c1e-7a52-9c1e-3a1b5c7d9e10',
  message: '0b2f9a40-7c1e-8a52-9c1e-3a1b5c7d9e10',
  reference: 'L-2030-0001',
} as const;
