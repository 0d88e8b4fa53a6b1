import type { MarqetaClient } from '@afc/marqeta';
import type { AccountTokens } from '../marqeta/account-tokens.ts';
import { ensureBusiness, ensureCardholder } from '../marqeta/holders.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Job } from '../platform/jobs.ts';
import { audit, read, transact } from '../platform/transact.ts';
import { Company } from './company.entity.ts';
import { Person } from './person.entity.ts';

/** Makes companies and people known to Marqeta, when they are needed there or soon after they were made here. */
export class MarqetaHolders {
  constructor(
    private readonly database: Database,
    private readonly client: MarqetaClient,
    private readonly tokens: AccountTokens,
  ) {}

  /** Token of the company's business at Marqeta. */
  async businessOf(companyId: string): Promise<string> {
    const company = await read(this.database, companyId, (manager) => manager.findOneByOrFail(Company, { id: companyId }));
    if (company.marqetaBusinessToken !== null) return company.marqetaBusinessToken;
    const token = await ensureBusiness(this.client, company, this.tokens.holderGroup);
    await this.#record(companyId, 'company', companyId, `UPDATE companies SET marqeta_business_token = $2 WHERE id = $1`, [
      companyId,
      token,
    ]);
    return token;
  }

  /** Token of the person's cardholder at Marqeta. */
  async cardholderOf(companyId: string, personId: string): Promise<string> {
    const person = await read(this.database, companyId, (manager) => manager.findOneByOrFail(Person, { companyId, id: personId }));
    if (person.marqetaUserToken !== null) return person.marqetaUserToken;
    const token = await ensureCardholder(this.client, person, {
      business: await this.businessOf(companyId),
      group: this.tokens.holderGroup,
    });
    await this.#record(companyId, 'person', personId, `UPDATE users SET marqeta_user_token = $3 WHERE company_id = $1 AND id = $2`, [
      companyId,
      personId,
      token,
    ]);
    return token;
  }

  #record(companyId: string, subjectType: 'company' | 'person', subjectId: string, sql: string, parameters: unknown[]): Promise<void> {
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    return transact(this.database, { command: `${subjectType}.confirm`, actor }, async (tx) => {
      await gate(tx, companyId);
      await tx.query(sql, parameters);
      audit(tx, { subjectType, subjectId, after: { knownToMarqeta: true } });
    });
  }
}

export function holderJobs(holders: MarqetaHolders): [Job<{ companyId: string }>, Job<{ companyId: string; personId: string }>] {
  return [
    { name: 'company.tellMarqeta', run: async ({ companyId }) => void (await holders.businessOf(companyId)) },
    { name: 'person.tellMarqeta', run: async ({ companyId, personId }) => void (await holders.cardholderOf(companyId, personId)) },
  ];
}
