import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { approvalById } from '../approvals/approval.loader.ts';
import { ApprovalType, shownApproval } from '../approvals/approval.type.ts';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { assertMay, installation, may } from '../access/policy.ts';
import { type Member, memberOf, signedIn } from '../access/viewer.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { type Connection, pageOf } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { transactionById } from '../transactions/transaction.loader.ts';
import type { ShownTransaction } from '../transactions/transaction-row.ts';
import { TransactionType } from '../transactions/transaction.type.ts';
import { accountEntriesPage, type AccountMakeup, accountMakeup, type AccountSpan } from './account-entries.query.ts';
import { eventsOfFundMovement, fundMovementById, type FundMovementEvent, movementOfTransfer } from './fund.loader.ts';
import type { FundService } from './fund.service.ts';
import {
  AccountEntriesArgs,
  AccountEntryType,
  AccountMakeupType,
  AccountSpanInput,
  AnnounceTopUpInput,
  CancelFundsInput,
  CompanyActions,
  FundLooseningType,
  FundMovementEventType,
  FundMovementsArgs,
  FundMovementType,
  FundSettingType,
  QueuedFundsType,
  RequestWithdrawalInput,
  SetFundsInput,
  SettleFundsInput,
  shownFundMovement,
  shownFundSetting,
  shownQueued,
} from './fund.type.ts';
import { fundMovementsPage, fundQueue } from './funds.query.ts';
import { canBe, type CompanyAction } from './movement.ts';
import { fundSettingOf, fundSettings, type Loosening } from './setting-store.ts';

const FundMovementConnection = connectionType('FundMovement', FundMovementType);
const AccountEntryConnection = connectionType('AccountEntry', AccountEntryType);

@Resolver(() => FundMovementType)
export class FundResolver {
  constructor(private readonly service: FundService) {}

