import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Template as SimulatorTemplate } from '#apps/dealer-simulator/state.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { versionsTakingStarts } from '#libs/database/lifecycle-type-store.js';
import { putTemplate, reviewStates } from '#libs/database/template-store.js';
import { getTenant } from '#libs/database/tenant-store.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import { simulatorTemplate } from './tenant-setup.js';

interface NewTemplate {
  readonly code: string;
  readonly content: TemplateDefinition;
  readonly dealerTemplateId: string;
}

/**
 * Registers with the simulated dealer, which reviews nothing, what the published lifecycle types of a tenant still lack,
 * and stores it as approved. The dealer learns of it first: what is stored as approved can be sent.
 * @param linkBase as `simulatorTemplates`
 * @param register tells the simulator
 * @returns the codes that were registered, sorted; a code stands twice when two versions word it differently
 * @throws Error when there is no such tenant.
 */
export async function registerOwnTemplates(
  dataSource: DataSource,
  tenant: string,
  linkBase: string,
  register: (templates: readonly SimulatorTemplate[]) => unknown,
): Promise<readonly string[]> {
  const { channelId, lacking } = await inTenant(dataSource, tenant, async (tx) => {
    const found = await getTenant(tx);
    if (!found) throw new Error(`There is no tenant ${tenant}.`);
    const { channelId } = found.settings;
    const lacking = new Map<string, NewTemplate>();
    for (const { definition } of await versionsTakingStarts(tx)) {
      const contents = contentsToRegister(definition);
      const reviews = await reviewStates(tx, contents);
      for (const [code, content] of Object.entries(contents)) {
        const dealerTemplateId = templateIdOf(channelId, code, content);
        if (reviews.get(code) !== 'approved') lacking.set(dealerTemplateId, { code, content, dealerTemplateId });
      }
    }
    return { channelId, lacking: [...lacking.values()] };
  });
  if (lacking.length === 0) return [];
  await register(
    lacking.map(({ content, dealerTemplateId }) =>
      simulatorTemplate({ templateId: dealerTemplateId, pfId: channelId }, content, linkBase),
    ),
  );
  await inTenant(dataSource, tenant, async (tx) => {
    for (const template of lacking)
      await putTemplate(tx, tenant, { ...template, dealer: 'solapi', channelId, status: 'approved' });
  });
  return lacking.map(({ code }) => code).sort();
}

/** An id for each wording: an approved text is never changed, and lifecycles of older versions still send theirs. */
function templateIdOf(channelId: string, code: string, content: TemplateDefinition): string {
  const wording = createHash('sha256')
    .update(`${channelId} ${code} ${JSON.stringify(reviewed(content))}`)
    .digest('hex');
  return `KA01TP_${wording.slice(0, 16)}_${code}`;
}

const reviewed = ({ body, buttons, messageType, extra, emphasize, secure }: TemplateDefinition) => [
  body,
  buttons,
  messageType,
  extra,
  emphasize,
  secure,
];
