import { Arg, Field, ObjectType } from 'type-graphql';
import { InvalidInputError } from '../errors.ts';
import type { Money } from '../money.ts';
import { formatMoney } from './format-money.ts';
import type { PlainResolvers } from './plain-resolvers.ts';

/** What GraphQL calls `Money`. Resolvers return the domain's `Money`; `moneyFields` draws the fields from it. */
@ObjectType('Money', { simpleResolvers: true, description: 'An amount in one currency.' })
export class MoneyType implements Money {
  @Field(() => String, { description: 'Minor units as a decimal integer, e.g. "12900" for 129.00 USD.' })
  readonly minor: bigint;

  @Field(() => String, { description: 'ISO 4217.' })
  readonly currency: string;

  @Field(() => String, { description: "For a person, in the locale given or the viewer's." })
  formatted(@Arg('locale', () => String, { nullable: true, description: 'A language tag, such as pt-PT.' }) locale: string | null): string {
    return formatted(this, locale, 'en');
  }
}

function formatted(money: Money, asked: string | null | undefined, otherwise: string): string {
  try {
    return formatMoney(money, asked ?? otherwise);
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidInputError('locale', `"${asked?.slice(0, 40)}" is not a language tag such as pt-PT.`);
    throw error;
  }
}

/** Amounts are the most frequent fields of all: they do without the wrapper that type-graphql puts around a resolver. */
export const moneyFields: PlainResolvers = {
  Money: {
    minor: (money: Money) => money.minor.toString(),
    formatted: (money: Money, args: { locale?: string | null }, context: { locale: string }) =>
      formatted(money, args.locale, context.locale),
  },
};
