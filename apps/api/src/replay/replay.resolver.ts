import { formatAmount, timelineSentence, verdictSentence } from '@afc/words';
import type { EntityManager } from 'typeorm';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { type Member, memberOf } from '../access/viewer.ts';
import { SetSpendingControlInput } from '../controls/control.type.ts';
import { plannedChange } from '../controls/plan-control.ts';
import type { RunningSubscription } from '../controls/running-subscriptions.ts';
import { subscriptionsAboveFor } from '../controls/running-subscriptions.resolver.ts';
import { RunningSubscriptionType } from '../controls/running-subscriptions.type.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { type DecisionReader, audienceOf, wordsOf } from '../transactions/decision.ts';
import { frozenMeanwhile } from './frozen-meanwhile.ts';
import type { Period } from './history.ts';
import { proposalOf } from './proposal.ts';
import { ReplayBusyError } from './replay.errors.ts';
import type { Flip } from './replay.ts';
import { type ReplayBounds, runReplay } from './run-replay.ts';
import { ControlReplayType, type ReplayExampleType, type ReplayGroupType } from './replay.type.ts';
import { type FlipGroup, Tally } from './tally.ts';

const MOST_DAYS = 90;
const DAY_MS = 86_400_000;

type ReplayOptions = { readonly bounds: ReplayBounds; readonly atOnce: number };
const OPTIONS: ReplayOptions = { bounds: { decisions: 200_000, ms: 12_000 }, atOnce: 2 };

@Resolver()
export class ReplayResolver {
  #running = 0;

  constructor(private readonly options: ReplayOptions = OPTIONS) {}

  @Query(() => ControlReplayType, {
    description:
      'What a control would have made of the decisions of the last days: the input of `setSpendingControl`, of which nothing is saved, or the id of a control to remove. Refused with REPLAY_TOO_LARGE when they are too many.',
  })
  async replayControl(
    @Arg('control', () => SetSpendingControlInput, { nullable: true }) control: SetSpendingControlInput | null | undefined,
    @Arg('remove', () => ID, { nullable: true, description: 'Instead of `control`.' }) remove: string | null | undefined,
    @Arg('days', () => Int, { defaultValue: 30, description: '1 to 90, up to now.' }) days: number,
    @Ctx() context: GraphQLContext,
  ): Promise<ControlReplayType> {
    const viewer = memberOf(context.viewer);
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw new InvalidInputError('days', `Ask for 1 to ${MOST_DAYS} days.`);
    // The present millisecond included.
    const untilMs = context.clock.now().getTime() + 1;
    const period = { companyId: viewer.companyId, fromMs: untilMs - days * DAY_MS, untilMs };
    const manager = await context.read();
    const change = await plannedChange(manager, viewer, { set: control, remove }, context.clock);
    const { decisions, tally, frozen } = await this.#run(manager, viewer, period, change);
    const { declined, approved, watched, missing } = tally.result();
    const names = await namesOf(manager, [declined, approved, watched]);
    const shown = (group: FlipGroup): ReplayGroupType => ({
      ...group,
      examples: group.examples.map((flip) => shownExample(flip, names, readerOf(flip, viewer, context))),
    });
    return {
      ...{ control: change.after, from: new Date(period.fromMs), until: new Date(untilMs), decisions },
      missing: [...missing, ...(frozen === 0 ? [] : [{ input: 'FREEZE', decisions: frozen } as const])],
      ...{ declined: shown(declined), approved: shown(approved), watched: shown(watched) },
    };
  }

  async #run(manager: EntityManager, viewer: Member, period: Period, change: Parameters<typeof proposalOf>[2]) {
    if (this.#running >= this.options.atOnce) throw new ReplayBusyError();
    this.#running += 1;
    try {
      const proposal = await proposalOf(manager, period, change);
      const tally = new Tally(({ purchase }) => may(viewer, 'transaction.see', purchase));
      const { decisions } = await runReplay(manager, { period, proposal, bounds: this.options.bounds }, tally);
      return { decisions, tally, frozen: await frozenMeanwhile(manager, period, change) };
    } finally {
      this.#running -= 1;
    }
  }
}

@Resolver(() => ControlReplayType)
export class SubscriptionsAboveReplayResolver {
  @FieldResolver(() => [RunningSubscriptionType], { description: 'As `SpendingControl.subscriptionsAbove` of the control as it would be.' })
  async subscriptionsAbove(
    @Root() { control }: ControlReplayType,
    @Ctx() context: GraphQLContext,
  ): Promise<readonly RunningSubscription[]> {
    return control === null ? [] : subscriptionsAboveFor(control, context);
  }
}

/** What the people of the examples are called. */
async function namesOf(manager: EntityManager, groups: readonly FlipGroup[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(groups.flatMap(({ examples }) => examples.map(({ purchase }) => purchase.userId)))];
  if (ids.length === 0) return new Map();
  const people = await manager.query<{ id: string; name: string }[]>(
    `SELECT id, first_name || ' ' || last_name AS name FROM users WHERE company_id = app_company() AND id = ANY ($1)`,
    [ids],
  );
  return new Map(people.map(({ id, name }) => [id, name]));
}

function readerOf({ purchase }: Flip, viewer: Member, { locale }: GraphQLContext): DecisionReader {
  return { viewer, locale, subject: purchase };
}

function shownExample(
  { purchase, question, verdict }: Flip,
  names: ReadonlyMap<string, string>,
  reader: DecisionReader,
): ReplayExampleType {
  const { amount } = question.request;
  const approval = `${timelineSentence(reader.locale, { code: 'APPROVED', amount: formatAmount(reader.locale, amount) })}.`;
  const words = wordsOf(verdict, amount.currency, reader);
  const refusal = verdictSentence(reader.locale, words, audienceOf(reader));
  const [answered, instead] = question.outcome === 'APPROVED' ? [approval, refusal] : [refusal, approval];
  return {
    id: question.id,
    transactionId: purchase.id,
    at: new Date(question.atMs),
    amount,
    merchantName: purchase.merchantName,
    holderName: names.get(purchase.userId) ?? '',
    ...{ answered, instead },
  };
}
