import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { StoredControl } from '../controls/control-store.ts';
import { PURCHASE_INPUT_WORDS, PurchaseInputs } from '../controls/control.type.ts';
import type { MissingInput as MissingOfDecision } from './replay.ts';

/** `FREEZE` is of an idle lock, which decides about no purchase itself. */
type MissingInput = MissingOfDecision | 'FREEZE';

const MissingInputs = { ...PurchaseInputs, RECORD: 'RECORD', FREEZE: 'FREEZE' } as const satisfies {
  readonly [Input in MissingInput]: Input;
};
registerEnumType(MissingInputs, {
  name: 'MissingInput',
  description: 'What a past decision cannot be decided again for.',
  valuesConfig: {
    ...PURCHASE_INPUT_WORDS,
    RECORD: { description: 'The record of the decision was archived.' },
    FREEZE: { description: 'Of an IDLE_LOCK: whether somebody would have unfrozen the card by then.' },
  },
});

@ObjectType('ReplayMissing', { description: 'Why some decisions could not be decided again.', simpleResolvers: true })
class ReplayMissingType {
  @Field(() => MissingInputs, { description: 'What is not known of them any more.' })
  readonly input: MissingInput;
  @Field(() => Int, { description: 'Decisions that stayed as they were because of it.' })
  readonly decisions: number;
}

@ObjectType('ReplayExample', { description: 'A decision that would have gone another way.', simpleResolvers: true })
export class ReplayExampleType {
  @Field(() => ID, { description: 'Of the decision.' })
  readonly id: string;
  @Field(() => ID, { description: 'Of the purchase that was decided about.' })
  readonly transactionId: string;
  @Field(() => DateTime, { description: 'When we were asked.' })
  readonly at: Date;
  @Field(() => MoneyType, { description: "What was asked for, in the card's currency." })
  readonly amount: Money;
  @Field(() => String, { description: 'As the purchase has it.' })
  readonly merchantName: string;
  @Field(() => String, { description: 'First and last name of the cardholder, as they are now.' })
  readonly holderName: string;
  @Field(() => String, { description: "What we answered, and why, in the viewer's language." })
  readonly answered: string;
  @Field(() => String, { description: "What we would have answered, and why, in the viewer's language." })
  readonly instead: string;
}

@ObjectType('ReplayGroup', {
  description: 'Decisions that would have gone one way, as far as the viewer may see their purchases.',
  simpleResolvers: true,
})
export class ReplayGroupType {
  @Field(() => Int, { description: 'How many decisions.' })
  readonly count: number;
  @Field(() => [MoneyType], { description: 'What they asked for, in each currency.' })
  readonly amounts: readonly Money[];
  @Field(() => Int, { description: 'How many cardholders they are of.' })
  readonly people: number;
  @Field(() => Int, { description: 'At how many merchants, told apart by their names.' })
  readonly merchants: number;
  @Field(() => [ReplayExampleType], { description: 'The first 50, in the order in which they were asked.' })
  readonly examples: readonly ReplayExampleType[];
}

@ObjectType('ControlReplay', {
  description: 'What a control would have made of the decisions of the last days. What was recorded is compared with.',
  simpleResolvers: true,
})
export class ControlReplayType {
  /** The control as it would be; null where it would be removed. */
  readonly control: StoredControl | null;

  @Field(() => DateTime, { description: 'When the days that were replayed began: so many times 24 hours before `until`.' })
  readonly from: Date;
  @Field(() => DateTime, { description: 'The moment of the query.' })
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
  @Field(() => [ReplayMissingType], { description: 'What stood in the way of deciding some again; empty when all were.' })
  readonly missing: readonly ReplayMissingType[];
}
