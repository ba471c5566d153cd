import { z } from 'zod';
import type { Definition, TemplateDefinition } from '#libs/lifecycle/definition.js';
import { definitionHash } from '#libs/lifecycle/definition.js';
import { stateDiagram } from '#libs/lifecycle/diagram.js';
import { eventTypes, jsonSchemaOfEvent, jsonSchemaOfInput } from '#libs/lifecycle/schemas.js';

const jsonSchema = z.record(z.string(), z.unknown()).describe('JSON Schema 2020-12.');

const typeSummary = {
  name: z.string(),
  title: z.string(),
  parties: z.record(z.string(), z.object({ title: z.string() })),
  events: z.array(z.object({ type: z.string(), title: z.string() })),
  links: z.object({ self: z.string() }),
};

export const lifecycleTypeList = z.object({ items: z.array(z.object(typeSummary)) }).meta({ id: 'LifecycleTypeList' });

export const lifecycleType = z
  .object({
    ...typeSummary,
    version: z.string().describe('Hash of the definition; a running lifecycle keeps the version it began with.'),
    stages: z.array(z.object({ name: z.string(), title: z.string(), final: z.boolean(), events: z.array(z.string()) })),
    inputSchema: jsonSchema,
    eventSchemas: z.record(z.string(), jsonSchema),
    diagram: z.string().describe('State diagram in Mermaid.'),
    templates: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        body: z.string(),
        variables: z.array(z.string()),
        buttons: z.array(
          z.object({ type: z.string(), name: z.string(), linkMo: z.string(), linkPc: z.string().optional() }),
        ),
        fallback: z.object({ subject: z.string().optional(), text: z.string() }),
      }),
    ),
    definition: z.record(z.string(), z.unknown()).describe('The definition itself, as data.'),
  })
  .meta({ id: 'LifecycleType' });

export function typeSummaryOf(definition: Definition) {
  return {
    name: definition.name,
    title: definition.title,
    parties: Object.fromEntries(Object.entries(definition.parties).map(([role, { title }]) => [role, { title }])),
    events: eventTypes(definition).map((type) => ({ type, title: definition.events[type]?.title ?? type })),
    links: { self: `/v1/lifecycle-types/${encodeURIComponent(definition.name)}` },
  };
}

export function typeViewOf(definition: Definition): z.output<typeof lifecycleType> {
  return {
    ...typeSummaryOf(definition),
    version: definitionHash(definition),
    stages: Object.entries(definition.stages).map(([name, stage]) => ({
      name,
      title: stage.title,
      final: stage.final === true,
      events: eventsOfStage(definition, name),
    })),
    inputSchema: { ...jsonSchemaOfInput(definition) },
    eventSchemas: Object.fromEntries(
      eventTypes(definition).map((type) => [type, { ...jsonSchemaOfEvent(definition, type) }]),
    ),
    diagram: stateDiagram(definition),
    templates: Object.entries(definition.templates).map(([code, template]) => templateOf(code, template)),
    definition: { ...definition },
  };
}

/** Events that a stage accepts: its own and those of every stage; none once it is final. */
export function eventsOfStage(definition: Definition, name: string): string[] {
  const stage = definition.stages[name];
  if (!stage || stage.final) return [];
  return [...new Set([...Object.keys(stage.on ?? {}), ...Object.keys(definition.on ?? {})])].sort();
}

const templateOf = (code: string, { title, body, variables, buttons, fallback }: TemplateDefinition) => ({
  code,
  title,
  body,
  variables: Object.keys(variables),
  buttons: (buttons ?? []).map(({ type, name, linkMo, linkPc }) => ({
    type,
    name,
    linkMo,
    ...(linkPc === undefined ? {} : { linkPc }),
  })),
  fallback: { ...(fallback.subject === undefined ? {} : { subject: fallback.subject }), text: fallback.text },
});
