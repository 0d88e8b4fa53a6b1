import { assertProven } from '../../access/step-up.ts';
import { actorFor, assertCommander, type Commander, type CommandOptions } from '../../access/commander.ts';
import type { Database } from '../../platform/database.ts';
import { expectVersion, InvalidInputError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import type { Sealer } from '../../platform/seal.ts';
import { type Actor, audit, once, read, transact, type Tx } from '../../platform/transact.ts';
import type { SessionStore } from '../sign-in/session-store.ts';
import {
  DnsUnavailableError,
  DomainNotProvenError,
  DomainTakenError,
  NoIdentityProviderError,
  NotTriedError,
} from './company-sign-in.errors.ts';
import { foundIn, recordOf } from './domain-proof.ts';
import type { DomainRecords } from './domain-records.ts';
import type { OpenId } from './openid.ts';
import { clientSecretOf, findProvider, type Provider, sealClientSecret, storeDomains, storeProvider } from './provider.ts';

type Once = { readonly idempotencyKey: string };
export type SetProvider = Once & {
  readonly issuer: string;
  readonly clientId: string;
  /** Null keeps the one there is. */
  readonly clientSecret?: string | null | undefined;
  readonly domains: readonly string[];
  readonly expectedVersion?: number | null | undefined;
};
export type RequireProvider = Once & { readonly required: boolean; readonly sparedAdminIds?: readonly string[] | null | undefined };

export type ProveDomain = Once & { readonly domain: string };

type Needs = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly openId: OpenId;
  readonly store: SessionStore;
  readonly records: DomainRecords;
};

const MOST_DOMAINS = 20;

/** What admins set of how their company signs its people in. Each change asks for a fresh proof. */
export class ProviderService {
  constructor(private readonly needs: Needs) {}

