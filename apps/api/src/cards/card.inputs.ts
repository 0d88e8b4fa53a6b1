import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { InvalidInputError } from '../platform/errors.ts';
import { PageArgs } from '../platform/graphql/connection.type.ts';
import { CardStatus, ReplacementReason } from './card.entity.ts';
import { CardType } from './card-program.entity.ts';
import type * as Wishes from './card-status.ts';
import { LimitWindow } from './limit-window.ts';
import type * as Replacements from '../marqeta/replacement-reason.ts';

@InputType()
export class CardFilter {
  @Field(() => String, { nullable: true })
  readonly search?: string | null;
  @Field(() => [CardStatus], { nullable: true })
  readonly status?: Wishes.CardStatus[] | null;
  @Field(() => CardType, { nullable: true })
  readonly cardType?: CardType | null;
  @Field(() => ID, { nullable: true })
  readonly holderId?: string | null;
  @Field(() => ID, { nullable: true })
  readonly programId?: string | null;
  @Field(() => ID, { nullable: true })
  readonly teamId?: string | null;
}

@ArgsType()
export class CardsArgs extends PageArgs {
  @Field(() => CardFilter, { nullable: true })
  readonly filter?: CardFilter | null;
}

@InputType()
export class IssueCardInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly holderId: string;
  @Field(() => ID)
  readonly programId: string;
  @Field(() => String)
  readonly name: string;
  @Field(() => String, { nullable: true, description: 'An amount limit of the card from its first day.' })
  readonly limitMinor?: string | null;
  @Field(() => LimitWindow, { nullable: true })
  readonly limitWindow?: LimitWindow | null;
}

@InputType('CardCommandInput')
export class CardCommandInputType {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly cardId: string;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when the card has changed since.' })
  readonly expectedVersion?: number | null;
  @Field(() => String, { nullable: true })
  readonly reason?: string | null;
}

@InputType()
export class ReplaceCardInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly cardId: string;
  @Field(() => Int, { nullable: true, description: 'Refused with `stale` when the card has changed since.' })
  readonly expectedVersion?: number | null;
  @Field(() => ReplacementReason)
  readonly reason: Replacements.ReplacementReason;
  @Field(() => String, { nullable: true, description: 'What happened, in own words; kept in the history of the card.' })
  readonly note?: string | null;
}

/** @throws InvalidInputError when one half of a limit is missing, or it is no whole number */
export function limitOf({ limitMinor, limitWindow }: IssueCardInput): { minor: bigint; window: LimitWindow } | undefined {
  const given = { minor: limitMinor ?? null, window: limitWindow ?? null };
  if (given.minor === null && given.window === null) return undefined;
  if (given.window === null) throw new InvalidInputError('limitWindow', 'Say over which time the limit counts.');
  if (given.minor === null || !/^[0-9]{1,15}$/.test(given.minor))
    throw new InvalidInputError('limitMinor', 'A limit is a whole number of minor units.');
  return { minor: BigInt(given.minor), window: given.window };
}
