import { createDataSource } from '#libs/database/data-source.js';
import { OPERATOR_ROLES, type OperatorRole } from '#libs/contracts/operator-roles.js';
import { findApiKey } from '#libs/database/api-key-store.js';
import { inTenant } from '#libs/database/in-tenant.js';
import { grantOperator } from '#libs/database/operator-store.js';
import { setUpTenant, simulatorTemplates } from '../tenant-setup.js';

/** The library of the demonstration. Its messages may go out at any hour, so that it shows the same by day and night. */
export const DEMONSTRATION_TENANT = {
  id: 'bongsu-library',
  name: '봉수시립도서관',
  settings: { senderNumber: '0212345678', channelId: 'KA01PF_BONGSU_LIBRARY', quietHours: null },
} as const;

/** One operator for each role, called by it at the sign-in, with what their post is called. */
const OPERATORS: Readonly<Record<OperatorRole, string>> = {
  viewer: '열람 담당',
  operator: '대출 담당',
  'template-editor': '문안 담당',
  approver: '승인 담당',
  administrator: '관리자',
  auditor: '감사 담당',
};

/**
 * Sets up the tenant, its templates, a key and its operators where they are missing. Answers the key.
 * @param issuer the sign-in at which the operators are known
 */
export async function seedTenant(databaseUrl: string, knownKey: string | undefined, issuer: string): Promise<string> {
  const dataSource = await createDataSource({ url: databaseUrl, poolSize: 2 }).initialize();
  try {
    const owner = knownKey === undefined ? undefined : await findApiKey(dataSource, knownKey);
    const kept = owner?.tenant === DEMONSTRATION_TENANT.id ? knownKey : undefined;
    const { apiKey } = await setUpTenant(dataSource, DEMONSTRATION_TENANT, kept);
    await inTenant(dataSource, DEMONSTRATION_TENANT.id, async (tx) => {
      for (const role of OPERATOR_ROLES) {
        const known = { issuer, subject: role, label: OPERATORS[role], roles: [role] };
        await grantOperator(tx, { ...known, tenant: DEMONSTRATION_TENANT.id, now: Date.now() });
      }
    });
    return apiKey;
  } finally {
    await dataSource.destroy();
  }
}

/** Tells the simulator what a dealer's customer registers by hand: templates, and where receipts go. */
export async function registerWithSimulator(
  simulatorUrl: string,
  apiUrl: string,
  webhookSecret: string,
): Promise<void> {
  const { channelId } = DEMONSTRATION_TENANT.settings;
  await put(`${simulatorUrl}/_simulator/templates`, simulatorTemplates(channelId, apiUrl));
  await put(`${simulatorUrl}/_simulator/webhook`, { url: `${apiUrl}/v1/receipts/solapi`, secret: webhookSecret });
}

async function put(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}
