import { ArgsType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { InvalidInputError } from '../platform/errors.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { CardStatus, ReplacementReason } from './card.entity.ts';
import { CardType } from './card-program.entity.ts';
import type * as Wishes from './card-status.ts';
import type { CardSortBy } from './cards.query.ts';
import { LimitWindow } from './limit-window.ts';
import type * as Replacements from '../marqeta/replacement-reason.ts';
import { DRY_RUN, EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

@InputType({ description: 'All that is given has to be true of a card; what is null or absent does not matter.' })
export class CardFilter {
  @Field(() => String, {
    nullable: true,
    description: "Four digits: the last four of the number. Else part of the card's or the holder's name, in either case of letters.",
  })
  readonly search?: string | null;
  @Field(() => [CardStatus], { nullable: true, description: 'Any of these; an empty list is as good as none.' })
  readonly status?: Wishes.CardStatus[] | null;
  @Field(() => CardType, { nullable: true, description: 'Virtual or physical ones alone.' })
  readonly cardType?: CardType | null;
  @Field(() => ID, { nullable: true, description: 'Cards of this person.' })
  readonly holderId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Cards of this card program.' })
  readonly programId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Cards of people who belong to this team now.' })
  readonly teamId?: string | null;
}

const CardSortKeys = { CREATED: 'CREATED', NAME: 'NAME', HOLDER: 'HOLDER' } as const satisfies { readonly [By in CardSortBy]: By };
registerEnumType(CardSortKeys, {
  name: 'CardSortBy',
  description: 'What cards can be ordered by.',
  valuesConfig: {
    CREATED: { description: 'When it was asked for.' },
    NAME: { description: 'What the holder calls it, whichever case its letters are in.' },
    HOLDER: { description: "The holder's last name, then the first." },
  },
});
const CardSort = sortType('Card', CardSortKeys);

@ArgsType()
export class CardsArgs extends PageArgs {
  @Field(() => CardFilter, { nullable: true, description: 'Which of the cards that the viewer may see; all when absent.' })
  readonly filter?: CardFilter | null;
  @Field(() => CardSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<CardSortBy> | null;
}

@InputType({ description: 'A new card. An amount limit needs both `limitMinor` and `limitWindow`.' })
export abstract class NewCardInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Decides the type and the currency of the card.' })
  readonly programId: string;
  @Field(() => String, { description: 'What the holder is to call it, 1 to 60 characters; it need not be the only one of that name.' })
  readonly name: string;
  @Field(() => String, {
    nullable: true,
    description: "An amount limit of the card from its first day, above zero, in minor units of the program's currency.",
  })
  readonly limitMinor?: string | null;
  @Field(() => LimitWindow, {
    nullable: true,
    description: 'The time over which `limitMinor` counts. `ROLLING` is refused here, since its number of days cannot be given.',
  })
  readonly limitWindow?: LimitWindow | null;
}

@InputType({ description: 'A new card for a person. An amount limit needs both `limitMinor` and `limitWindow`.' })
export class IssueCardInput extends NewCardInput {
  @Field(() => ID, { description: 'An active person of the company; refused for one who may not hold cards yet.' })
  readonly holderId: string;
}

@InputType('CardCommandInput', { description: 'Names the card of a command, and what the history of the card is to say of it.' })
export class CardCommandInputType {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'The card that is to change.' })
  readonly cardId: string;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
  @Field(() => String, { nullable: true, description: 'Kept in the history of the card: 200 characters at most, or null.' })
  readonly reason?: string | null;
}

@InputType({ description: 'Names a card and why another takes its place. `replaceableFor` has the reasons that are taken now.' })
export class ReplaceCardInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'The card that is to be replaced.' })
  readonly cardId: string;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
  @Field(() => ReplacementReason, { description: 'Decides whether the old card ends at once, and whether the new one has its number.' })
  readonly reason: Replacements.ReplacementReason;
  @Field(() => String, { nullable: true, description: 'What happened, in own words; kept in the history of the card.' })
  readonly note?: string | null;
}

/** @throws InvalidInputError when one half of a limit is missing, or it is no whole number */
export function limitOf({ limitMinor, limitWindow }: NewCardInput): { minor: bigint; window: LimitWindow } | undefined {
  const given = { minor: limitMinor ?? null, window: limitWindow ?? null };
  if (given.minor === null && given.window === null) return undefined;
  if (given.window === null) throw new InvalidInputError('limitWindow', 'Say over which time the limit counts.');
  if (given.minor === null || !/^[0-9]{1,15}$/.test(given.minor))
    throw new InvalidInputError('limitMinor', 'A limit is a whole number of minor units.');
  return { minor: BigInt(given.minor), window: given.window };
}
