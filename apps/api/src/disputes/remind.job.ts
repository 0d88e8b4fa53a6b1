import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Job } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, contextOf, transact } from '../platform/transact.ts';
import { FIRST_REMINDER_MS, isReminderDue } from './deadline.ts';
import { findDispute } from './dispute-store.ts';
import { announce } from './said.ts';

const AT_ONCE = 500;

/** Looks every hour for disputes that have to be decided soon. What it announces becomes a notification of the holder and the admins. */
export class RemindOfDisputes implements Job<unknown> {
  readonly name = 'dispute.remind';
  readonly cron = '7 * * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    const now = this.database.clock.now();
    const { rows } = await this.database.gateway.query<{ company_id: string; id: string }>(
      `SELECT company_id, id FROM disputes WHERE due_at >= $1 AND due_at <= $2 AND wanted IS NULL ORDER BY due_at LIMIT ${AT_ONCE}`,
      [now, new Date(now.getTime() + FIRST_REMINDER_MS)],
    );
    for (const { company_id: companyId, id } of rows) await this.#remind(companyId, id);
  }

  #remind(companyId: string, id: string): Promise<void> {
    const { clock } = this.database;
    const actor = { kind: 'system', companyId, name: 'disputes' } as const;
    return transact(this.database, { command: 'dispute.remind', actor }, async (tx) => {
      await gate(tx, companyId);
      const dispute = await findDispute(runOn(tx), id);
      const now = clock.now();
      if (dispute?.dueAt == null || dispute.wanted !== null || !isReminderDue(dispute.dueAt, dispute.remindedAt, now)) return;
      await tx.query(`UPDATE disputes SET reminded_at = $3 WHERE company_id = $1 AND id = $2`, [companyId, id, now]);
      contextOf(tx).feedNumber = await announce(runOn(tx), dispute, 'dispute.due', clock);
      audit(tx, { subjectType: 'dispute', subjectId: id, after: { dueAt: dispute.dueAt.toISOString() } });
    });
  }
}
