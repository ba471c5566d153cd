/** Names the tenant that an operator of several means. */
export const TENANT_HEADER = 'Bongsu-Tenant';
