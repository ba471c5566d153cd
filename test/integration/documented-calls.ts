import { randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import { bodyExample, DocumentSchemas, operationsOf, type Operation } from '../unit/openapi-schemas.js';
import type { Answer } from './api-client.js';
import { WEBHOOK_SECRET, type TestApi } from './api-setup.js';

/** Calls of the API as its own document describes them, and whether the answers fit it. */
export class DocumentedCalls {
  readonly operations: readonly Operation[];
  private readonly schemas: DocumentSchemas;

  private constructor(
    private readonly api: Pick<TestApi, 'anyone'>,
    private readonly document: OpenAPIObject,
  ) {
    this.operations = operationsOf(document);
    this.schemas = new DocumentSchemas(document);
  }

  static async of(api: Pick<TestApi, 'anyone'>): Promise<DocumentedCalls> {
    const { body } = await api.anyone.get('/openapi.json').expect(200);
    return new DocumentedCalls(api, body as unknown as OpenAPIObject);
  }

  named(operationId: string): Operation {
    const operation = this.operations.find((each) => each.operationId === operationId);
    if (!operation) throw new Error(`The document lacks ${operationId}.`);
    return operation;
  }

  /**
   * Sends an operation with its documented examples; `ids` takes the place of examples that name something.
   * @param change of the body, where an example can only be of something that is not there
   */
  async send(
    operation: Operation,
    ids: Record<string, string> = {},
    authorization?: string,
    headers: Readonly<Record<string, string>> = {},
    change: object = {},
  ): Promise<Answer> {
    const exampleOf = (name: string): string => {
      const parameter = operation.parameters.find((each) => each.name === name);
      return encodeURIComponent(ids[name] ?? String(parameter?.schema.example));
    };
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => exampleOf(name));
    const request = this.api.anyone[operation.method](path);
    for (const { name, in: place, required } of operation.parameters) {
      if (place === 'header' && name === 'Idempotency-Key') void request.set(name, randomUUID());
      if (place === 'query' && required === true) void request.query({ [name]: exampleOf(name) });
      if (place === 'header' && name === 'X-Solapi-Secret') void request.set(name, WEBHOOK_SECRET);
    }
    if (authorization !== undefined) void request.set('Authorization', authorization);
    for (const [name, value] of Object.entries(headers)) void request.set(name, value);
    if (operation.requestBody) {
      const example = bodyExample(this.document, operation) as object;
      void request.send(Array.isArray(example) ? example : { ...example, ...change });
    }
    return request;
  }

  /** What does not fit: an undocumented status or code, or a body that its schema refuses. */
  misfits({ operationId, responses }: Operation, answer: Answer): string[] {
    const content = responses[String(answer.status)]?.content;
    const type = String(answer.headers['content-type']).replace(/;.*/, '');
    const documented = content?.[type];
    if (!documented) return [`${operationId}: ${String(answer.status)} ${type} is not documented: ${answer.text}`];
    const { code } = answer.body;
    const unnamed =
      type === 'application/problem+json' && documented.examples && !Object.hasOwn(documented.examples, code)
        ? [`${operationId}: ${code} is not documented`]
        : [];
    return [
      ...unnamed,
      ...this.schemas
        .problems(documented.schema, answer.body)
        .map((problem) => `${operationId} ${String(answer.status)}:${problem}`),
    ];
  }
}
