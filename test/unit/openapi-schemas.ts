import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document's own word on a value: the problems that a JSON Schema validator finds, none when it is valid. */
export class DocumentSchemas {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenAPIObject) {
    formats.default(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
  }

  problems(schema: object | false, value: unknown): string[] {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    const validate = this.compiled.get(text) ?? this.ajv.compile(JSON.parse(text) as object | boolean);
    this.compiled.set(text, validate);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${String(message)}`);
  }
}

export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  readonly path: string;
  readonly operationId: string;
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: { readonly example?: unknown };
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Content {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

export const operationsOf = (document: OpenAPIObject): Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => ({ parameters: [], ...(operation as object), method, path }) as unknown as Operation,
    ),
  );

/** The example that a body's schema carries. */
export function bodyExample(document: OpenAPIObject, operation: Operation): unknown {
  const schema = operation.requestBody?.content['application/json']?.schema as { $ref?: string; example?: unknown };
  const name = schema.$ref?.split('/').at(-1);
  const component = name === undefined ? schema : (document.components?.schemas?.[name] as { example?: unknown });
  return component.example;
}
