import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type Sealer, seal, unseal } from '../../platform/seal.ts';
import type { ClaimedDomain } from './domain-proof.ts';

/** A company's provider of OpenID Connect. */
export type Provider = {
  readonly companyId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly secretSealed: Buffer;
  readonly wrappedKey: Buffer;
  readonly domains: readonly ClaimedDomain[];
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
  const [row] = await manager.query<Omit<Provider, 'domains'>[]>(
    `SELECT company_id AS "companyId", issuer, client_id AS "clientId", secret_sealed AS "secretSealed", wrapped_key AS "wrappedKey",
            required, spared, proven_at AS "provenAt", version
       FROM identity_providers p WHERE company_id = $1`,
    [companyId],
  );
  return row === undefined ? null : { ...row, domains: await findDomains(manager, companyId) };
}

function findDomains(manager: EntityManager, companyId: string): Promise<ClaimedDomain[]> {
  return manager.query<ClaimedDomain[]>(
    `SELECT domain, token, proven_at AS "provenAt", checked_at AS "checkedAt", missing_since AS "missingSince"
       FROM identity_provider_domains WHERE company_id = $1 ORDER BY domain`,
    [companyId],
  );
}

/** The domains that lead to it. */
export function provenDomains({ domains }: Provider): string[] {
  return domains.filter(({ provenAt }) => provenAt !== null).map(({ domain }) => domain);
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

/** Keeps what is proven of those that stay. */
export async function storeDomains(manager: EntityManager, companyId: string, domains: readonly string[]): Promise<void> {
  await manager.query('DELETE FROM identity_provider_domains WHERE company_id = $1 AND domain <> ALL ($2)', [companyId, domains]);
  const tokens = domains.map(() => randomBytes(16).toString('hex'));
  await manager.query(
    `INSERT INTO identity_provider_domains (company_id, domain, token)
       SELECT $1, d.domain, d.token FROM unnest($2::text[], $3::text[]) AS d (domain, token) ON CONFLICT (company_id, domain) DO NOTHING`,
    [companyId, domains, tokens],
  );
}

/** The part after the @, as domains are stored; null where there is none. */
export function domainOf(email: string): string | null {
  const [, domain] = /^[^\s@]+@([^\s@]+)$/.exec(email) ?? [];
  return domain === undefined ? null : domain.toLowerCase();
}
