import type { MarqetaClient } from '@afc/marqeta';
import type { AccountTokens } from '../marqeta/account-tokens.ts';
import { type HolderReport, reportOfHolder } from '../marqeta/holder-report.ts';
import { ensureBusiness, ensureCardholder, type KnownCardholder, renameCardholder } from '../marqeta/holders.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, read, transact } from '../platform/transact.ts';
import { Company } from './company.entity.ts';
import { TELL_NAME, tellName } from './person-changes.ts';
import { Person } from './person.entity.ts';
import { mergeHolder } from './verification/holder.ts';
import { findHolder, saveHolder, saveToken, type StoredHolder } from './verification/holder-store.ts';

type Holder = Pick<StoredHolder, 'holder' | 'companyId' | 'id'>;

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
    const { token, report } = await ensureBusiness(this.client, company, this.tokens.holderGroup);
    await this.#record({ holder: 'COMPANY', companyId, id: companyId }, report, token);
    return token;
  }

  /** Token of the person's cardholder at Marqeta. */
  async cardholderOf(companyId: string, personId: string): Promise<string> {
    const person = await read(this.database, companyId, (manager) => manager.findOneByOrFail(Person, { companyId, id: personId }));
    if (person.marqetaUserToken !== null) return person.marqetaUserToken;
    const { token, report, name } = await ensureCardholder(this.client, person, {
      business: await this.businessOf(companyId),
      group: this.tokens.holderGroup,
    });
    await this.#record({ holder: 'PERSON', companyId, id: personId }, report, token, name);
    return token;
  }

  /** Has Marqeta call somebody as we do. Whom it does not know yet it gets to know by the name that they have then. */
  async tellName(companyId: string, personId: string): Promise<void> {
    const person = await read(this.database, companyId, (manager) => manager.findOneBy(Person, { companyId, id: personId }));
    if (person === null || person.marqetaUserToken === null || person.status === 'CLOSED') return;
    const refusal = (await renameCardholder(this.client, person.marqetaUserToken, person))?.code ?? null;
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    await transact(this.database, { command: 'person.confirmName', actor }, async (tx) => {
      await gate(tx, companyId);
      await tx.query(`UPDATE users SET name_refusal = $3 WHERE company_id = $1 AND id = $2`, [companyId, personId, refusal]);
      audit(tx, { subjectType: 'person', subjectId: personId, after: { nameTold: refusal === null, refusal } });
    });
  }

  /** Makes the holder known, and asks for its status when Marqeta has not said it. */
  async know(holder: Holder): Promise<void> {
    const { companyId, id } = holder;
    const known = await read(this.database, companyId, (manager) => findHolder(runOn(manager), holder.holder, id));
    const token = known?.token ?? null;
    if (token !== null) {
      if (known?.status === null) await this.#record(holder, await this.reportOn(holder.holder, token), token);
    } else if (holder.holder === 'COMPANY') await this.businessOf(companyId);
    else await this.cardholderOf(companyId, id);
  }

  /** What Marqeta says of the holder now. */
  async reportOn(holder: Holder['holder'], token: string): Promise<HolderReport> {
    return reportOfHolder(holder === 'COMPANY' ? await this.client.businesses.get(token) : await this.client.users.get(token));
  }

  #record({ holder, companyId, id }: Holder, report: HolderReport, token: string, name?: KnownCardholder['name']): Promise<void> {
    const subjectType = holder === 'COMPANY' ? 'company' : 'person';
    const actor = { kind: 'system', companyId, name: 'marqeta' } as const;
    return transact(this.database, { command: `${subjectType}.confirm`, actor }, async (tx) => {
      await gate(tx, companyId);
      const before = await findHolder(runOn(tx), holder, id);
      if (before === null) throw new Error(`there is no ${subjectType} ${id}`);
      const after = mergeHolder(before, report);
      await saveHolder(runOn(tx), before, after);
      await saveToken(runOn(tx), before, token);
      // Renamed while Marqeta was told, or before its answer to an earlier try was heard.
      if (name !== undefined && !(await tx.existsBy(Person, { companyId, id, ...name }))) await tellName(tx, companyId, id);
      audit(tx, { subjectType, subjectId: id, before: { status: before.status }, after: { knownToMarqeta: true, status: after.status } });
    });
  }
}

type OfPerson = { companyId: string; personId: string };

export function holderJobs(
  holders: MarqetaHolders,
  { gateway }: Pick<Database, 'gateway'>,
): [Job<{ companyId: string }>, Job<OfPerson>, Job<OfPerson>, Job<unknown>] {
  return [
    { name: TELL_COMPANY, run: ({ companyId }) => holders.know({ holder: 'COMPANY', companyId, id: companyId }) },
    { name: TELL_PERSON, run: ({ companyId, personId }) => holders.know({ holder: 'PERSON', companyId, id: personId }) },
    { name: TELL_NAME, run: ({ companyId, personId }) => holders.tellName(companyId, personId) },
    { name: 'holder.askUnknown', cron: '*/5 * * * *', run: () => askUnknown(gateway) },
  ];
}

const TELL_COMPANY = 'company.tellMarqeta';
const TELL_PERSON = 'person.tellMarqeta';
const AT_ONCE = 100;

/** Of holders that Marqeta has and whose status it never said: they were made before it was kept. */
async function askUnknown(gateway: Database['gateway']): Promise<void> {
  const { rows } = await gateway.query<{ company_id: string; id: string | null }>(
    `SELECT id AS company_id, NULL::uuid AS id FROM companies WHERE marqeta_business_token IS NOT NULL AND holder_status IS NULL
     UNION ALL SELECT company_id, id FROM users WHERE marqeta_user_token IS NOT NULL AND holder_status IS NULL LIMIT ${AT_ONCE}`,
  );
  for (const { company_id: companyId, id: personId } of rows)
    if (personId === null) await enqueueOn(gateway, TELL_COMPANY, { companyId }, { key: companyId });
    else await enqueueOn(gateway, TELL_PERSON, { companyId, personId }, { key: personId });
}
