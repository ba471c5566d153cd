import { ApiParam } from '@nestjs/swagger';
import { z } from 'zod';
import type { VersionAddress } from './lifecycle-type-registry.js';

/** How calls on a lifecycle type say which type and which version they mean. */

export const whichVersion = z.strictObject({
  version: z
    .string()
    .regex(/^([1-9]\d{0,8}|[0-9a-f]{64})$/, 'is the number of a version or its whole hash')
    .optional()
    .describe('Number or hash; without it the one that a start uses.'),
});

export const nameParam = (example: string): MethodDecorator =>
  ApiParam({
    name: 'name',
    schema: { type: 'string', example },
    description: 'A name with a slash may also stand in the address as two parts, unencoded.',
  });

export const addressOf = ({ version }: z.output<typeof whichVersion>): VersionAddress | undefined =>
  version !== undefined && version.length < 64 ? Number(version) : version;
