import pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import type { Job } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { BOUNDS, EXPIRED, RETENTION_KINDS, type RetentionKind, type RetentionRule, rulesOf } from './retention.ts';

type Deps = { readonly ownerUrl: string; readonly clock: Clock; readonly log: Log };

const DAY_MS = 86_400_000;
/** Rows a statement: each is a transaction of its own, so that nobody waits for it. */
const AT_ONCE = 2_000;
/** Operators' keys, and messages that were of no company. */
const OF_NO_COMPANY: Readonly<Record<string, readonly [sql: string, days: number]>> = {
  operator_idempotency_keys: [
    `DELETE FROM operator_idempotency_keys WHERE (actor_id, key) IN (
       SELECT k.actor_id, k.key FROM operator_idempotency_keys k WHERE k.created_at < $1 LIMIT $2)`,
    BOUNDS.COMMAND_KEYS.usual,
  ],
  marqeta_inbox: [
    `DELETE FROM marqeta_inbox WHERE id IN (
       SELECT i.id FROM marqeta_inbox i WHERE i.id < uuid_floor($1) AND i.company_id IS NULL AND i.state = 'KEPT'
          AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.id = i.id AND d.state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING')) LIMIT $2)`,
    BOUNDS.RAW_MESSAGES.usual,
  ],
};

/** Each night, takes away what every company has kept for as long as it wants to. */
export class ApplyRetention implements Job<unknown> {
  readonly name = 'retention.apply';
  readonly cron = '40 2 * * *';

  constructor(private readonly deps: Deps) {}

  async run(): Promise<void> {
    const owner = new pg.Pool({ connectionString: this.deps.ownerUrl, max: 1, application_name: 'afc-retention' });
    owner.on('error', () => undefined);
    try {
      await dropEmptyMonths(owner, this.#daysAgo(BOUNDS.RAW_MESSAGES.least));
      for (const { companyId, rules } of await companies(owner))
        for (const { kind, days } of rules) await this.#apply(owner, companyId, kind, this.#daysAgo(days));
      for (const [sql, days] of Object.values(OF_NO_COMPANY)) await inChunks((most) => owner.query(sql, [this.#daysAgo(days), most]));
    } finally {
      await owner.end();
    }
  }

  async #apply(owner: pg.Pool, companyId: string, kind: RetentionKind, before: Date): Promise<void> {
    const gone = await inChunks((most) => owner.query(EXPIRED[kind], [companyId, before, most]));
    if (gone > 0) this.deps.log.info({ companyId, kind, gone }, 'retention: old rows are gone');
  }

  #daysAgo(days: number): Date {
    return new Date(this.deps.clock.now().getTime() - days * DAY_MS);
  }
}

async function companies(owner: pg.Pool): Promise<{ companyId: string; rules: RetentionRule[] }[]> {
  const { rows } = await owner.query<{ id: string; set: RetentionRule[] }>(
    `SELECT c.id, coalesce((SELECT json_agg(json_build_object('kind', r.kind, 'days', r.days)) FROM retention_rules r WHERE r.company_id = c.id), '[]') AS set
       FROM companies c ORDER BY c.id`,
  );
  return rows.map(({ id, set }) => ({ companyId: id, rules: rulesOf(set.filter(({ kind }) => RETENTION_KINDS.includes(kind))) }));
}

async function inChunks(remove: (most: number) => Promise<pg.QueryResult>): Promise<number> {
  for (let gone = 0; ; ) {
    const { rowCount } = await remove(AT_ONCE);
    gone += rowCount ?? 0;
    if ((rowCount ?? 0) < AT_ONCE) return gone;
  }
}

/**
 * A month of raw messages of which nothing is left is a table less to look through. Looked at again under the lock: a message that came late
 * would go with it.
 */
async function dropEmptyMonths(owner: pg.Pool, before: Date): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'marqeta_inbox'::regclass AND c.relname ~ '^marqeta_inbox_[0-9]{4}_[0-9]{2}$'
        AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '2 months' < $1 ORDER BY 1`,
    [before],
  );
  for (const { name } of rows)
    await owner.query(`DO $$ BEGIN
      SET LOCAL lock_timeout = '200ms';
      IF EXISTS (SELECT FROM ${name}) THEN RETURN; END IF;
      LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE;
      IF NOT EXISTS (SELECT FROM ${name}) THEN DROP TABLE ${name}; END IF;
    EXCEPTION WHEN lock_not_available THEN RETURN; END $$`);
}
