import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf, signedIn } from '../access/viewer.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { type Money, money } from '../platform/money.ts';
import { Company } from './company.entity.ts';

@ObjectType({ simpleResolvers: true, description: "The company's money in one currency, as the ledger has it." })
export class Balance {
  @Field(() => String, { description: 'ISO 4217: of all amounts beside it.' })
  readonly currency: string;
  @Field(() => MoneyType, { description: 'What can still be spent: neither held, spent nor set aside. Below zero when something is owed.' })
  readonly available: Money;
  @Field(() => MoneyType, { description: 'Set aside for approved purchases that have not cleared.' })
  readonly held: Money;
  @Field(() => MoneyType, { description: 'All that ever cleared, less what merchants gave back.' })
  readonly spent: Money;
  @Field(() => MoneyType, { description: 'Top-ups that have not arrived.' })
  readonly inTransit: Money;
  @Field(() => MoneyType, { description: 'Set aside for withdrawals that are not paid out.' })
  readonly reserved: Money;
  @Field(() => MoneyType, { description: 'What disputes gave back.' })
  readonly disputed: Money;
  @Field(() => MoneyType, { description: 'All that the programme ever charged, less what it gave back.' })
  readonly fees: Money;
  @Field(() => MoneyType, { description: 'What the company owes; `available` has it taken off.' })
  readonly owed: Money;
}

type Account = 'AVAILABLE' | 'HELD' | 'SPENT' | 'IN_TRANSIT' | 'RESERVED' | 'DISPUTES' | 'FEES' | 'RECEIVABLE';
type BalanceRow = { currency: string; accounts: Partial<Record<Account, string>> };

@Resolver(() => Company)
export class CompanyResolver {
  @Query(() => Company, { nullable: true, description: "The viewer's company. Null for an operator, who belongs to none." })
  async company(@Ctx() context: GraphQLContext): Promise<Company | null> {
    const { companyId } = signedIn(context.viewer);
    if (companyId === null) return null;
    return (await context.read()).findOneBy(Company, { id: companyId });
  }

  /** None for those who may not see what the whole company has. */
  @FieldResolver(() => [Balance], { description: 'One for each currency, by its code. Admin and accountant; empty for all others.' })
  async balances(@Root() { id }: Company, @Ctx() context: GraphQLContext): Promise<Balance[]> {
    if (!may(memberOf(context.viewer), 'company.seeSpend', { companyId: id })) return [];
    const rows = await (await context.read()).query<BalanceRow[]>(
      `SELECT currency, json_object_agg(account, balance_minor::text) AS accounts FROM ledger_accounts
        WHERE company_id = $1 GROUP BY currency ORDER BY currency`,
      [id],
    );
    return rows.map(({ currency, accounts }) => {
      const of = (account: Account): bigint => BigInt(accounts[account] ?? '0');
      return {
        currency,
        available: money(of('AVAILABLE') + of('RECEIVABLE'), currency),
        held: money(of('HELD'), currency),
        spent: money(of('SPENT'), currency),
        inTransit: money(of('IN_TRANSIT'), currency),
        reserved: money(of('RESERVED'), currency),
        disputed: money(-of('DISPUTES'), currency),
        fees: money(of('FEES'), currency),
        owed: money(-of('RECEIVABLE'), currency),
      };
    });
  }
}
