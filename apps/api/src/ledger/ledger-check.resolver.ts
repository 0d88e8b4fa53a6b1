import { isLedgerCheck, ledgerCheckSentence } from '@afc/words';
import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { ForbiddenError } from '../access/access.errors.ts';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay, installation, may } from '../access/policy.ts';
import { type Locale, signedIn } from '../access/viewer.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';

@ObjectType('LedgerCheck', { simpleResolvers: true })
export class LedgerCheckType {
  @Field(() => String, {
    description: 'Stable code, e.g. TRANSFERS_BALANCE, HELD_EQUALS_OPEN_AUTHORIZATIONS, COUNTERS_EQUAL_RECOUNT.',
  })
  readonly code: string;
  @Field(() => String)
  readonly sentence: string;
  @Field(() => Boolean)
  readonly holds: boolean;
  @Field(() => MoneyType, { nullable: true, description: 'By how much it is off; null when it holds.' })
  readonly difference: Money | null;
  @Field(() => DateTime)
  readonly checkedAt: Date;
}

type Row = { code: string; currency: string | null; holds: boolean; difference_minor: string | null; checked_at: Date };

@Resolver()
export class LedgerCheckResolver {
  @Query(() => [LedgerCheckType], {
    description: 'The continuous checks of the ledger, with their last result. Admin, accountant and operator.',
  })
  async ledgerChecks(@Ctx() context: GraphQLContext): Promise<LedgerCheckType[]> {
    const viewer = signedIn(context.viewer);
    const manager = await context.read();
    // Who runs the installation learns whether the books hold, not what is in them.
    if (may(viewer, 'ledger.seeChecks', installation)) {
      const rows = await manager.query<Row[]>(
        `SELECT code, NULL AS currency, holds, NULL AS difference_minor, checked_at FROM installation_ledger_checks()`,
      );
      return rows.map((row) => shownCheck(row, context.locale));
    }
    const { companyId } = viewer;
    if (companyId === null) throw new ForbiddenError();
    assertMay(viewer, 'ledger.seeChecks', { companyId });
    const rows = await manager.query<Row[]>(
      `SELECT code, currency, holds, difference_minor, checked_at FROM ledger_checks WHERE company_id = $1 ORDER BY code, currency`,
      [companyId],
    );
    return rows.map((row) => shownCheck(row, context.locale));
  }
}

function shownCheck({ code, currency, holds, difference_minor: minor, checked_at: checkedAt }: Row, locale: Locale): LedgerCheckType {
  return {
    ...{ code, holds, checkedAt },
    sentence: isLedgerCheck(code) ? ledgerCheckSentence(locale, code, holds) : code,
    difference: holds || minor === null || currency === null ? null : { minor: BigInt(minor), currency },
  };
}
