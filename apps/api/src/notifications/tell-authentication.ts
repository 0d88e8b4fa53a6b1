import type { ThreeDsTransition } from '@afc/marqeta';
import type pg from 'pg';
import { readAmount } from '../authorization/request.ts';
import { findCardByToken } from '../cards/card-store.ts';
import { appendFeedOn } from '../feed/append.ts';
import { tokenFrom } from '../marqeta/cards.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { runOnClient } from '../platform/run.ts';

/**
 * Tells a cardholder, and nobody else, that a purchase waits for their confirmation (3-D Secure, wire-format §14.10), in the caller's
 * transaction of role `afc_gateway`. The code itself comes from the issuer and never passes through here. Null when no company has
 * such a card.
 */
export async function tellAuthentication(
  client: pg.ClientBase,
  transition: ThreeDsTransition,
  clock: Clock,
): Promise<{ companyId: string; feedNumber: bigint | null } | null> {
  const run = runOnClient(client);
  const { card_token: cardToken, type, token, acs_transaction_id: acsToken, transaction, card_acceptor: acceptor } = transition;
  const card = cardToken === undefined ? null : await findCardByToken(run, cardToken);
  if (card === null) return null;
  const { companyId, id: cardId, userId } = card;
  if (type !== 'initialization') return { companyId, feedNumber: null };
  const currency = transaction?.currency_code ?? '';
  const amount = transaction?.amount === undefined || !/^[A-Z]{3}$/.test(currency) ? null : readAmount(transaction.amount, currency);
  const detail = {
    cardId,
    merchant: acceptor?.name?.trim() ?? '',
    ...(amount === null ? {} : { amountMinor: amount.minor.toString(), currency }),
  };
  // By mail it would come too late, and the issuer sends the code to the phone anyway.
  const notificationId = uuidv7(clock);
  const [made] = await run<{ made: number }>(
    `INSERT INTO notifications (company_id, id, user_id, kind, detail, href, cause, mail_state, created_at)
     VALUES ($1, $2, $3, 'authentication.requested', $4, $5, $6, 'SKIPPED', $7) ON CONFLICT DO NOTHING RETURNING 1 AS made`,
    [companyId, notificationId, userId, JSON.stringify(detail), `/cards/${cardId}`, tokenFrom('3ds', token ?? acsToken ?? ''), clock.now()],
  );
  if (made === undefined) return { companyId, feedNumber: null };
  const news = { companyId, kind: 'NOTIFICATION', event: 'notification.received', userId, notificationId } as const;
  return { companyId, feedNumber: await appendFeedOn(run, news, clock) };
}
