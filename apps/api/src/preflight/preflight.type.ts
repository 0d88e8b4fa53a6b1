import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { MerchantCategory } from '../controls/categories.ts';
import type { Channel } from '../controls/channel.ts';
import type { PurchaseInput } from '../controls/compile.ts';
import { Channels, MerchantCategories, PurchaseInputs } from '../controls/control.type.ts';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { VerdictType } from '../transactions/decision.type.ts';

const Answers = { YES: 'YES', NO: 'NO', IT_DEPENDS: 'IT_DEPENDS' } as const;
registerEnumType(Answers, {
  name: 'PreflightAnswer',
  description: 'Whether a purchase would be approved.',
  valuesConfig: {
    YES: { description: 'No rule would decline it.' },
    NO: { description: 'A rule would decline it.' },
    IT_DEPENDS: { description: 'A rule looks at something that was not said.' },
  },
});

@InputType({ description: 'A purchase that somebody is about to make. What is left out is not guessed.' })
export class WillItWorkInput {
  @Field(() => ID, { description: 'A card of the viewer; for managers also of people of their teams, for admins any.' })
  readonly cardId: string;
  @Field(() => String, { description: "Minor units of the card's currency, above 0." })
  readonly amountMinor: string;
  @Field(() => String, {
    nullable: true,
    description: 'ISO 4217; the card’s when left out, and no other: nobody knows the rate beforehand.',
  })
  readonly currency?: string | null;
  @Field(() => String, { nullable: true, description: 'As it would be on the statement; at most 100 characters.' })
  readonly merchantName?: string | null;
  @Field(() => String, { nullable: true, description: "The merchant's category code, four digits. Not together with `category`." })
  readonly mcc?: string | null;
  @Field(() => MerchantCategories, {
    nullable: true,
    description: 'Instead of `mcc`. Where its codes would not all be answered alike, MCC is among what is missing.',
  })
  readonly category?: MerchantCategory | null;
  @Field(() => String, { nullable: true, description: "The id that the merchant's bank gave it; at most 40 characters." })
  readonly mid?: string | null;
  @Field(() => String, { nullable: true, description: "The merchant's: ISO 3166-1, two capital letters." })
  readonly country?: string | null;
  @Field(() => Channels, { nullable: true, description: 'How the card would be used.' })
  readonly channel?: Channel | null;
  @Field(() => DateTime, { nullable: true, description: 'When it would be made, within a year of now; now when left out.' })
  readonly at?: Date | null;
}

@ObjectType('ForeseenVerdict', { description: 'What one rule would say.', simpleResolvers: true })
export class ForeseenVerdictType {
  @Field(() => String, { description: 'Stable code of the rule, as in `Verdict`.' })
  readonly rule: string;
  @Field(() => VerdictType, { nullable: true, description: 'Null where it cannot be said: see `missing`.' })
  readonly verdict: VerdictType | null;
  @Field(() => [PurchaseInputs], { description: 'What would have to be known for a verdict.' })
  readonly missing: readonly PurchaseInput[];
  @Field(() => String, { description: "In the viewer's language." })
  readonly sentence: string;
  @Field(() => MoneyType, { nullable: true, description: 'Of a limit, before this purchase. Null where it would tell what others spend.' })
  readonly left: Money | null;
  @Field(() => Int, { nullable: true, description: 'Of a limit of how often.' })
  readonly leftCount: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When the limit is whole again.' })
  readonly renewsAt: Date | null;
}

@ObjectType('Preflight', {
  description: 'What would be answered to a purchase if it came now. Nothing is held or counted.',
  simpleResolvers: true,
})
export class PreflightType {
  @Field(() => Answers, { description: 'NO when one rule is sure to refuse, whatever the others depend on.' })
  readonly answer: keyof typeof Answers;
  @Field(() => String, { description: "In the viewer's language: that it works, why it does not, or what it depends on." })
  readonly sentence: string;
  @Field(() => [ForeseenVerdictType], {
    description: 'Every rule that would speak and whose word does not tell the viewer what others spend.',
  })
  readonly verdicts: readonly ForeseenVerdictType[];
}
