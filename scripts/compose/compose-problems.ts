import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEnvironment } from '#apps/dealer-simulator/environment.js';
import { readConfiguration } from '#libs/platform/configuration.js';

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  restart: z.string().optional(),
  ports: z.array(z.union([z.string(), z.number(), z.looseObject({ host_ip: z.string().optional() })])).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.unknown().optional(),
  healthcheck: z.unknown().optional(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
});
const fileSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) });
type Service = z.infer<typeof serviceSchema>;

/** A tag that will mean the same tomorrow: a full version, whatever follows it. Or a digest. */
const PINNED = /^[^@\s]+(:v?\d+\.\d+(\.\d+)?([-.][\w.-]+)?|@sha256:[0-9a-f]{64})$/;
const SECRET_NAME = /PASSWORD|SECRET|_PWD$|_KEYS?$/;
/** `${NAME:?what to do}`: compose refuses to start without it. */
const REQUIRED = /\$\{([A-Z0-9_]+):\?[^}]+\}/g;

/**
 * Everything that is wrong with a compose file: by the Compose Specification's schema, by our rules (images pinned, nothing
 * published beyond this machine, no secret with a default, health checks that others wait for), and by the configuration
 * schemas of our own processes, which must accept what the file gives them. Empty: nothing.
 * @param root the project's folder, where the schema and the Dockerfile are
 */
export async function composeProblems(root: string, text: string): Promise<string[]> {
  const document: unknown = parse(text, { merge: true });
  const bySchema = await schemaProblems(root, document);
  if (bySchema.length > 0) return bySchema;
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { services } = parsed.data;
  return Object.entries(services).flatMap(([name, service]) =>
    [
      ...imageProblems(service),
      ...portProblems(service),
      ...secretProblems(service),
      ...dependencyProblems(service, services),
      ...configurationProblems(name, service),
    ].map((problem) => `services.${name}: ${problem}`),
  );
}

/** Every base image of a Dockerfile that may mean another one tomorrow. */
export const dockerfileProblems = (text: string): string[] => {
  const stages = new Set([...text.matchAll(/^FROM \S+ AS (\S+)/gim)].map(([, stage]) => stage));
  return [...text.matchAll(/^FROM (\S+)/gim)].flatMap(([, image = '']) =>
    stages.has(image) || PINNED.test(image) ? [] : [`FROM ${image}: not pinned to a full version`],
  );
};

async function schemaProblems(root: string, document: unknown): Promise<string[]> {
  const schema = JSON.parse(await readFile(join(root, 'scripts/compose/compose-spec.schema.json'), 'utf8')) as object;
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  // Named in the schema, but made for Compose alone.
  ajv.addFormat('ports', true);
  ajv.addFormat('expose', true);
  // The draft's address with https is not the one that ajv knows it by.
  const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath || '/'}: ${message ?? 'does not fit'}`,
  );
}

function imageProblems({ image, build }: Service): string[] {
  if (image === undefined) return build === undefined ? ['has neither image nor build'] : [];
  return PINNED.test(image) ? [] : [`image ${image} is not pinned to a full version`];
}

const portProblems = ({ ports }: Service): string[] =>
  ports.flatMap((port) => {
    const host = typeof port === 'object' ? port.host_ip : String(port);
    return host?.startsWith('127.0.0.1') === true ? [] : [`port ${JSON.stringify(port)} is open to other machines`];
  });

/** What is named like a secret, or is an address with a password in it, must come from outside and have no default. */
const secretProblems = ({ environment }: Service): string[] =>
  Object.entries(environment).flatMap(([name, value]) => {
    const withPassword = /:\/\/[^:/@]+:([^@]+)@/.exec(value)?.[1];
    const secret = SECRET_NAME.test(name) ? value : withPassword;
    if (secret === undefined || secret.replace(REQUIRED, '') === '') return [];
    return [`${name} holds a secret that is not \${…:?…}`];
  });

function dependencyProblems(service: Service, services: Readonly<Record<string, Service>>): string[] {
  const once = service.restart === 'no';
  return [
    ...(once || service.healthcheck !== undefined ? [] : ['has no health check']),
    ...Object.entries(service.depends_on).flatMap(([name, { condition }]) => {
      const other = services[name];
      if (!other) return [`depends on ${name}, which is not there`];
      const ends = other.restart === 'no';
      if (condition === 'service_completed_successfully' && !ends)
        return [`waits for the end of ${name}, which serves`];
      if (condition === 'service_healthy' && ends) return [`waits for the health of ${name}, which ends`];
      return [];
    }),
  ];
}

/** Asks the process itself, with sample secrets, whether it could start with this environment. */
function configurationProblems(name: string, { environment }: Service): string[] {
  const env = Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [
      key,
      value.replace(REQUIRED, (_, variable: string) => sample(variable)),
    ]),
  );
  const checks: Record<string, () => unknown> = {
    api: () => readConfiguration(env, 'api'),
    worker: () => readConfiguration(env, 'worker'),
    'codec-endpoint': () => readConfiguration(env, 'codec'),
    'dealer-simulator': () => readEnvironment(env),
  };
  try {
    checks[name]?.();
    return [];
  } catch (error) {
    return [(error as Error).message.replaceAll('\n', ' ')];
  }
}

function sample(variable: string): string {
  const key = randomBytes(32).toString('base64');
  if (variable.endsWith('_KEYS')) return `sample:${key}`;
  return variable.endsWith('_LOOKUP_KEY') ? key : 'sample';
}
