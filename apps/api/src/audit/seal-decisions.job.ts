import type { Database } from '../platform/database.ts';
import { withConnection } from '../platform/database.ts';
import type { Job } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, transact } from '../platform/transact.ts';
import { type KeptDecision, NO_DECISION, SEAL_DECISIONS, sealOf } from './decision-seals.ts';

/** Records in one seal: who looks for the one that is wrong has no more than these to compare with a backup. */
export const SEALED_AT_ONCE = 1_000;
/** Seals of one company in one run, so that who has a year to be sealed does not keep the others waiting. */
const SEALS_A_RUN = 200;
/** A company's records are sealed when the oldest has waited for so long: with few purchases, no more than a line an hour in its log. */
const DUE_MS = 3_600_000;
/**
 * Younger records are left for the next time. A record's id is older than its commit by no more than a decision's deadline, and by what clocks
 * of two processes differ: one that came later, among those that are sealed, would look like an inserted one.
 */
const SETTLED_MS = 300_000;
const WITHIN_MS = 15_000;

/** Has each company's audit log vouch for its decision records: behind the decisions, in ranges of ids, oldest first. */
export class SealDecisions implements Job<unknown> {
  readonly name = 'decisions.seal';
  readonly cron = '* * * * *';
  readonly atStart = true;

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    for (const companyId of await this.#due())
      for (let seals = 0; seals < SEALS_A_RUN; seals += 1) if (!(await this.#seal(companyId))) break;
  }

  async #due(): Promise<string[]> {
    const { rows } = await withConnection(this.database.gateway, WITHIN_MS, (client) =>
      client.query<{ id: string }>(
        `SELECT c.id FROM companies c LEFT JOIN decision_seals s ON s.company_id = c.id
          CROSS JOIN LATERAL (SELECT FROM decision_records r
            WHERE r.company_id = c.id AND r.id > coalesce(s.sealed_to, '${NO_DECISION}') AND r.id < uuid_floor($1) ORDER BY r.id LIMIT 1) due
          ORDER BY c.id`,
        [this.#ago(DUE_MS)],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /** One range, in the transaction that leaves its event. @returns whether there may be more */
  #seal(companyId: string): Promise<boolean> {
    const actor = { kind: 'system', companyId, name: 'decisions' } as const;
    return transact(this.database, { command: SEAL_DECISIONS, actor }, async (tx) => {
      const run = runOn(tx);
      await run(`INSERT INTO decision_seals (company_id, sealed_to) VALUES ($1, '${NO_DECISION}') ON CONFLICT DO NOTHING`, [companyId]);
      const [row] = await run<{ to: string }>(`SELECT sealed_to AS "to" FROM decision_seals WHERE company_id = $1 FOR UPDATE`, [companyId]);
      if (row === undefined) throw new Error(`the seals of ${companyId} are not there`);
      const records = await run<KeptDecision>(
        `SELECT id, record::text AS record FROM decision_records WHERE company_id = $1 AND id > $2 AND id < uuid_floor($3)
          ORDER BY id LIMIT ${SEALED_AT_ONCE}`,
        [companyId, row.to, this.#ago(SETTLED_MS)],
      );
      const range = sealOf(row.to, records);
      if (range === null) return false;
      await run(`UPDATE decision_seals SET sealed_to = $2 WHERE company_id = $1`, [companyId, range.upTo]);
      audit(tx, { subjectType: 'decisions', subjectId: range.upTo, after: range });
      return records.length === SEALED_AT_ONCE;
    });
  }

  #ago(ms: number): Date {
    return new Date(this.database.clock.now().getTime() - ms);
  }
}
