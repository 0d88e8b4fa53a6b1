import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { HOLD_CODES, type HoldCode, ORPHAN_STATES, type OrphanState } from '../authorization/hold-events.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';

const OrphanStates = Object.fromEntries(ORPHAN_STATES.map((state) => [state, state])) as { readonly [State in OrphanState]: State };
registerEnumType(OrphanStates, {
  name: 'OrphanHoldState',
  valuesConfig: {
    UNCONFIRMED: { description: 'Approved, and no word from Marqeta yet: it is asked. The hold stands.' },
    RELEASED: { description: 'Nothing is held.' },
    RESTORED: { description: 'It had been released; Marqeta spoke of it, and it is held or paid after all.' },
    CONFIRMED: { description: 'Marqeta spoke of it, late or before our own answer: held or paid as approved.' },
    NOT_HELD: { description: 'Marqeta had given up before we answered: nothing was ever held.' },
  },
});
const HoldCodes = Object.fromEntries(HOLD_CODES.map((code) => [code, code])) as { readonly [Code in HoldCode]: Code };
registerEnumType(HoldCodes, { name: 'HoldEventCode' });

@ObjectType('HoldEvent', { description: 'What happened to the hold of an approval.', simpleResolvers: true })
export class HoldEventType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => HoldCodes)
  readonly code: HoldCode;
  @Field(() => String)
  readonly sentence: string;
}

/** As the database has it; times that are not known are null. */
export type StoredOrphanHold = {
  readonly id: string;
  readonly transactionId: string;
  readonly state: OrphanState;
  readonly cause: HoldCode;
  readonly amount: Money;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly asks: number;
  readonly lastAskedAt: Date | null;
  readonly nextAskAt: Date | null;
  readonly askedAt: Date | null;
  readonly decidedAt: Date;
  readonly committedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly wordAt: Date | null;
  readonly word: string | null;
};

@ObjectType('OrphanHold', {
  description: 'An approval of ours that Marqeta did not simply confirm: what happened, when, and how it ended.',
  simpleResolvers: true,
})
export class OrphanHoldType implements StoredOrphanHold {
  readonly transactionId: string;

  @Field(() => ID, { description: "The decision's id." })
  readonly id: string;
  @Field(() => OrphanStates)
  readonly state: OrphanState;
  @Field(() => HoldCodes, { description: 'The last event that said how it stands.' })
  readonly cause: HoldCode;
  @Field(() => MoneyType, { description: 'What was approved, or asked for where we declined.' })
  readonly amount: Money;
  @Field(() => DateTime, { description: 'Since when it has been out of the ordinary.' })
  readonly openedAt: Date;
  @Field(() => DateTime)
  readonly changedAt: Date;
  @Field(() => Int, { description: 'How often Marqeta was asked about it.' })
  readonly asks: number;
  @Field(() => DateTime, { nullable: true })
  readonly lastAskedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Null when Marqeta is not asked about it any more.' })
  readonly nextAskAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the question arrived. Null when the decision was archived.' })
  readonly askedAt: Date | null;
  @Field(() => DateTime)
  readonly decidedAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'Null where a process ended before it was kept.' })
  readonly committedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the answer was given to the network; after our deadline it was a no.' })
  readonly answeredAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When Marqeta first spoke of it here.' })
  readonly wordAt: Date | null;
  @Field(() => String, { nullable: true, description: "Marqeta's state of it: PENDING, CLEARED, COMPLETION, DECLINED, ERROR." })
  readonly word: string | null;
}

@ArgsType()
export class OrphanHoldsArgs extends PageArgs {
  @Field(() => OrphanStates, { nullable: true })
  readonly state?: OrphanState | null;
}
