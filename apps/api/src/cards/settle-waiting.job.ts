import type { Database } from '../platform/database.ts';
import { enqueueAllOn, type Job } from '../platform/jobs.ts';
import { tellMarqetaOn } from './tell-marqeta.ts';
import { TELL_MARQETA_OF_WALLET } from './wallet.service.ts';

const PATIENCE_MS = 30_000;
const AT_ONCE = 500;

/**
 * Once a minute tells Marqeta again about the cards, and the cards in phones, that wait for it: jobs that failed while Marqeta was away would try on at ever
 * longer intervals, and a card should be usable soon after Marqeta is back.
 */
export class SettleWaiting implements Job<unknown> {
  readonly name = 'card.settleWaiting';
  readonly cron = '* * * * *';

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { rows } = await this.database.gateway.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM cards WHERE waiting_since <= $1 ORDER BY waiting_since LIMIT ${AT_ONCE}`,
      [new Date(this.database.clock.now().getTime() - PATIENCE_MS)],
    );
    const { rows: wallets } = await this.database.gateway.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM wallet_tokens WHERE waiting_since <= $1 ORDER BY waiting_since LIMIT ${AT_ONCE}`,
      [new Date(this.database.clock.now().getTime() - PATIENCE_MS)],
    );
    await enqueueAllOn(
      this.database.gateway,
      TELL_MARQETA_OF_WALLET,
      wallets.map(({ company_id: companyId, id: walletTokenId }) => {
        return { payload: { companyId, walletTokenId }, key: walletTokenId, queue: `wallet:${walletTokenId}` };
      }),
    );
    await tellMarqetaOn(
      this.database.gateway,
      rows.map(({ company_id: companyId, id: cardId }) => ({ companyId, cardId })),
    );
  }
}
