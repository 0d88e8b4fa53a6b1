import { declineSentence, formatAmount, timelineSentence } from '@afc/words';
import type { Loaders } from '../platform/graphql/loader.ts';
import { audienceOf, type DecisionReader, decisionSentence, type StoredDecision } from './decision.ts';
import { mirrorThatDeclined } from './mirror-decline.ts';
import { decisionById, messagesOfTransaction } from './transaction.loader.ts';
import type { ShownTransaction } from './transaction-row.ts';

/** Our answer to the first authorization; null for what was never asked. */
export async function firstDecision({ authorizationId }: ShownTransaction, loaders: Loaders): Promise<StoredDecision | null> {
  return authorizationId === null ? null : loaders.load(decisionById, authorizationId);
}

/** Why a purchase was declined, for this reader; null unless it was. */
export async function declineSentenceOf(transaction: ShownTransaction, reader: DecisionReader, loaders: Loaders): Promise<string | null> {
  if (transaction.status !== 'DECLINED') return null;
  const decision = await firstDecision(transaction, loaders);
  if (decision?.outcome === 'DECLINED') return decisionSentence(decision, reader);
  const messages = await loaders.load(messagesOfTransaction, transaction.id);
  const mirror = await mirrorThatDeclined(
    messages.map(({ detail }) => detail),
    transaction.merchant.mcc,
    loaders,
  );
  if (mirror !== null) return declineSentence(reader.locale, mirror, audienceOf(reader));
  const memo = messages.map(({ detail }) => detail.responseMemo).find((text) => text !== undefined);
  const amount = formatAmount(reader.locale, transaction.requestedAmount);
  return `${timelineSentence(reader.locale, { code: 'DECLINED_BY_ISSUER', amount, detail: memo ?? null })}.`;
}
