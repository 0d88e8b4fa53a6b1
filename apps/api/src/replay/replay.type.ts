import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { StoredControl } from '../controls/control-store.ts';
import { PurchaseInputs } from '../controls/control.type.ts';
import type { MissingInput } from './replay.ts';

const MissingInputs = { ...PurchaseInputs, RECORD: 'RECORD' } as const satisfies { readonly [Input in MissingInput]: Input };
registerEnumType(MissingInputs, {
  name: 'MissingInput',
  description: 'What a past decision cannot be decided again for.',
  valuesConfig: { RECORD: { description: 'The record of the decision was archived.' } },
});

@ObjectType('ReplayMissing', { simpleResolvers: true })
class ReplayMissingType {
  @Field(() => MissingInputs)
  readonly input: MissingInput;
  @Field(() => Int, { description: 'Decisions that stayed as they were because of it.' })
  readonly decisions: number;
}

@ObjectType('ReplayExample', { simpleResolvers: true })
export class ReplayExampleType {
  @Field(() => ID, { description: 'Of the decision.' })
  readonly id: string;
  @Field(() => ID)
  readonly transactionId: string;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => MoneyType)
  readonly amount: Money;
  @Field(() => String)
  readonly merchantName: string;
  @Field(() => String)
  readonly holderName: string;
  @Field(() => String, { description: 'What we answered, and why.' })
  readonly answered: string;
  @Field(() => String, { description: 'What we would have answered, and why.' })
  readonly instead: string;
}

@ObjectType('ReplayGroup', { description: 'Decisions that would have gone one way.', simpleResolvers: true })
export class ReplayGroupType {
  @Field(() => Int)
  readonly count: number;
  @Field(() => [MoneyType], { description: 'What they asked for, in each currency.' })
  readonly amounts: readonly Money[];
  @Field(() => Int)
  readonly people: number;
  @Field(() => Int)
  readonly merchants: number;
  @Field(() => [ReplayExampleType], { description: 'The first 50.' })
  readonly examples: readonly ReplayExampleType[];
}

@ObjectType('ControlReplay', {
  description: 'What a control would have made of the decisions of the last days. What was recorded is compared with.',
  simpleResolvers: true,
})
export class ControlReplayType {
  /** The control as it would be; null where it would be removed. */
  readonly control: StoredControl | null;

  @Field(() => DateTime)
  readonly from: Date;
  @Field(() => DateTime)
  readonly until: Date;
  @Field(() => Int, { description: 'Decisions that were replayed.' })
  readonly decisions: number;
  @Field(() => ReplayGroupType, {
    description: 'Approved, and would have been declined. What followed of them would not have counted either.',
  })
  readonly declined: ReplayGroupType;
  @Field(() => ReplayGroupType, {
    description: 'Declined, and would have been approved. How they would have gone on is not known: they count as they were asked for.',
  })
  readonly approved: ReplayGroupType;
  @Field(() => ReplayGroupType, { description: 'Approved, and would have been marked by a control that only watches.' })
  readonly watched: ReplayGroupType;
  @Field(() => [ReplayMissingType])
  readonly missing: readonly ReplayMissingType[];
}
