import type { Database } from '../../platform/database.ts';
import { gate } from '../../platform/gate.ts';
import type { Job } from '../../platform/jobs.ts';
import { audit, transact, type Tx } from '../../platform/transact.ts';
import type { SessionStore } from '../sign-in/session-store.ts';
import { type ClaimedDomain, type Found, foundIn, isLastProven, lapsesAt, recheck, recordOf } from './domain-proof.ts';
import type { DomainRecords } from './domain-records.ts';
import { findProvider } from './provider.ts';

/** Tells a company's admins that the record of a domain is gone, or was for too long. Under the company's gate. */
export type TellOfDomain = (
  tx: Tx,
  news: {
    readonly companyId: string;
    readonly domain: string;
    readonly change: 'GONE' | 'LOST';
    /** When the domain proves nothing any more, unless its record is back. Null once it does not. */
    readonly lapsesAt: Date | null;
    /** The company's people sign in by the provider alone, and no other domain leads to it: all but the spared admins are locked out. */
    readonly locksOut: boolean;
  },
) => Promise<unknown>;

type Needs = {
  readonly database: Database;
  readonly records: DomainRecords;
  readonly store: Pick<SessionStore, 'end'>;
  readonly tell: TellOfDomain;
};

type Proven = ClaimedDomain & { readonly companyId: string };

/**
 * Looks every day whether the records of proven domains are still there. One that is gone for seven days proves nothing any more: its
 * domain may be somebody else's by then, and whom the company's provider has signed in is signed out: who is of another domain comes in
 * again. A DNS that does not answer changes nothing.
 */
export class CheckDomains implements Job<unknown> {
  readonly name = 'companySignIn.checkDomains';
  readonly cron = '50 3 * * *';

  constructor(private readonly needs: Needs) {}

  async run(): Promise<void> {
    const { rows } = await this.needs.database.gateway.query<Proven>(
      `SELECT company_id AS "companyId", domain, token, proven_at AS "provenAt", checked_at AS "checkedAt", missing_since AS "missingSince"
         FROM identity_provider_domains WHERE proven_at IS NOT NULL ORDER BY company_id, domain`,
    );
    for (const proven of rows) {
      const { name, value } = recordOf(proven);
      const found = foundIn(await this.needs.records(name), value);
      if (found !== 'UNKNOWN') await this.#record(proven, found);
    }
  }

  async #record({ companyId, domain, token }: Proven, found: Found): Promise<void> {
    const { database, store, tell } = this.needs;
    const actor = { kind: 'system', companyId, name: 'company-sign-in' } as const;
    const ended = await transact(database, { command: 'companySignIn.checkDomain', actor }, async (tx) => {
      await gate(tx, companyId);
      const now = database.clock.now();
      // It may have been proven anew, or taken out, while the DNS was asked.
      const [claimed] = await tx.query<ClaimedDomain[]>(
        `SELECT domain, token, proven_at AS "provenAt", checked_at AS "checkedAt", missing_since AS "missingSince"
           FROM identity_provider_domains WHERE company_id = $1 AND domain = $2 AND token = $3 AND proven_at IS NOT NULL`,
        [companyId, domain, token],
      );
      if (claimed === undefined) return [];
      const { change, provenAt, missingSince } = recheck(claimed, found, now);
      await tx.query(
        'UPDATE identity_provider_domains SET proven_at = $3, missing_since = $4, checked_at = $5 WHERE company_id = $1 AND domain = $2',
        [companyId, domain, provenAt, missingSince, now],
      );
      if (change === null) return [];
      audit(tx, { subjectType: 'company', subjectId: companyId, after: { domain, record: change } });
      database.log.warn({ companyId, change }, 'company sign-in: the record of a domain is not as it was');
      if (change === 'BACK') return [];
      const provider = await findProvider(tx, companyId);
      await tell(tx, {
        ...{ companyId, domain, change, lapsesAt: missingSince === null ? null : lapsesAt(missingSince) },
        locksOut: provider?.required === true && isLastProven(provider.domains, domain, change),
      });
      if (change === 'GONE') return [];
      return tx.query<{ id: string }[]>('SELECT id FROM auth_end_barred_sessions($1, true, $2) AS id', [companyId, now]);
    });
    for (const { id } of ended) await store.end(id);
  }
}
