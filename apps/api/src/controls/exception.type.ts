import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { MerchantMatchInput, MerchantMatchType } from './control.type.ts';
import type { StoredException } from './exception-store.ts';
import type { MerchantMatch } from './merchants.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const ExceptionScopes = { CARD: 'CARD', PERSON: 'PERSON' } as const;
registerEnumType(ExceptionScopes, {
  name: 'ExceptionScope',
  description: 'What an exception is for.',
  valuesConfig: {
    CARD: { description: 'The card, and those that took its place one after the other.' },
    PERSON: { description: 'All cards of the person.' },
  },
});

/** An exception as it is shown. `usedCount` and `merchantName` are resolved beside it. */
@ObjectType('ControlException', { description: 'What may pass controls for a while.', simpleResolvers: true })
export class ControlExceptionType {
  readonly stored: StoredException;

  @Field(() => ID, { description: 'What `revokeException` takes.' })
  readonly id: string;
  @Field(() => ExceptionScopes, { description: 'Whether `subjectId` is a card or a person.' })
  readonly scope: 'CARD' | 'PERSON';
  @Field(() => ID, { description: 'The person; or the card, and then the first of its line.' })
  readonly subjectId: string;
  @Field(() => MerchantMatchType, { nullable: true, description: 'Null for any merchant.' })
  readonly merchant: MerchantMatch | null;
  @Field(() => MoneyType, { description: 'The most that one purchase may come to.' })
  readonly amount: Money;
  @Field(() => DateTime, { description: 'From this moment on it lets nothing pass.' })
  readonly expiresAt: Date;
  @Field(() => Int, { description: 'How many purchases may use it.' })
  readonly uses: number;
  @Field(() => String, { description: 'Why, as who granted it put it.' })
  readonly reason: string;
  @Field(() => String, { description: 'Name of who granted it, as it was then.' })
  readonly grantedBy: string;
  @Field(() => DateTime, { description: 'When it was granted, and began.' })
  readonly createdAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was taken back, or was over. May still be null for a while after `expiresAt`.',
  })
  readonly endedAt: Date | null;
}

export function shownException(stored: StoredException): ControlExceptionType {
  const { id, scope, subjectId, merchants, amountMinor, currency, expiresAt, uses, reason, grantedBy, createdAt, endedAt } = stored;
  return {
    ...{ stored, id, scope, subjectId, merchant: merchants?.[0] ?? null, amount: { minor: BigInt(amountMinor), currency } },
    ...{ expiresAt, uses, reason, grantedBy, createdAt, endedAt },
  };
}

@InputType({ description: 'What is let pass, for whom and for how long.' })
export class GrantExceptionInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ExceptionScopes, { description: 'Whether `subjectId` is a card or a person.' })
  readonly scope: 'CARD' | 'PERSON';
  @Field(() => ID, { description: 'The card or the person. Beside 20 open exceptions of it, refused as TOO_MANY_EXCEPTIONS.' })
  readonly subjectId: string;
  @Field(() => MerchantMatchInput, { nullable: true, description: 'Left out for any merchant.' })
  readonly merchant?: MerchantMatchInput | null;
  @Field(() => String, { description: "Minor units of the card's currency, above 0: the most that one purchase may come to." })
  readonly amountMinor: string;
  @Field(() => Int, { description: 'How long from now: 1 to 10,080, which is seven days.' })
  readonly minutes: number;
  @Field(() => Int, { description: 'How many purchases may use it: 1 to 20.' })
  readonly uses: number;
  @Field(() => String, { description: 'Why, in 1 to 500 characters. Kept in the audit log.' })
  readonly reason: string;
}

@InputType({ description: 'The exception that is taken back.' })
export class RevokeExceptionInput {
  @Field(() => String, { description: "The caller's own, 1 to 200 characters." })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'One that is over already stays as it is, and is returned.' })
  readonly id: string;
}
