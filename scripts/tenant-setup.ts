import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Template as SimulatorTemplate } from '#apps/dealer-simulator/state.js';
import { linksIn, type AlimtalkButton } from '#libs/content/alimtalk-buttons.js';
import { DEALERS, type DealerName } from '#libs/contracts/dealers.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { putTemplate } from '#libs/database/template-store.js';
import type { TenantSettingsInput } from '#libs/database/tenant-settings.js';
import { createApiKey } from '#libs/database/api-key-store.js';
import { giveAllConfirmations } from '#libs/database/legal-confirmation-store.js';
import { createTenant, type NewTenant } from '#libs/database/tenant-store.js';
import type { TemplateDefinition } from '#libs/lifecycle/definition.js';
import { contentsToRegister } from '#libs/lifecycle/template-languages.js';
import { contentOf } from '#libs/lifecycle/template-links.js';
import { catalogue } from '#lifecycles/catalogue.js';

/** The templates that the shipped lifecycles need, in every language that they speak, by code. */
const shippedTemplates = (): [string, TemplateDefinition][] =>
  catalogue.flatMap((definition) => Object.entries(contentsToRegister(definition)));

/** The id under which the simulated dealer knows a template of a channel: tenants may share a dealer. */
const dealerTemplateId = (channelId: string, code: string): string =>
  `KA01TP_${createHash('sha256').update(`${channelId} ${code}`).digest('hex').slice(0, 16)}_${code}`;

/**
 * Sets up a tenant for development and tests: settings, the shipped lifecycles' templates as approved, what the law wants
 * confirmed, and an API key, answered in clear this once. A tenant that is there already keeps its settings and gets what it lacks; with a key that
 * is known to be its own it gets no other. The templates are approved with each of `dealers`.
 * @param confirmedBy in whose name everything is confirmed; null: nothing is, and no live key starts anything before it is
 */
export const setUpTenant = (
  dataSource: DataSource,
  tenant: NewTenant,
  ownKey?: string,
  dealers: readonly DealerName[] = dealersOf(tenant.settings),
  confirmedBy: string | null = '개발·시험 설정',
): Promise<{ readonly apiKey: string }> =>
  inTenant(dataSource, tenant.id, async (tx) => {
    await createTenant(tx, tenant);
    if (confirmedBy !== null) await giveAllConfirmations(tx, tenant.id, confirmedBy, Date.now());
    for (const dealer of dealers) {
      for (const [code, content] of shippedTemplates()) {
        await putTemplate(tx, tenant.id, {
          code,
          dealer,
          dealerTemplateId: dealerTemplateId(tenant.settings.channelId, code),
          channelId: tenant.settings.channelId,
          content,
          status: 'approved',
        });
      }
    }
    if (ownKey !== undefined) return { apiKey: ownKey };
    const { key } = await createApiKey(tx, { tenant: tenant.id, label: 'development' });
    return { apiKey: key };
  });

/** Those that the settings name, or the usual one. */
const dealersOf = ({ dealer, dealers }: TenantSettingsInput): readonly DealerName[] =>
  DEALERS.filter((name) => (dealers ? dealers[name] !== undefined : name === (dealer ?? 'solapi')));

/**
 * The same templates as the dealer simulator is told of them.
 * @param linkBase the address below which links in messages are answered: part of what is registered
 */
export const simulatorTemplates = (channelId: string, linkBase: string): SimulatorTemplate[] =>
  shippedTemplates().map(([code, template]) =>
    simulatorTemplate({ templateId: dealerTemplateId(channelId, code), pfId: channelId }, template, linkBase),
  );

/** A template as Solapi names its parts. */
export function simulatorTemplate(
  ids: Pick<SimulatorTemplate, 'templateId' | 'pfId'>,
  template: TemplateDefinition,
  linkBase: string,
): SimulatorTemplate {
  const { body, messageType, extra, emphasize, buttons, secure } = contentOf(template, linkBase);
  return {
    ...ids,
    name: template.title,
    content: body,
    messageType,
    status: 'APPROVED',
    ...(emphasize && {
      emphasizeType: 'TEXT',
      emphasizeTitle: emphasize.title,
      emphasizeSubtitle: emphasize.subtitle,
    }),
    ...(extra !== undefined && { extra }),
    ...(buttons && {
      buttons: buttons.map((button) => ({
        buttonType: button.type,
        buttonName: button.name,
        ...solapiLinks(button),
      })),
    }),
    ...(secure && { securityFlag: true }),
  };
}

const SOLAPI_LINKS = { linkMo: 'linkMo', linkPc: 'linkPc', schemeAndroid: 'linkAnd', schemeIos: 'linkIos' } as const;

/** Addresses and app schemes by Solapi's names. */
const solapiLinks = (button: AlimtalkButton): Readonly<Record<string, string>> =>
  Object.fromEntries(linksIn(button).map(([part, link]) => [SOLAPI_LINKS[part], link]));
