import type { Database } from '../platform/database.ts';
import { enqueueOn, type Job } from '../platform/jobs.ts';
import { TELL_MARQETA_OF_DISPUTE } from './dispute.service.ts';

const PATIENCE_MS = 30_000;
const AT_ONCE = 500;

/** Once a minute tells Marqeta again of the disputes that wait for it: jobs that failed would try on at ever longer intervals. */
export class SettleWaitingDisputes implements Job<unknown> {
  readonly name = 'dispute.settleWaiting';
  readonly cron = '* * * * *';

  constructor(private readonly database: Pick<Database, 'gateway' | 'clock'>) {}

  async run(): Promise<void> {
    const { rows } = await this.database.gateway.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM disputes WHERE waiting_since <= $1 ORDER BY waiting_since LIMIT ${AT_ONCE}`,
      [new Date(this.database.clock.now().getTime() - PATIENCE_MS)],
    );
    for (const { company_id: companyId, id: disputeId } of rows) {
      const options = { key: disputeId, queue: `dispute:${disputeId}` };
      await enqueueOn(this.database.gateway, TELL_MARQETA_OF_DISPUTE, { companyId, disputeId }, options);
    }
  }
}
