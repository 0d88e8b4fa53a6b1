import type { EntityManager } from 'typeorm';
import { type Sealer, seal, unseal } from '../../platform/seal.ts';

/** A company's provider of OpenID Connect. */
export type Provider = {
  readonly companyId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secretSealed: Buffer;
  readonly wrappedKey: Buffer;
  readonly domains: readonly string[];
  readonly required: boolean;
  /** Admins who may also sign in by themselves. */
  readonly spared: readonly string[];
  readonly provenAt: Date | null;
  readonly version: number;
};

const place = (companyId: string) => `identity_providers.secret_sealed:${companyId}`;

export function sealClientSecret(key: Uint8Array, companyId: string, secret: string): Buffer {
  return seal(key, secret, place(companyId));
}

export function clientSecretOf(sealer: Sealer, { companyId, secretSealed, wrappedKey }: Provider): string {
  return unseal(sealer.unwrap(wrappedKey), secretSealed, place(companyId));
}

export async function findProvider(manager: EntityManager, companyId: string): Promise<Provider | null> {
  const [row] = await manager.query<Provider[]>(
    `SELECT company_id AS "companyId", issuer, client_id AS "clientId", secret_sealed AS "secretSealed", wrapped_key AS "wrappedKey",
            ARRAY(SELECT d.domain FROM identity_provider_domains d WHERE d.company_id = p.company_id ORDER BY d.domain) AS domains,
            required, spared, proven_at AS "provenAt", version
       FROM identity_providers p WHERE company_id = $1`,
    [companyId],
  );
  return row ?? null;
}

export type StoredProvider = Omit<Provider, 'domains' | 'required' | 'spared'>;

/** Keeps whether it is required, and of whom not. */
export async function storeProvider(manager: EntityManager, provider: StoredProvider, now: Date): Promise<void> {
  const { companyId, issuer, clientId, secretSealed, wrappedKey, provenAt, version } = provider;
  await manager.query(
    `INSERT INTO identity_providers (company_id, issuer, client_id, secret_sealed, wrapped_key, proven_at, version, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (company_id) DO UPDATE SET issuer = $2, client_id = $3, secret_sealed = $4, wrapped_key = $5, proven_at = $6, version = $7,
       changed_at = $8`,
    [companyId, issuer, clientId, secretSealed, wrappedKey, provenAt, version, now],
  );
}

/** @returns a domain that leads to another company; null when all were taken */
export async function storeDomains(manager: EntityManager, companyId: string, domains: readonly string[]): Promise<string | null> {
  await manager.query('DELETE FROM identity_provider_domains WHERE company_id = $1', [companyId]);
  const rows = await manager.query<{ domain: string }[]>(
    `INSERT INTO identity_provider_domains (company_id, domain) SELECT $1, unnest($2::text[]) ON CONFLICT (domain) DO NOTHING RETURNING domain`,
    [companyId, [...domains].sort()],
  );
  return domains.find((domain) => !rows.some((row) => row.domain === domain)) ?? null;
}

/** The part after the @, as domains are stored; null where there is none. */
export function domainOf(email: string): string | null {
  const [, domain] = /^[^\s@]+@([^\s@]+)$/.exec(email) ?? [];
  return domain === undefined ? null : domain.toLowerCase();
}
