import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { findBudget } from './budgets.query.ts';

export type SetBudget = {
  readonly idempotencyKey: string;
  /** Null for the whole company. */
  readonly teamId?: string | null | undefined;
  /** yyyy-MM. */
  readonly month: string;
  readonly amountMinor: string;
  readonly expectedVersion?: number | null | undefined;
};

/** Budgets tell; they stop no purchase. */
export class BudgetService {
  constructor(private readonly database: Database) {}

  /** In the company's currency. @throws NotFoundError, ForbiddenError, InvalidInputError, StaleVersionError */
  set(by: Commander, input: SetBudget, options: CommandOptions = {}): Promise<{ teamId: string | null; startsOn: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const startsOn = firstDayOf(input.month);
    if (!/^[0-9]{1,15}$/.test(input.amountMinor)) throw new InvalidInputError('amountMinor', 'A budget is a whole number of minor units.');
    return transact(this.database, { ...options, command: 'budget.set', actor }, async (tx) => {
      await gate(tx, companyId);
      const teamId = await checkedTeam(tx, companyId, input.teamId ?? null);
      assertCommander(by, 'budget.edit', { companyId });
      const { idempotencyKey, ...asked } = input;
      return once(tx, idempotencyKey, { ...asked }, async () => {
        await this.#write(tx, companyId, { teamId, startsOn, amountMinor: BigInt(input.amountMinor) }, input.expectedVersion);
        return { teamId, startsOn };
      });
    });
  }

  async #write(
    tx: Tx,
    companyId: string,
    { teamId, startsOn, amountMinor }: { teamId: string | null; startsOn: string; amountMinor: bigint },
    expectedVersion: number | null | undefined,
  ): Promise<void> {
    const { clock } = this.database;
    const before = await findBudget(tx, companyId, teamId, startsOn);
    expectVersion('budget', before?.version ?? 0, expectedVersion);
    const id = before?.id ?? uuidv7(clock);
    await tx.query(
      `INSERT INTO budgets AS b (company_id, id, team_id, month, amount_minor, currency, created_at, updated_at)
       SELECT c.id, $2, $3, $4, $5, c.currency, $6, $6 FROM companies c WHERE c.id = $1
       ON CONFLICT (company_id, team_id, month) DO UPDATE SET amount_minor = excluded.amount_minor, currency = excluded.currency,
         version = b.version + 1, updated_at = excluded.updated_at`,
      [companyId, id, teamId, startsOn, amountMinor.toString(), clock.now()],
    );
    const told = (minor: bigint) => ({ teamId, month: startsOn, amountMinor: minor.toString() });
    audit(tx, {
      subjectType: 'budget',
      subjectId: id,
      before: before === null ? undefined : told(before.amount.minor),
      after: told(amountMinor),
    });
  }
}

/** @throws InvalidInputError */
export function firstDayOf(month: string): string {
  if (!/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(month)) throw new InvalidInputError('month', 'A month is written as 2026-03.');
  return `${month}-01`;
}

async function checkedTeam(tx: Tx, companyId: string, teamId: string | null): Promise<string | null> {
  if (teamId === null) return null;
  const [team] = isUuid(teamId)
    ? await tx.query<{ id: string }[]>(`SELECT id FROM teams WHERE company_id = $1 AND id = $2`, [companyId, teamId])
    : [];
  if (team === undefined) throw new NotFoundError('team');
  return team.id;
}
