import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
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

const WalletTokenStates = {
  REQUESTED: 'REQUESTED',
  REQUEST_DECLINED: 'REQUEST_DECLINED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  TERMINATED: 'TERMINATED',
} as const satisfies { readonly [State in WalletTokenState]: State };
registerEnumType(WalletTokenStates, { name: 'WalletTokenState' });

const WalletTokenMoves = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED', TERMINATED: 'TERMINATED' } as const satisfies {
  readonly [Move in WalletWish]: Move;
};
registerEnumType(WalletTokenMoves, { name: 'WalletTokenMove' });

@ObjectType('WalletToken', { description: 'A card in a phone or a watch.', simpleResolvers: true })
class WalletTokenType {
  readonly stored: StoredWalletToken;

  @Field(() => ID)
  readonly id: string;
  @Field(() => String, { nullable: true, description: 'As the network names it: APPLE_PAY, ANDROID_PAY, …' })
  readonly wallet: string | null;
  @Field(() => String, { nullable: true })
  readonly deviceName: string | null;
  @Field(() => String, { nullable: true, description: 'MOBILE_PHONE, WATCH, TABLET, …' })
  readonly deviceType: string | null;
  @Field(() => WalletTokenStates)
  readonly state: WalletTokenState;
  @Field(() => DateTime)
  readonly changedAt: Date;
  @Field(() => Boolean, { description: 'True while Marqeta has not confirmed what we asked for last.' })
  readonly waitingForIssuer: boolean;
}

@InputType()
class MoveWalletTokenInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
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

  @Mutation(() => WalletTokenType)
  async moveWalletToken(
    @Arg('input', () => MoveWalletTokenInput) input: MoveWalletTokenInput,
    @Ctx() context: GraphQLContext,
  ): Promise<WalletTokenType> {
    const { traceId, ip } = context;
    const { walletTokenId } = await this.service.move(memberOf(context.viewer), input, ip === undefined ? { traceId } : { traceId, ip });
    await context.forget();
    const token = await context.loaders.load(walletTokenById, walletTokenId);
    if (token === null) throw new NotFoundError('card in a phone');
    return shown(token);
  }

  @FieldResolver(() => [WalletTokenMoves], { description: 'What the viewer may do with it now.' })
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