  /**
   * Sets it up, after asking the provider whether it is one. Another issuer is another provider: who was bound to the one before is
   * bound no more, and its sessions end.
   * A domain leads nowhere before it is proven.
   * @throws ForbiddenError, StepUpRequiredError, InvalidInputError, StaleVersionError, IdentityProviderError
   */
  async set(by: Commander, input: SetProvider, options: CommandOptions = {}): Promise<void> {
    const { database, sealer, openId } = this.needs;
    this.#assertMay(by, options);
    const issuer = input.issuer.trim();
    const clientId = checkedText('clientId', input.clientId, 300);
    const secret = input.clientSecret == null ? null : checkedText('clientSecret', input.clientSecret, 1_000);
    const domains = [...new Set(input.domains.map((domain) => checkedDomain(domain, 'domains')))];
    if (domains.length === 0 || domains.length > MOST_DOMAINS)
      throw new InvalidInputError('domains', `Name 1 to ${MOST_DOMAINS} domains of your people's addresses.`);
    await openId.discover(issuer);
    // What is kept for the repeat has no secret in it.
    const asked = { issuer, clientId, domains, newSecret: secret !== null };
    await this.#command(by, 'companySignIn.set', input.idempotencyKey, asked, options, async (tx, { companyId }) => {
      const now = database.clock.now();
      const before = await findProvider(tx, companyId);
      expectVersion('company sign-in', before?.version ?? 0, input.expectedVersion);
      if (secret === null && before === null) throw new InvalidInputError('clientSecret', 'Give the secret that the provider shows.');
      const { key, wrapped } = sealer.newKey();
      const kept = secret ?? (before === null ? '' : clientSecretOf(sealer, before));
      const anew = before !== null && before.issuer !== issuer;
      const same = before !== null && !anew && before.clientId === clientId;
      if (anew) await tx.query('DELETE FROM provider_subjects WHERE company_id = $1', [companyId]);
      // What nobody has signed in by is not yet to be required of all.
      if (!same) await tx.query(`UPDATE identity_providers SET required = false, spared = '{}' WHERE company_id = $1`, [companyId]);
      const [provenAt, version] = [same ? before.provenAt : null, (before?.version ?? 0) + 1];
      const secretSealed = sealClientSecret(key, companyId, kept);
      await storeProvider(tx, { companyId, issuer, clientId, secretSealed, wrappedKey: wrapped, provenAt, version }, now);
      await storeDomains(tx, companyId, domains);
      audit(tx, {
        subjectType: 'company',
        subjectId: companyId,
        ...(before === null ? {} : { before: told(before) }),
        after: { ...asked, required: same && before.required },
      });
      return this.#endBarred(tx, companyId, anew);
    });
  }

  /**
   * Looks for the record that shows that a domain is the company's. From then on addresses of it lead to the provider.
   * @throws ForbiddenError, StepUpRequiredError, NoIdentityProviderError, InvalidInputError, DomainNotProvenError, DnsUnavailableError,
   *   DomainTakenError
   */
  async prove(by: Commander, input: ProveDomain, options: CommandOptions = {}): Promise<void> {
    const { database, records } = this.needs;
    this.#assertMay(by, options);
    const domain = checkedDomain(input.domain, 'domain');
    const provider = await providerOf(database, actorFor(by, options.ip).companyId);
    if (provider === null) throw new NoIdentityProviderError();
    const claimed = provider.domains.find((each) => each.domain === domain);
    if (claimed === undefined) throw new InvalidInputError('domain', `Add ${domain} to the domains of the provider first.`);
    const { name, value } = recordOf(claimed);
    const found = foundIn(await records(name), value);
    if (found === 'UNKNOWN') throw new DnsUnavailableError(domain);
    if (found === 'MISSING') throw new DomainNotProvenError(name);
    await this.#command(by, 'companySignIn.proveDomain', input.idempotencyKey, { domain }, options, async (tx, { companyId }) => {
      const [row] = await tx.query<{ proven: boolean }[]>('SELECT prove_provider_domain($1, $2, $3, $4) AS proven', [
        ...[companyId, domain, claimed.token, database.clock.now()],
      ]);
      if (row?.proven !== true) throw new DomainTakenError(domain);
      audit(tx, {
        subjectType: 'company',
        subjectId: companyId,
        before: { domain, provenAt: claimed.provenAt },
        after: { domain, proven: true },
      });
      return [];
    });
  }

  /**
   * Has the company's people sign in by the provider alone, but for the admins named, who must have a password; or takes that back. Who
   * is signed in otherwise is signed out.
   * @throws ForbiddenError, StepUpRequiredError, NoIdentityProviderError, InvalidInputError, NotTriedError
   */
  async require(by: Commander, input: RequireProvider, options: CommandOptions = {}): Promise<void> {
    this.#assertMay(by, options);
    const { required } = input;
    const spared = required ? [...new Set((input.sparedAdminIds ?? []).map((id) => id.toLowerCase()))].sort() : [];
    await this.#command(by, 'companySignIn.require', input.idempotencyKey, { required, spared }, options, async (tx, { companyId }) => {
      const before = await this.#provider(tx, companyId);
      if (required && before.provenAt === null) throw new NotTriedError();
      if (required) await this.#assertBreakGlass(tx, companyId, spared);
      await tx.query(
        'UPDATE identity_providers SET required = $2, spared = $3, version = version + 1, changed_at = $4 WHERE company_id = $1',
        [companyId, required, spared, this.needs.database.clock.now()],
      );
      audit(tx, { subjectType: 'company', subjectId: companyId, before: told(before), after: { ...told(before), required, spared } });
      return this.#endBarred(tx, companyId, false);
    });
  }

  /** From here on people sign in by themselves; who was signed in by the provider is signed out. @throws ForbiddenError, StepUpRequiredError, NoIdentityProviderError */
  async remove(by: Commander, { idempotencyKey }: Once, options: CommandOptions = {}): Promise<void> {
    this.#assertMay(by, options);
    await this.#command(by, 'companySignIn.remove', idempotencyKey, {}, options, async (tx, { companyId }) => {
      const before = await this.#provider(tx, companyId);
      await tx.query('DELETE FROM identity_providers WHERE company_id = $1', [companyId]);
      audit(tx, { subjectType: 'company', subjectId: companyId, before: told(before), after: null });
      return this.#endBarred(tx, companyId, true);
    });
  }

  #assertMay(by: Commander, options: CommandOptions): void {
    assertCommander(by, 'companySignIn.manage', { companyId: actorFor(by, options.ip).companyId });
    assertProven(by, this.needs.database.clock.now());
  }

  /** @param act answers with the sessions that it ended */
  async #command(
    by: Commander,
    command: string,
    idempotencyKey: string,
    asked: object,
    options: CommandOptions,
    act: (tx: Tx, actor: Actor) => Promise<string[]>,
  ): Promise<void> {
    const { database, store } = this.needs;
    const actor = actorFor(by, options.ip);
    const ended = await transact(database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return once(tx, idempotencyKey, asked, () => act(tx, actor));
    });
    for (const id of ended) await store.end(id);
  }

  async #endBarred(tx: Tx, companyId: string, anew: boolean): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>('SELECT id FROM auth_end_barred_sessions($1, $2, $3) AS id', [
      ...[companyId, anew, this.needs.database.clock.now()],
    ]);
    return rows.map(({ id }) => id);
  }

  async #provider(tx: Tx, companyId: string): Promise<Provider> {
    const provider = await findProvider(tx, companyId);
    if (provider === null) throw new NoIdentityProviderError();
    return provider;
  }

  /** Somebody has to be let in when the provider fails. */
  async #assertBreakGlass(tx: Tx, companyId: string, spared: readonly string[]): Promise<void> {
    const admins = await tx.query<{ id: string }[]>(
      `SELECT id FROM users WHERE company_id = $1 AND id::text = ANY ($2) AND role = 'ADMIN' AND status = 'ACTIVE'
          AND auth_has_password(company_id, id)`,
      [companyId, spared],
    );
    if (spared.length === 0 || admins.length !== spared.length)
      throw new InvalidInputError('sparedAdminIds', 'Name at least one active admin who has a password, and nobody else.');
  }
}

/** The provider as the company's own see it; null where there is none. */
export function providerOf(database: Database, companyId: string): Promise<Provider | null> {
  return read(database, companyId, (manager) => findProvider(manager, companyId));
}

function told({ issuer, clientId, domains, required, spared }: Provider): object {
  return { issuer, clientId, domains: domains.map(({ domain }) => domain), required, spared };
}

function checkedText(field: string, text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > most) throw new InvalidInputError(field, `Give 1 to ${most} characters.`);
  return trimmed;
}

function checkedDomain(text: string, field: string): string {
  const domain = text.trim().replace(/^@/, '').toLowerCase();
  if (domain.length > 253 || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/.test(domain))
    throw new InvalidInputError(field, `"${text}" is no domain such as example.com.`);
  return domain;
}
