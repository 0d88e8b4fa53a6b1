import type { Database } from '../platform/database.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, transact } from '../platform/transact.ts';
import { Company } from './company.entity.ts';
import { IdentityTakenError } from './people.errors.ts';
import { insertPerson, type NewPerson, preparePerson } from './person.service.ts';

export type NewCompany = {
  readonly name: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly admin: Omit<NewPerson, 'role' | 'teams'>;
};

export class CompanyService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Creates a company with its gate and its first admin. Marqeta hears of the business afterwards.
   * @param by what creates it: `company-create`, `demo`
   * @throws InvalidInputError, IdentityTakenError
   */
  async create(by: string, input: NewCompany): Promise<{ companyId: string; adminId: string }> {
    const { clock } = this.database;
    const name = checkedName(input.name);
    const timeZone = checkedZone(input.timeZone);
    const currency = checkedCurrency(input.currency);
    const admin = await preparePerson(this.database, this.sealer, { ...input.admin, role: 'ADMIN' });
    const companyId = uuidv7(clock);
    const actor = { kind: 'system', companyId, name: by } as const;
    await transact(this.database, { command: 'company.create', actor }, async (tx) => {
      await tx.insert(Company, { id: companyId, name, timeZone, currency, createdAt: clock.now() });
      await tx.query(`INSERT INTO company_gates (company_id) VALUES ($1)`, [companyId]);
      audit(tx, { subjectType: 'company', subjectId: companyId, after: { name, timeZone, currency } });
      await enqueue(tx, 'company.tellMarqeta', { companyId }, { key: companyId });
      const { identityId } = await insertPerson(tx, companyId, admin);
      if (identityId === null) throw new IdentityTakenError();
    });
    return { companyId, adminId: admin.id };
  }
}

function checkedName(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 200) throw new InvalidInputError('name', 'The name of a company has 1 to 200 characters.');
  return name;
}

/** @throws InvalidInputError for what is no zone of the IANA database */
export function checkedZone(text: string): string {
  const known = Intl.supportedValuesOf('timeZone');
  if (text === 'UTC' || known.includes(text)) return text;
  throw new InvalidInputError('timeZone', 'This is no IANA time zone, such as Europe/Lisbon.');
}

function checkedCurrency(text: string): string {
  if (Intl.supportedValuesOf('currency').includes(text)) return text;
  throw new InvalidInputError('currency', 'This is no ISO 4217 currency, such as EUR.');
}
