import { declineSentence, dependsSentence, worksSentence } from '@afc/words';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { recorded } from '../authorization/decision-record.ts';
import { foresee, type ForeseenVerdict, type Foresight } from '../authorization/foresee.ts';
import { cardById } from '../cards/card.loader.ts';
import { subjectOfPerson } from '../people/person-subject.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import type { RateLimit } from '../platform/rate-limit.ts';
import { audienceOf, type DecisionReader, seesCounters, shownVerdict, wordsOf } from '../transactions/decision.ts';
import type { VerdictType } from '../transactions/decision.type.ts';
import { askedPurchase } from './asked-purchase.ts';
import { PreflightTooOftenError } from './preflight.errors.ts';
import { preflightFacts } from './preflight-facts.ts';
import { type ForeseenVerdictType, PreflightType, WillItWorkInput } from './preflight.type.ts';

/** Enough for who tries some amounts; too few to find out by trying what others have spent. */
export const PREFLIGHT_RATE = { name: 'preflight', aMinute: 20 } as const;

const YEAR_MS = 366 * 86_400_000;

@Resolver()
export class PreflightResolver {
  constructor(private readonly rate: RateLimit) {}

  @Query(() => PreflightType, {
    description:
      'Whether a purchase would be approved, asked beforehand. The very rules of a decision answer; nothing is held, counted or kept.',
  })
  async willItWork(@Arg('input', () => WillItWorkInput) input: WillItWorkInput, @Ctx() context: GraphQLContext): Promise<PreflightType> {
    const viewer = memberOf(context.viewer);
    const card = isUuid(input.cardId) ? await context.loaders.load(cardById, input.cardId.toLowerCase()) : null;
    if (card === null) throw new NotFoundError('card');
    const subject = await subjectOfPerson(context, card.companyId, card.userId);
    assertMay(viewer, 'card.tryPurchase', subject);
    const nowMs = context.clock.now().getTime();
    const atMs = input.at?.getTime() ?? nowMs;
    if (Math.abs(atMs - nowMs) > YEAR_MS) throw new InvalidInputError('at', 'Ask about a moment within a year.');
    const { requests, unknown } = askedPurchase(input, card.currency, atMs);
    if (!(await this.rate.take(viewer.userId)).allowed) throw new PreflightTooOftenError();
    const facts = await preflightFacts(await context.read(), card, atMs);
    return shownForesight(foresee(requests, facts, unknown), { viewer, locale: context.locale, subject }, card.currency);
  }
}

function shownForesight(foresight: Foresight, reader: DecisionReader, currency: string): PreflightType {
  const { answer, verdicts, primary } = foresight;
  return {
    answer,
    sentence: sentenceOf(foresight, reader, currency),
    verdicts: verdicts
      .filter((foreseen, i) => i === primary || answer !== 'NO' || isOpen(foreseen, reader))
      .map((foreseen) => shownForeseen(foreseen, foreseen === verdicts[primary ?? -1], reader, currency)),
  };
}

/**
 * Whether a verdict tells nothing of what others spend. One that does is told only where it would be the answer: who asks about
 * amounts far beyond the own limits does not learn the company's.
 */
function isOpen({ verdict }: ForeseenVerdict, reader: DecisionReader): boolean {
  const counts = verdict.beforeMinor !== undefined || verdict.beforeCount !== undefined;
  return !counts || seesCounters(verdict, reader);
}

function sentenceOf({ answer, verdicts, primary, missing }: Foresight, reader: DecisionReader, currency: string): string {
  if (answer === 'YES') return worksSentence(reader.locale);
  const named = primary === null ? undefined : verdicts[primary];
  if (named !== undefined) return declineSentence(reader.locale, wordsOf(recorded(named.verdict), currency, reader), audienceOf(reader));
  return dependsSentence(reader.locale, missing);
}

function shownForeseen(
  { verdict, missing }: ForeseenVerdict,
  isPrimary: boolean,
  reader: DecisionReader,
  currency: string,
): ForeseenVerdictType {
  const { rule } = verdict;
  if (missing.length > 0) return { rule, verdict: null, missing, sentence: dependsSentence(reader.locale, missing), ...NOTHING_LEFT };
  const shown = shownVerdict(recorded(verdict), isPrimary, currency, reader);
  const { limit, counterBefore, windowEnd } = shown;
  const left = limit === null || counterBefore === null ? null : limit.minor - counterBefore.minor;
  return {
    ...{ rule, verdict: shown, missing, sentence: shown.sentence },
    leftCount: leftCountOf(shown),
    left: left === null || limit === null ? null : { minor: left > 0n ? left : 0n, currency: limit.currency },
    renewsAt: windowEnd,
  };
}

function leftCountOf({ limitCount, countBefore }: VerdictType): number | null {
  return limitCount === null || countBefore === null ? null : Math.max(0, limitCount - countBefore);
}

const NOTHING_LEFT = { left: null, leftCount: null, renewsAt: null } as const;
