import type { Database } from '../platform/database.ts';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import type { CardService } from './card.service.ts';

/** How long before its end a card is replaced: printing and post take up to three weeks. */
const AHEAD_DAYS = 45;
const AT_ONCE = 1_000;
const RENEW = 'card.renew';

/** Every night finds the cards that are about to expire, whose holders still work here and may have cards. */
export class FindExpiring implements Job<unknown> {
  readonly name = 'card.findExpiring';
  readonly cron = '20 2 * * *';

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { gateway, clock } = this.database;
    const { rows } = await gateway.query<{ company_id: string; id: string }>(
      `SELECT c.company_id, c.id FROM cards c JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id JOIN companies o ON o.id = c.company_id
        WHERE c.status = 'ACTIVE' AND c.issuer_status = 'ACTIVE' AND u.status = 'ACTIVE'
          AND coalesce(u.holder_status, 'ACTIVE') IN ('ACTIVE', 'LIMITED') AND coalesce(o.holder_status, 'ACTIVE') IN ('ACTIVE', 'LIMITED')
          AND c.expires_at > $1 AND c.expires_at <= $2
          AND NOT EXISTS (SELECT FROM cards r WHERE r.company_id = c.company_id AND r.replaces_card_id = c.id)
        ORDER BY c.expires_at LIMIT ${AT_ONCE}`,
      [clock.now(), new Date(clock.now().getTime() + AHEAD_DAYS * 86_400_000)],
    );
    for (const { company_id: companyId, id: cardId } of rows) await enqueueOn(gateway, RENEW, { companyId, cardId }, { key: cardId });
  }
}

/** Replaces a card by one of the same number that lives longer. */
export class RenewCard implements Job<{ readonly companyId: string; readonly cardId: string }> {
  readonly name = RENEW;

  constructor(private readonly cards: CardService) {}

  async run({ companyId, cardId }: { readonly companyId: string; readonly cardId: string }): Promise<void> {
    const by = { kind: 'system', companyId, name: 'renewal' } as const;
    await this.cards.replace(by, { idempotencyKey: `renewal:${cardId}`, cardId, reason: 'EXPIRING' });
  }
}