  @Query(() => FundMovementConnection, {
    description: 'Top-ups and withdrawals, the newest first unless sorted otherwise. Admin and accountant.',
  })
  async fundMovements(
    @Args(() => FundMovementsArgs) args: FundMovementsArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<FundMovementType>> {
    const { companyId } = whoSeesLedger(context);
    const page = await fundMovementsPage(context, companyId, args);
    return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: shownFundMovement(node), cursor })) };
  }

  @Query(() => FundMovementType, { nullable: true, description: 'Null when the company has none of this id. Admin and accountant.' })
  async fundMovement(
    @Arg('id', () => ID, { description: 'Of the top-up or withdrawal.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<FundMovementType | null> {
    whoSeesLedger(context);
    const movement = isUuid(id) ? await context.loaders.load(fundMovementById, id.toLowerCase()) : null;
    return movement === null ? null : shownFundMovement(movement);
  }

  @Query(() => [FundSettingType], { description: 'One a currency of the company. Admin and accountant.' })
  async fundSettings(@Ctx() context: GraphQLContext): Promise<FundSettingType[]> {
    const { companyId } = whoSeesLedger(context);
    return (await fundSettings(await context.read(), companyId)).map(shownFundSetting);
  }

  @Query(() => AccountMakeupType, { description: 'How a balance came to be. Admin and accountant.' })
  async accountMakeup(@Arg('of', () => AccountSpanInput) of: AccountSpanInput, @Ctx() context: GraphQLContext): Promise<AccountMakeup> {
    const { companyId } = whoSeesLedger(context);
    return accountMakeup(await context.read(), spanOf(companyId, of));
  }

  @Query(() => AccountEntryConnection, { description: 'The transfers of a balance, the newest first. Admin and accountant.' })
  async accountEntries(
    @Args(() => AccountEntriesArgs) { of, kinds, ...page }: AccountEntriesArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<AccountEntryType>> {
    const { companyId } = whoSeesLedger(context);
    return accountEntriesPage(await context.read(), { ...spanOf(companyId, of), kinds }, pageOf(page));
  }

  @Query(() => [QueuedFundsType], {
    description: 'Bank transfers of all companies: what waits for an operator, then what was final in the last 90 days. Operator only.',
  })
  async fundQueue(@Ctx() context: GraphQLContext): Promise<QueuedFundsType[]> {
    assertMay(signedIn(context.viewer), 'funds.settle', installation);
    return (await fundQueue(await context.read(), context.clock.now())).map(shownQueued);
  }

  @Mutation(() => FundMovementType, { description: 'Announces money that is on its way. Admin only.' })
  async announceTopUp(
    @Arg('input', () => AnnounceTopUpInput) input: AnnounceTopUpInput,
    @Ctx() context: GraphQLContext,
  ): Promise<FundMovementType> {
    const [asked, options] = commandOf(context, input);
    return changed(context, await this.service.announceTopUp(memberOf(context.viewer), askedOf(asked), options));
  }

  @Mutation(() => FundMovementType, { description: 'Sets money aside to be paid out. Admin only.' })
  async requestWithdrawal(
    @Arg('input', () => RequestWithdrawalInput) input: RequestWithdrawalInput,
    @Ctx() context: GraphQLContext,
  ): Promise<FundMovementType> {
    const [asked, options] = commandOf(context, input);
    return changed(context, await this.service.requestWithdrawal(memberOf(context.viewer), askedOf(asked), options));
  }

  @Mutation(() => FundMovementType, { description: 'Takes a top-up or a withdrawal back while nobody has it in hand. Admin only.' })
  async cancelFunds(
    @Arg('input', () => CancelFundsInput) input: CancelFundsInput,
    @Ctx() context: GraphQLContext,
  ): Promise<FundMovementType> {
    return changed(context, await this.service.cancel(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => FundSettingType, {
    description: 'Sets both values of one currency. What asks for a second admin less often waits for that admin. Admin only.',
  })
  async setFunds(@Arg('input', () => SetFundsInput) input: SetFundsInput, @Ctx() context: GraphQLContext): Promise<FundSettingType> {
    const viewer = memberOf(context.viewer);
    const [asked, options] = commandOf(context, input);
    const { idempotencyKey, currency, fourEyesAboveMinor, lowBelowMinor, expectedVersion } = asked;
    const [fourEyes, low] = [minorOrNull('fourEyesAboveMinor', fourEyesAboveMinor), minorOrNull('lowBelowMinor', lowBelowMinor)];
    await this.service.set(
      viewer,
      { idempotencyKey, currency, fourEyesAboveMinor: fourEyes, lowBelowMinor: low, expectedVersion },
      options,
    );
    await context.forget();
    const setting = await fundSettingOf(await context.read(), viewer.companyId, currency);
    if (setting === null) throw new NotFoundError('setting');
    return shownFundSetting(setting);
  }

  @Mutation(() => Boolean, {
    description: "What an operator says of the programme's bank account; true when it is recorded. Operator only.",
  })
  async settleFunds(@Arg('input', () => SettleFundsInput) input: SettleFundsInput, @Ctx() context: GraphQLContext): Promise<boolean> {
    await this.service.settle(context.viewer, ...commandOf(context, input));
    return true;
  }

  @FieldResolver(() => ApprovalType, {
    nullable: true,
    description: "The second admin's answer that it needs, or needed; null when it needed none.",
  })
  approval(@Root() { stored }: FundMovementType, @Ctx() context: GraphQLContext): Promise<ApprovalType | null> {
    return approvalOf(context, stored.approvalId);
  }

  @FieldResolver(() => [CompanyActions], { description: 'What the viewer may do now; empty when nothing.' })
  actions(@Root() { stored }: FundMovementType, @Ctx() context: GraphQLContext): CompanyAction[] {
    const viewer = memberOf(context.viewer);
    if (!may(viewer, 'funds.move', stored)) return [];
    if (stored.state === 'AWAITING_APPROVAL') return stored.requestedBy === viewer.userId ? ['CANCEL'] : ['APPROVE', 'DECLINE'];
    return canBe(stored, 'CANCEL') ? ['CANCEL'] : [];
  }

  @FieldResolver(() => [FundMovementEventType], { description: 'Every state that it came into, oldest first.' })
  async history(@Root() { id }: FundMovementType, @Ctx() { loaders }: GraphQLContext): Promise<FundMovementEvent[]> {
    return [...(await loaders.load(eventsOfFundMovement, id))];
  }
}

/** What another admin has to agree to before it is so. */
@Resolver(() => FundSettingType)
export class LooseningOfSettingResolver {
  @FieldResolver(() => FundLooseningType, { nullable: true, description: 'A change that waits for another admin; null when none does.' })
  async loosening(@Root() { stored }: FundSettingType, @Ctx() { loaders }: GraphQLContext): Promise<FundLooseningType | null> {
    const approval = stored.approvalId === null ? null : await loaders.load(approvalById, stored.approvalId);
    if (approval === null) return null;
    const { toMinor } = approval.input as Loosening;
    return { fourEyesAbove: toMinor === null ? null : { minor: BigInt(toMinor), currency: stored.currency } };
  }

  @FieldResolver(() => ApprovalType, { nullable: true, description: 'The answer for which `loosening` waits; null when nothing waits.' })
  approval(@Root() { stored }: FundSettingType, @Ctx() context: GraphQLContext): Promise<ApprovalType | null> {
    return approvalOf(context, stored.approvalId);
  }
}

/** What a transfer belongs to. */
@Resolver(() => AccountEntryType)
export class CauseOfEntryResolver {
  @FieldResolver(() => TransactionType, {
    nullable: true,
    description: 'The purchase that it belongs to; null for what belongs to none, such as a top-up.',
  })
  async transaction(@Root() { transactionId }: AccountEntryType, @Ctx() { loaders }: GraphQLContext): Promise<ShownTransaction | null> {
    return transactionId === null ? null : loaders.load(transactionById, transactionId);
  }

  @FieldResolver(() => FundMovementType, {
    nullable: true,
    description: 'The top-up or the withdrawal that made it; null for every other transfer.',
  })
  async fundMovement(
    @Root() { id, transactionId }: AccountEntryType,
    @Ctx() { loaders }: GraphQLContext,
  ): Promise<FundMovementType | null> {
    const moved = transactionId === null ? await loaders.load(movementOfTransfer, id) : null;
    const movement = moved === null ? null : await loaders.load(fundMovementById, moved.movementId);
    return movement === null ? null : shownFundMovement(movement);
  }
}

function whoSeesLedger(context: GraphQLContext): Member {
  const viewer = memberOf(context.viewer);
  assertMay(viewer, 'ledger.see', { companyId: viewer.companyId });
  return viewer;
}

function spanOf(companyId: string, { currency, account, from, to }: AccountSpanInput): AccountSpan {
  return { companyId, currency, account, from, to };
}

async function approvalOf(context: GraphQLContext, id: string | null): Promise<ApprovalType | null> {
  const approval = id === null ? null : await context.loaders.load(approvalById, id);
  return approval === null ? null : shownApproval(approval, memberOf(context.viewer).userId);
}

async function changed(context: GraphQLContext, { movementId }: { readonly movementId: string }): Promise<FundMovementType> {
  await context.forget();
  const movement = await context.loaders.load(fundMovementById, movementId.toLowerCase());
  if (movement === null) throw new NotFoundError('top-up or withdrawal');
  return shownFundMovement(movement);
}

type Asked = { readonly idempotencyKey: string; readonly amount: Money; readonly reference: string };

/** @throws InvalidInputError */
function askedOf({ idempotencyKey, amountMinor, currency, reference }: Omit<AnnounceTopUpInput, 'dryRun'>): Asked {
  return { idempotencyKey, amount: { minor: minorOf('amountMinor', amountMinor), currency }, reference };
}

/** @throws InvalidInputError */
function minorOf(field: string, text: string): bigint {
  if (!/^[0-9]{1,15}$/.test(text)) throw new InvalidInputError(field, 'An amount is a whole number of minor units, at most 15 digits.');
  return BigInt(text);
}

function minorOrNull(field: string, text: string | null | undefined): bigint | null {
  return text == null ? null : minorOf(field, text);
}
