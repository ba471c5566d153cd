import type { DataSource } from 'typeorm';
import { narrowTo } from './in-tenant.js';

/** Which namespace of Temporal a tenant's affairs are in. Chosen when it is set up and never changed, so an answer is kept for good. */
export class TenantNamespaces {
  private readonly known = new Map<string, string>();

  /** @param house that of all tenants without one of their own */
  constructor(
    private readonly dataSource: DataSource,
    readonly house: string,
  ) {}

  /** That of the house for a tenant that nobody knows (yet), and for what is about none. */
  async of(tenant: string | undefined): Promise<string> {
    if (tenant === undefined) return this.house;
    const known = this.known.get(tenant);
    if (known !== undefined) return known;
    // Not `inTenant`: a look for ourselves is nobody's act.
    const [row] = await this.dataSource.transaction(async (tx) => {
      await narrowTo(tx, tenant);
      return tx.query<{ namespace: string | null }[]>(`select namespace from tenants`);
    });
    if (!row) return this.house;
    const namespace = row.namespace ?? this.house;
    this.known.set(tenant, namespace);
    return namespace;
  }

  /** All that belong to one tenant. */
  async ofTenants(): Promise<readonly string[]> {
    const rows = await this.dataSource.query<{ namespace: string }[]>(`select namespace from namespaces_of_tenants()`);
    return rows.map(({ namespace }) => namespace).filter((namespace) => namespace !== this.house);
  }
}
