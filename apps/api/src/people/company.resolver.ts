import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf, signedIn } from '../access/viewer.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { type Money, money } from '../platform/money.ts';
import { Company } from './company.entity.ts';

@ObjectType({ simpleResolvers: true, description: "The company's money in one currency, as the ledger has it." })
export class Balance {
  @Field(() => String)
  readonly currency: string;
  @Field(() => MoneyType)
  readonly available: Money;
  @Field(() => MoneyType)
  readonly held: Money;
  @Field(() => MoneyType)
  readonly spent: Money;
  @Field(() => MoneyType)
  readonly inTransit: Money;
}

type BalanceRow = { currency: string; available: string; held: string; spent: string; in_transit: string };

@Resolver(() => Company)
export class CompanyResolver {
  @Query(() => Company, { nullable: true, description: "The viewer's company. Null for an operator, who belongs to none." })
  async company(@Ctx() context: GraphQLContext): Promise<Company | null> {
    const { companyId } = signedIn(context.viewer);
    if (companyId === null) return null;
    return (await context.read()).findOneBy(Company, { id: companyId });
  }

  /** None for those who may not see what the whole company has. */
  @FieldResolver(() => [Balance])
  async balances(@Root() { id }: Company, @Ctx() context: GraphQLContext): Promise<Balance[]> {
    if (!may(memberOf(context.viewer), 'company.seeSpend', { companyId: id })) return [];
    const rows = await (await context.read()).query<BalanceRow[]>(
      `SELECT currency,
              coalesce(sum(balance_minor) FILTER (WHERE account IN ('AVAILABLE', 'RECEIVABLE')), 0)::text AS available,
              coalesce(sum(balance_minor) FILTER (WHERE account = 'HELD'), 0)::text AS held,
              coalesce(sum(balance_minor) FILTER (WHERE account = 'SPENT'), 0)::text AS spent,
              coalesce(sum(balance_minor) FILTER (WHERE account = 'IN_TRANSIT'), 0)::text AS in_transit
         FROM ledger_accounts WHERE company_id = $1 GROUP BY currency ORDER BY currency`,
      [id],
    );
    return rows.map(({ currency, available, held, spent, in_transit: inTransit }) => ({
      currency,
      available: money(available, currency),
      held: money(held, currency),
      spent: money(spent, currency),
      inTransit: money(inTransit, currency),
    }));
  }
}
