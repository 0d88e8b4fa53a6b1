import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { NotFoundError } from '../platform/errors.ts';
import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { Card } from './card.entity.ts';
import { cardById } from './card.loader.ts';
import type { WalletService } from './wallet.service.ts';
import { type StoredWalletToken, WALLET_TOKEN_COLUMNS } from './wallet-token-store.ts';
import { isWaiting, movesOf, type WalletTokenState, type WalletWish } from './wallet-token.state.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

const WalletTokenStates = {
  REQUESTED: 'REQUESTED',
  REQUEST_DECLINED: 'REQUEST_DECLINED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  TERMINATED: 'TERMINATED',
} as const satisfies { readonly [State in WalletTokenState]: State };
registerEnumType(WalletTokenStates, {
  name: 'WalletTokenState',
  description: 'What Marqeta last reported of a card in a phone.',
  valuesConfig: {
    REQUESTED: { description: 'The wallet has asked; the network and the phone have still to agree.' },
    REQUEST_DECLINED: { description: 'It was not let in. Final.' },
    ACTIVE: { description: 'The phone can pay with the card.' },
    SUSPENDED: { description: 'Paused: the phone cannot pay with it, and it can be resumed.' },
    TERMINATED: { description: 'Removed for good.' },
  },
});

const WalletTokenMoves = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED', TERMINATED: 'TERMINATED' } as const satisfies {
  readonly [Move in WalletWish]: Move;
};
registerEnumType(WalletTokenMoves, {
  name: 'WalletTokenMove',
  description: 'What can be asked for of a card in a phone.',
  valuesConfig: {
    ACTIVE: { description: 'Resume it.' },
    SUSPENDED: { description: 'Pause it.' },
    TERMINATED: { description: 'Remove it for good.' },
  },
});

@ObjectType('WalletToken', { description: 'A card in a phone or a watch.', simpleResolvers: true })
class WalletTokenType {
  readonly stored: StoredWalletToken;

  @Field(() => ID, { description: "For `moveWalletToken`; ours, not Marqeta's token." })
  readonly id: string;
  @Field(() => String, {
    nullable: true,
    description: 'As the network names it: APPLE_PAY, ANDROID_PAY, …; null when Marqeta says nothing of it.',
  })
  readonly wallet: string | null;
  @Field(() => String, { nullable: true, description: 'As its owner calls the device; null when the wallet does not tell.' })
  readonly deviceName: string | null;
  @Field(() => String, { nullable: true, description: 'MOBILE_PHONE, WATCH, TABLET, …; null when Marqeta says nothing of it.' })
  readonly deviceType: string | null;
  @Field(() => WalletTokenStates, { description: 'What Marqeta last reported; a move that was asked for shows here once it is confirmed.' })
  readonly state: WalletTokenState;
  @Field(() => DateTime, { description: "Since when it is in its state, by Marqeta's clock." })
  readonly changedAt: Date;
  @Field(() => Boolean, { description: 'True while Marqeta has not confirmed what we asked for last.' })
  readonly waitingForIssuer: boolean;
}

@InputType({ description: 'Names a card in a phone, and what is to become of it.' })
class MoveWalletTokenInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'One of `Card.walletTokens`.' })
  readonly walletTokenId: string;
  @Field(() => WalletTokenMoves, { description: 'SUSPENDED pauses it, ACTIVE resumes it, TERMINATED removes it for good.' })
  readonly to: WalletWish;
}

const walletTokensOfCard = loaderManyBy<string, StoredWalletToken>(
  (token) => token.cardId,
  (manager, cardIds) =>
    manager.query<StoredWalletToken[]>(
      `SELECT ${WALLET_TOKEN_COLUMNS} FROM wallet_tokens w WHERE w.card_id = ANY ($1) ORDER BY w.id DESC`,
      [cardIds],
    ),
);

const walletTokenById = loaderBy<string, StoredWalletToken>(
  (token) => token.id,
  (manager, ids) => manager.query<StoredWalletToken[]>(`SELECT ${WALLET_TOKEN_COLUMNS} FROM wallet_tokens w WHERE w.id = ANY ($1)`, [ids]),
);

/** Cards in phones: seen with the card, moved by its holder and by those who manage it. */
@Resolver(() => WalletTokenType)
export class WalletResolver {
  constructor(private readonly service: WalletService) {}

  @Mutation(() => WalletTokenType, {
    description: 'Pauses, resumes or removes a card in a phone, for its holder and for who manages it. Marqeta is told afterwards.',
  })
  async moveWalletToken(
    @Arg('input', () => MoveWalletTokenInput) input: MoveWalletTokenInput,
    @Ctx() context: GraphQLContext,
  ): Promise<WalletTokenType> {
    const { walletTokenId } = await this.service.move(memberOf(context.viewer), ...commandOf(context, input));
    await context.forget();
    const token = await context.loaders.load(walletTokenById, walletTokenId);
    if (token === null) throw new NotFoundError('card in a phone');
    return shown(token);
  }

  @FieldResolver(() => [WalletTokenMoves], { description: 'What the viewer may ask for now; empty when nothing.' })
  async moves(@Root() { stored }: WalletTokenType, @Ctx() context: GraphQLContext): Promise<readonly WalletWish[]> {
    const card = await context.loaders.load(cardById, stored.cardId);
    if (card === null) return [];
    const subject = await subjectOfPerson(context, card.companyId, card.userId);
    return may(memberOf(context.viewer), 'wallet.move', subject) ? movesOf(stored) : [];
  }
}

/** Cards in phones, seen from the card. */
@Resolver(() => Card)
export class WalletsOfCardResolver {
  @FieldResolver(() => [WalletTokenType], { description: 'In which phones and watches it is, the latest first.' })
  async walletTokens(@Root() card: Card, @Ctx() { loaders }: GraphQLContext): Promise<WalletTokenType[]> {
    return (await loaders.load(walletTokensOfCard, card.id)).map(shown);
  }
}

function shown(stored: StoredWalletToken): WalletTokenType {
  const { id, wallet, deviceName, deviceType, state, changedAt } = stored;
  return { stored, id, wallet, deviceName, deviceType, state, changedAt, waitingForIssuer: isWaiting(stored) };
}
