import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { Question } from './question-store.ts';

/** `transaction` is resolved beside it. */
@ObjectType('RiskQuestion', { simpleResolvers: true, description: 'Asks a holder whether they made an unusual purchase.' })
export class RiskQuestionType {
  @Field(() => ID, { description: "The purchase's." })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it was asked.' })
  readonly askedAt: Date;
  @Field(() => Boolean, { nullable: true, description: 'What the holder answered; null until then.' })
  readonly wasMe: boolean | null;
  @Field(() => DateTime, { nullable: true, description: 'When the holder answered; null until then.' })
  readonly answeredAt: Date | null;
}

export function shownQuestion({ transactionId, askedAt, wasHolder, answeredAt }: Question): RiskQuestionType {
  return { id: transactionId, askedAt, wasMe: wasHolder, answeredAt };
}

@InputType({ description: 'Names a purchase, and whether the holder made it.' })
export class AnswerRiskQuestionInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'A purchase of the viewer that is asked about, and has no answer yet.' })
  readonly transactionId: string;
  @Field(() => Boolean, { description: 'False freezes the card at once; only an admin can unfreeze it.' })
  readonly wasMe: boolean;
}
