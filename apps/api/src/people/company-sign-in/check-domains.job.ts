import type { Database } from '../../platform/database.ts';
import { gate } from '../../platform/gate.ts';
import type { Job } from '../../platform/jobs.ts';
import { audit, transact } from '../../platform/transact.ts';
import { type ClaimedDomain, type Found, foundIn, recheck, recordOf } from './domain-proof.ts';
import type { DomainRecords } from './domain-records.ts';

type Proven = ClaimedDomain & { readonly companyId: string };

/**
 * Looks every day whether the records of proven domains are still there. One that is gone for seven days proves nothing any more: its
 * domain may be somebody else's by then. A DNS that does not answer changes nothing.
 */
export class CheckDomains implements Job<unknown> {
  readonly name = 'companySignIn.checkDomains';
  readonly cron = '50 3 * * *';

  constructor(
    private readonly database: Database,
    private readonly records: DomainRecords,
  ) {}

  async run(): Promise<void> {
    const { rows } = await this.database.gateway.query<Proven>(
      `SELECT company_id AS "companyId", domain, token, proven_at AS "provenAt", checked_at AS "checkedAt", missing_since AS "missingSince"
         FROM identity_provider_domains WHERE proven_at IS NOT NULL ORDER BY company_id, domain`,
    );
    for (const proven of rows) {
      const { name, value } = recordOf(proven);
      const found = foundIn(await this.records(name), value);
      if (found !== 'UNKNOWN') await this.#record(proven, found);
    }
  }

  async #record({ companyId, domain, token }: Proven, found: Found): Promise<void> {
    const { database } = this;
    const actor = { kind: 'system', companyId, name: 'company-sign-in' } as const;
    await transact(database, { command: 'companySignIn.checkDomain', actor }, async (tx) => {
      await gate(tx, companyId);
      const now = database.clock.now();
      // It may have been proven anew, or taken out, while the DNS was asked.
      const [claimed] = await tx.query<ClaimedDomain[]>(
        `SELECT domain, token, proven_at AS "provenAt", checked_at AS "checkedAt", missing_since AS "missingSince"
           FROM identity_provider_domains WHERE company_id = $1 AND domain = $2 AND token = $3 AND proven_at IS NOT NULL`,
        [companyId, domain, token],
      );
      if (claimed === undefined) return;
      const { change, provenAt, missingSince } = recheck(claimed, found, now);
      await tx.query(
        'UPDATE identity_provider_domains SET proven_at = $3, missing_since = $4, checked_at = $5 WHERE company_id = $1 AND domain = $2',
        [companyId, domain, provenAt, missingSince, now],
      );
      if (change === null) return;
      audit(tx, { subjectType: 'company', subjectId: companyId, after: { domain, record: change } });
      database.log.warn({ companyId, change }, 'company sign-in: the record of a domain is not as it was');
    });
  }
}
