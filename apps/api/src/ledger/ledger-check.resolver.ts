import { isLedgerCheck, LEDGER_CHECKS, ledgerCheckSentence } from '@afc/words';
import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { ForbiddenError } from '../access/access.errors.ts';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay, installation, may } from '../access/policy.ts';
import { type Locale, signedIn } from '../access/viewer.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';

@ObjectType('LedgerCheck', { simpleResolvers: true, description: 'One of the continuous checks of the ledger, with its last result.' })
export class LedgerCheckType {
  @Field(() => String, {
    description: 'Stable code, e.g. TRANSFERS_BALANCE, HELD_EQUALS_OPEN_AUTHORIZATIONS, COUNTERS_EQUAL_RECOUNT.',
  })
  readonly code: string;
  @Field(() => String, { nullable: true, description: 'Whose books: null for the summary of all, which an operator sees.' })
  readonly currency: string | null;
  @Field(() => String, { description: "What was found, in the viewer's language." })
  readonly sentence: string;
  @Field(() => Boolean, { description: 'The last look found nothing wrong.' })
  readonly holds: boolean;
  @Field(() => Int, { description: 'For how many companies and currencies it does not hold.' })
  readonly broken: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when it does not hold.' })
  readonly brokenSince: Date | null;
  @Field(() => MoneyType, { nullable: true, description: 'By how much it is off; null when it holds.' })
  readonly difference: Money | null;
  @Field(() => DateTime, { description: 'When whatever had changed was last looked at.' })
  readonly checkedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When everything was last looked at.' })
  readonly checkedWholeAt: Date | null;
}

type Row = {
  code: string;
  currency: string | null;
  broken: number;
  brokenSince: Date | null;
  difference: string | null;
  checkedAt: Date;
  checkedWholeAt: Date | null;
};

@Resolver()
export class LedgerCheckResolver {
  @Query(() => [LedgerCheckType], {
    description: 'The continuous checks of the ledger, with their last result. Admin, accountant and operator.',
  })
  async ledgerChecks(@Ctx() context: GraphQLContext): Promise<LedgerCheckType[]> {
    const viewer = signedIn(context.viewer);
    const manager = await context.read();
    // Who runs the installation learns whether the books hold, not what is in them.
    const isOperator = may(viewer, 'ledger.seeChecks', installation);
    const rows = isOperator ? await summary(manager) : await ofCompany(manager, companyOf(context));
    return rows.map((row) => shownCheck(row, context.locale));
  }
}

function companyOf({ viewer }: GraphQLContext): string {
  const { companyId } = signedIn(viewer);
  if (companyId === null) throw new ForbiddenError();
  assertMay(signedIn(viewer), 'ledger.seeChecks', { companyId });
  return companyId;
}

/** What holds was looked at again in every run since, though nothing was written when nothing had changed. */
function ofCompany(manager: EntityManager, companyId: string): Promise<Row[]> {
  return manager.query<Row[]>(
    `SELECT c.code, c.currency, CASE WHEN c.holds THEN 0 ELSE 1 END AS broken, c.broken_since AS "brokenSince", c.difference_minor AS difference,
            CASE WHEN c.holds THEN greatest(c.checked_at, ledger_looked_at()) ELSE c.checked_at END AS "checkedAt", c.whole_at AS "checkedWholeAt"
       FROM ledger_checks c WHERE c.company_id = $1 ORDER BY c.code, c.currency`,
    [companyId],
  );
}

async function summary(manager: EntityManager): Promise<Row[]> {
  const [broken, runs] = await Promise.all([
    manager.query<{ code: string; broken: string; since: Date | null }[]>(`SELECT code, broken, since FROM broken_ledger_checks()`),
    manager.query<{ kind: string; started_at: Date }[]>(`SELECT kind, started_at FROM ledger_check_runs ORDER BY started_at DESC`),
  ]);
  const [last] = runs;
  if (last === undefined) return [];
  const checkedWholeAt = runs.find(({ kind }) => kind === 'WHOLE')?.started_at ?? null;
  return [...LEDGER_CHECKS].sort().map((code) => {
    const found = broken.find((one) => one.code === code);
    return {
      ...{ code, currency: null, difference: null, checkedAt: last.started_at, checkedWholeAt },
      ...{ broken: Number(found?.broken ?? 0), brokenSince: found?.since ?? null },
    };
  });
}

function shownCheck({ difference, ...row }: Row, locale: Locale): LedgerCheckType {
  const { code, currency, broken } = row;
  const holds = broken === 0;
  return {
    ...row,
    holds,
    sentence: isLedgerCheck(code) ? ledgerCheckSentence(locale, code, holds) : code,
    difference: holds || difference === null || currency === null ? null : { minor: BigInt(difference), currency },
  };
}
