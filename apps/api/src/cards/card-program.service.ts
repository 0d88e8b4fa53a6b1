import type pg from 'pg';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { Company } from '../people/company.entity.ts';
import type { Database } from '../platform/database.ts';
import type { ProductOfProgram } from '../marqeta/provisioning/desired.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import { audit, transact } from '../platform/transact.ts';
import { ProgramExistsError } from './card.errors.ts';
import { CardProgram, type CardType } from './card-program.entity.ts';

export type NewCardProgram = {
  readonly name: string;
  readonly cardType: CardType;
  /** Name of a colour of the theme. */
  readonly color: string;
  /** The company's own when left out. */
  readonly currency?: string | undefined;
  readonly acceptedCountriesToken?: string | undefined;
};

export class CardProgramService {
  constructor(private readonly database: Database) {}

  /** Marqeta hears of the program when its first card is issued. @throws ProgramExistsError, InvalidInputError */
  async create(by: Commander, input: NewCardProgram, options: CommandOptions = {}): Promise<{ programId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'program.manage', { companyId });
    const name = input.name.normalize('NFC').replace(/\s+/g, ' ').trim();
    if (name === '' || name.length > 40) throw new InvalidInputError('name', 'A name has 1 to 40 characters.');
    if (!/^[a-z][a-z-]{0,30}$/.test(input.color)) throw new InvalidInputError('color', 'This is no name of a colour.');
    if (input.currency !== undefined && !/^[A-Z]{3}$/.test(input.currency))
      throw new InvalidInputError('currency', 'This is no ISO 4217 currency.');
    return transact(this.database, { ...options, command: 'program.create', actor }, async (tx) => {
      await gate(tx, companyId);
      if (await tx.existsBy(CardProgram, { companyId, name })) throw new ProgramExistsError(name);
      const { currency } = await tx.findOneByOrFail(Company, { id: companyId });
      const id = uuidv7(this.database.clock);
      const { cardType, color, acceptedCountriesToken } = input;
      const config = { color, ...(acceptedCountriesToken === undefined ? {} : { acceptedCountriesToken }) };
      const createdAt = this.database.clock.now();
      await tx.insert(CardProgram, { companyId, id, name, cardType, currency: input.currency ?? currency, config, createdAt });
      audit(tx, { subjectType: 'program', subjectId: id, after: { name, cardType } });
      return { programId: id };
    });
  }
}

/** The programs of every company, of which the Marqeta account has a card product each. */
export async function programsOfAll(gateway: pg.Pool): Promise<ProductOfProgram[]> {
  const { rows } = await gateway.query<ProductOfProgram>(
    `SELECT id, name, card_type AS "cardType", created_at AS "createdAt", config FROM card_products ORDER BY company_id, id`,
  );
  return rows;
}
