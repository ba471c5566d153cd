import { z } from 'zod';
import { definitionSchema } from '#libs/lifecycle/definition.js';

/**
 * The lifecycle language as JSON Schema, for editors. Draft 7, because that is what they complete YAML by. It knows the
 * shape of a definition; whether its parts fit each other is said when it is published.
 */
export function languageSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(definitionSchema, { target: 'draft-7', io: 'input', reused: 'ref' });
  return { ...schema, title: 'Bongsu lifecycle definition', description: 'docs/lifecycle-language.md explains it.' };
}
