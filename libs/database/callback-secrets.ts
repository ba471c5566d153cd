import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { PersonalDataKeys } from './personal-data.js';

const SECRET_BYTES = 32;
/** A replaced secret signs for so long besides the new one. */
const OVERLAP = `interval '24 hours'`;
/** Each signs every call: whoever draws many in a day gets the signatures of the latest. */
const SIGN_AT_MOST = 5;

/** What a secret belongs to, authenticated with its ciphertext. */
const useOf = (id: string): string => `callback-secret/${id}`;

/**
 * Draws a new secret (Standard Webhooks: `whsec_` and base64) and returns it, the one time that it can be read. The one
 * before goes on signing for 24 hours.
 */
export async function drawCallbackSecret(tx: EntityManager, keys: PersonalDataKeys, tenant: string): Promise<string> {
  const id = newId();
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  // One at a time: of two drawn at once, one is the later.
  await tx.query(`select id from tenants where id = $1 for no key update`, [tenant]);
  await tx.query(`update callback_secrets set replaced_at = now() where replaced_at is null`);
  await tx.query(`insert into callback_secrets (id, tenant_id, secret_ciphertext) values ($1, $2, $3)`, [
    id,
    tenant,
    keys.sealForTenant(tenant, useOf(id), secret),
  ]);
  return secret;
}

export async function hasCallbackSecret(tx: EntityManager): Promise<boolean> {
  return (await tx.query<unknown[]>(`select 1 from callback_secrets where replaced_at is null`)).length > 0;
}

/** The secrets that sign now, the present one first. Throws CiphertextUnreadable. */
export async function signingSecrets(tx: EntityManager, keys: PersonalDataKeys): Promise<string[]> {
  const rows = await tx.query<{ id: string; tenant: string; ciphertext: string }[]>(
    `select id, tenant_id as tenant, secret_ciphertext as ciphertext from callback_secrets
     where replaced_at is null or replaced_at > now() - ${OVERLAP}
     order by replaced_at desc nulls first, id desc limit ${SIGN_AT_MOST}`,
  );
  return rows.map(({ id, tenant, ciphertext }) => keys.openForTenant(tenant, useOf(id), ciphertext));
}
