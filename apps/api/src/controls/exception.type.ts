import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { MerchantMatchInput, MerchantMatchType } from './control.type.ts';
import type { StoredException } from './exception-store.ts';
import type { MerchantMatch } from './merchants.ts';

const ExceptionScopes = { CARD: 'CARD', PERSON: 'PERSON' } as const;
registerEnumType(ExceptionScopes, { name: 'ExceptionScope' });

/** An exception as it is shown. `usedCount` and `merchantName` are resolved beside it. */
@ObjectType('ControlException', { description: 'What may pass controls for a while.', simpleResolvers: true })
export class ControlExceptionType {
  readonly stored: StoredException;

  @Field(() => ID)
  readonly id: string;
  @Field(() => ExceptionScopes)
  readonly scope: 'CARD' | 'PERSON';
  @Field(() => ID)
  readonly subjectId: string;
  @Field(() => MerchantMatchType, { nullable: true, description: 'Null for any merchant.' })
  readonly merchant: MerchantMatch | null;
  @Field(() => MoneyType, { description: 'The most that one purchase may come to.' })
  readonly amount: Money;
  @Field(() => DateTime)
  readonly expiresAt: Date;
  @Field(() => Int, { description: 'How many purchases may use it.' })
  readonly uses: number;
  @Field(() => String)
  readonly reason: string;
  @Field(() => String)
  readonly grantedBy: string;
  @Field(() => DateTime)
  readonly createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back, or was over.' })
  readonly endedAt: Date | null;
}

export function shownException(stored: StoredException): ControlExceptionType {
  const { id, scope, subjectId, merchants, amountMinor, currency, expiresAt, uses, reason, grantedBy, createdAt, endedAt } = stored;
  return {
    ...{ stored, id, scope, subjectId, merchant: merchants?.[0] ?? null, amount: { minor: BigInt(amountMinor), currency } },
    ...{ expiresAt, uses, reason, grantedBy, createdAt, endedAt },
  };
}

@InputType()
export class GrantExceptionInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ExceptionScopes)
  readonly scope: 'CARD' | 'PERSON';
  @Field(() => ID)
  readonly subjectId: string;
  @Field(() => MerchantMatchInput, { nullable: true })
  readonly merchant?: MerchantMatchInput | null;
  @Field(() => String, { description: "Minor units of the card's currency: the most that one purchase may come to." })
  readonly amountMinor: string;
  @Field(() => Int)
  readonly minutes: number;
  @Field(() => Int)
  readonly uses: number;
  @Field(() => String)
  readonly reason: string;
}

@InputType()
export class RevokeExceptionInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly id: string;
}
