import { jest } from '@jest/globals';

/** Suites with engines wait for conditions, which on a busy machine come late. */
jest.setTimeout(120_000);
