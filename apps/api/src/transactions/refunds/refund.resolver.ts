import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { may } from '../../access/policy.ts';
import { memberOf } from '../../access/viewer.ts';
import { personById } from '../../people/people.loader.ts';
import { Person } from '../../people/person.entity.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { visibleTransaction } from '../transaction.resolver.ts';
import type { ShownTransaction } from '../transaction-row.ts';
import { TransactionType } from '../transaction.type.ts';
import { rankCandidates } from './match-refund.ts';
import { candidatesOfRefund, linkOfRefund, refundLinksOfPurchase, type StoredRefundLink } from './refund.loader.ts';
import type { RefundService } from './refund.service.ts';
import { RefundCandidateType, RefundLinkType, RelinkRefundInput } from './refund.type.ts';

/** The most that are offered to choose from. */
const MOST_CANDIDATES = 20;

@Resolver(() => TransactionType)
export class RefundsOfTransactionResolver {
  constructor(private readonly service: RefundService) {}

  @Mutation(() => TransactionType, {
    description:
      'Says to which purchase a refund belongs, or that it belongs to none. Limits get back there what was counted; no money moves.',
  })
  async relinkRefund(
    @Arg('input', () => RelinkRefundInput) input: RelinkRefundInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ShownTransaction> {
    const [{ purchaseId = null, ...wish }, options] = commandOf(context, input);
    await this.service.relink(memberOf(context.viewer), { ...wish, purchaseId }, options);
    await context.forget();
    const refund = await visibleTransaction(context, input.refundId);
    if (refund === null) throw new NotFoundError('purchase');
    return refund;
  }

  @FieldResolver(() => RefundLinkType, {
    nullable: true,
    description: 'Of a refund: the purchase that it gives back, or that somebody said there is none.',
  })
  async refundOf(@Root() { id, kind }: TransactionType, @Ctx() { loaders }: GraphQLContext): Promise<RefundLinkType | null> {
    const link = kind === 'REFUND' ? await loaders.load(linkOfRefund, id) : null;
    return link === null ? null : shownLink(link);
  }

  @FieldResolver(() => [RefundLinkType], { description: 'Of a purchase: refunds that belong to it, or perhaps do, oldest first.' })
  async refunds(@Root() { id, kind }: TransactionType, @Ctx() { loaders }: GraphQLContext): Promise<RefundLinkType[]> {
    return kind === 'PURCHASE' ? (await loaders.load(refundLinksOfPurchase, id)).map(shownLink) : [];
  }

  @FieldResolver(() => [RefundCandidateType], {
    nullable: true,
    description: `Of a refund: purchases that it may belong to, the likeliest first, ${MOST_CANDIDATES} at most. Null to whoever may not say so, and when nothing has come back.`,
  })
  async refundCandidates(
    @Root() { id, kind, companyId, amount: { currency } }: TransactionType,
    @Ctx() context: GraphQLContext,
  ): Promise<RefundCandidateType[] | null> {
    if (kind !== 'REFUND' || !may(memberOf(context.viewer), 'transaction.relinkRefund', { companyId })) return null;
    const refund = await context.loaders.load(candidatesOfRefund, id);
    if (refund === null) return null;
    const ranked = rankCandidates(refund, refund.candidates).slice(0, MOST_CANDIDATES);
    const purchases = await Promise.all(ranked.map((candidate) => visibleTransaction(context, candidate.id)));
    return ranked.flatMap(({ remaining: minor }, i) => {
      const purchase = purchases[i] ?? null;
      return purchase === null ? [] : [{ purchase, remaining: { minor, currency } }];
    });
  }
}

/** Both ends of a link, to whoever sees them. */
@Resolver(() => RefundLinkType)
export class RefundLinkResolver {
  @FieldResolver(() => TransactionType, {
    nullable: true,
    description: 'The transaction that gave money back; null to those who may not see it.',
  })
  refund(@Root() { stored }: RefundLinkType, @Ctx() context: GraphQLContext): Promise<ShownTransaction | null> {
    return visibleTransaction(context, stored.refundId);
  }

  @FieldResolver(() => TransactionType, {
    nullable: true,
    description: 'Null when it belongs to none, when nothing was heard of it yet, and to those who may not see it.',
  })
  purchase(@Root() { stored }: RefundLinkType, @Ctx() context: GraphQLContext): Promise<ShownTransaction | null> {
    return visibleTransaction(context, stored.purchaseId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who said so.' })
  async decidedBy(@Root() { stored }: RefundLinkType, @Ctx() { loaders }: GraphQLContext): Promise<Person | null> {
    return stored.decidedById === null ? null : loaders.load(personById, stored.decidedById);
  }
}

function shownLink(stored: StoredRefundLink): RefundLinkType {
  const { refundId: id, confidence, decidedAt } = stored;
  return { stored, id, confidence, decidedAt };
}
