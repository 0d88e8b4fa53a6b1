import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { HOLD_CODES, type HoldCode, ORPHAN_STATES, type OrphanState } from '../authorization/hold-events.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';

const OrphanStates = Object.fromEntries(ORPHAN_STATES.map((state) => [state, state])) as { readonly [State in OrphanState]: State };
registerEnumType(OrphanStates, {
  name: 'OrphanHoldState',
  description: 'How the hold of an approval stands that Marqeta did not simply confirm.',
  valuesConfig: {
    UNCONFIRMED: { description: 'Approved, and no word from Marqeta yet: it is asked. The hold stands.' },
    RELEASED: { description: 'Nothing is held.' },
    RESTORED: { description: 'It had been released; Marqeta spoke of it, and it is held or paid after all.' },
    CONFIRMED: { description: 'Marqeta spoke of it, late or before our own answer: held or paid as approved.' },
    NOT_HELD: { description: 'Marqeta had given up before we answered: nothing was ever held.' },
  },
});
const HoldCodes = Object.fromEntries(HOLD_CODES.map((code) => [code, code])) as { readonly [Code in HoldCode]: Code };
registerEnumType(HoldCodes, {
  name: 'HoldEventCode',
  description: 'What can happen to the hold of an approval besides Marqeta simply confirming it.',
  valuesConfig: {
    ASKED_FOUND: { description: 'No word had come: Marqeta was asked, and knows of it.' },
    ASKED_NOT_FOUND: { description: 'No word has come: Marqeta was asked, and does not know of it.' },
    ASKED_UNREACHABLE: { description: 'No word has come, and Marqeta could not be asked.' },
    RELEASED_LATE: { description: 'Our own deadline had passed when it was committed: Marqeta had been told no.' },
    RELEASED_IN_SILENCE: { description: 'Marqeta does not know of it, hours later, although it tells of newer purchases.' },
    RELEASED_TIMED_OUT: { description: 'Marqeta says that our yes came too late.' },
    RELEASED_UNHEARD: { description: 'Marqeta says that our yes did not reach it whole.' },
    RELEASED_DECLINED: { description: 'Marqeta declined it after our yes.' },
    RELEASED_ERROR: { description: 'It failed at Marqeta after our yes.' },
    RELEASED_RIGHTLY: { description: 'Marqeta declined what we had released before.' },
    HOLD_RESTORED: { description: 'Marqeta spoke of it after we had released it: it is held or paid after all.' },
    HOLD_CONFIRMED: { description: 'Marqeta spoke of it after we had begun to ask.' },
    TOLD_FIRST_APPROVED: { description: 'Marqeta told of it before we had answered: it is held once.' },
    TOLD_FIRST_DECLINED: { description: 'Marqeta had given it up before we answered: nothing was held.' },
  },
});

@ObjectType('HoldEvent', { description: 'What happened to the hold of an approval.', simpleResolvers: true })
export class HoldEventType {
  @Field(() => ID, { description: 'UUID of this event.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When we learned of it, by our own clock.' })
  readonly at: Date;
  @Field(() => HoldCodes, { description: 'Stable, for programs; `sentence` is for people.' })
  readonly code: HoldCode;
  @Field(() => String, { description: "What happened, in the viewer's language, with Marqeta's own words where it gave any." })
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
  @Field(() => OrphanStates, { description: 'How it stands now.' })
  readonly state: OrphanState;
  @Field(() => HoldCodes, { description: 'The last event that said how it stands.' })
  readonly cause: HoldCode;
  @Field(() => MoneyType, { description: 'What was approved, or asked for where we declined.' })
  readonly amount: Money;
  @Field(() => DateTime, { description: 'Since when it has been out of the ordinary.' })
  readonly openedAt: Date;
  @Field(() => DateTime, { description: 'When the event of `cause` was noted, by our own clock.' })
  readonly changedAt: Date;
  @Field(() => Int, { description: 'How often Marqeta was asked about it.' })
  readonly asks: number;
  @Field(() => DateTime, { nullable: true, description: 'When Marqeta was last asked about it; null when it never was.' })
  readonly lastAskedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Null when Marqeta is not asked about it any more.' })
  readonly nextAskAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the question arrived. Null when the decision was archived.' })
  readonly askedAt: Date | null;
  @Field(() => DateTime, { description: 'When we decided, by our own clock.' })
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

const OrphanHoldSortKeys = { DECIDED: 'DECIDED', CHANGED: 'CHANGED', AMOUNT: 'AMOUNT' } as const;
export type OrphanHoldSortBy = keyof typeof OrphanHoldSortKeys;
registerEnumType(OrphanHoldSortKeys, {
  name: 'OrphanHoldSortBy',
  description: 'What orphan holds can be ordered by.',
  valuesConfig: {
    DECIDED: { description: 'When we decided.' },
    CHANGED: { description: 'When it was last noted how it stands.' },
    AMOUNT: { description: 'What was approved, or asked for where we declined, in minor units of whatever currency.' },
  },
});
const OrphanHoldSort = sortType('OrphanHold', OrphanHoldSortKeys);

@ArgsType()
export class OrphanHoldsArgs extends PageArgs {
  @Field(() => OrphanStates, { nullable: true, description: 'Only holds that stand so; all when absent.' })
  readonly state?: OrphanState | null;
  @Field(() => OrphanHoldSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<OrphanHoldSortBy> | null;
}
