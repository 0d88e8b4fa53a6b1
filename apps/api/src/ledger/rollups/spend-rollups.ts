import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { FeedConsumer } from '../../feed/feed-follower.ts';
import { withConnection } from '../../platform/database.ts';
import { foldSpend } from './fold-spend.ts';

const BATCH = 2_000;
/** Then it is the turn of another company; the sweep comes back to one that had more. */
const BATCHES = 200;
/** After a batch it rests for so many times as long as that took: reports are right meanwhile, decisions have the processor. */
const REST = 3;
const CLEARED_AT_ONCE = 20_000;
/** For limits that are being counted (`controls/count-ahead.ts`), which has to be done in less. */
const KEPT = '10 minutes';
const STATEMENT_TIMEOUT_MS = 30_000;
const ANSWER_WITHIN_MS = 60_000;

/** Of a few rows among many PostgreSQL knows only once it has counted: it would read a table whole that was empty a minute ago. */
const BEGIN = `BEGIN; SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;

/** As it is locked, beside the zone that the company has and the number that its gate gives next. */
type Mark = {
  readonly state: 'CLEARING' | 'BUILDING' | 'READY';
  readonly zone: string;
  readonly builtTo: string;
  readonly next: string;
  readonly companyZone: string;
  readonly gateNext: string;
};

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Keeps the sums of spend near the purchases. It follows the feed, which tells of all that changed but for what stands in the queue, and takes
 * no lock that anybody else waits for: the row of the mark is between two workers alone.
 */
export class SpendRollups implements FeedConsumer {
  readonly name = 'spend rollups';

  constructor(
    private readonly gateway: pg.Pool,
    private readonly rest = REST,
  ) {}

  async catchUp(companyId: string, stopping?: AbortSignal): Promise<void> {
    let more = true;
    for (let batches = 0; more && batches < BATCHES && stopping?.aborted !== true; batches += 1) {
      const beganMs = performance.now();
      more = await this.#advance(companyId);
      if (more) await sleep((performance.now() - beganMs) * this.rest, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async backlog(): Promise<string[]> {
    const { rows } = await this.gateway.query<{ id: string }>(
      `SELECT c.id FROM companies c JOIN company_gates g ON g.company_id = c.id LEFT JOIN spend_rollup_marks m ON m.company_id = c.id
        WHERE m.company_id IS NULL OR m.state <> 'READY' OR m.time_zone <> c.time_zone OR m.next_feed_number < g.next_feed_number
           OR EXISTS (SELECT FROM spend_fold_queue q WHERE q.company_id = c.id AND q.folded_at IS NULL)
        ORDER BY c.id LIMIT 500`,
    );
    return rows.map(({ id }) => id);
  }

  /** One batch, in a transaction of its own. @returns whether there may be more */
  #advance(companyId: string): Promise<boolean> {
    return withConnection(this.gateway, ANSWER_WITHIN_MS, async (client) => {
      await client.query(BEGIN);
      const mark = await lockMark(client, companyId);
      const more = mark !== null && (await step(client, companyId, mark));
      await client.query('COMMIT');
      return more;
    });
  }
}

function step(client: pg.ClientBase, companyId: string, mark: Mark): Promise<boolean> {
  if (mark.state === 'CLEARING') return clear(client, companyId, mark);
  if (mark.zone !== mark.companyZone) return beginAnew(client, [companyId]).then(() => true);
  return mark.state === 'BUILDING' ? build(client, companyId, mark) : follow(client, companyId, mark);
}

/** The sums of these companies are made again from their purchases. Reports are summed from those until they are there. */
export async function beginAnew(client: Pick<pg.ClientBase, 'query'>, companyIds: readonly string[]): Promise<void> {
  await client.query(`UPDATE spend_rollup_marks SET state = 'CLEARING' WHERE company_id = ANY ($1)`, [companyIds]);
}

/** Null when there is no such company. What happens from its first number on is told by the feed, which is followed once all is built. */
async function lockMark(client: pg.ClientBase, companyId: string): Promise<Mark | null> {
  await client.query(
    `INSERT INTO spend_rollup_marks (company_id, state, time_zone, built_to, next_feed_number)
     SELECT c.id, 'BUILDING', c.time_zone, $2, g.next_feed_number FROM companies c JOIN company_gates g ON g.company_id = c.id WHERE c.id = $1
     ON CONFLICT (company_id) DO NOTHING`,
    [companyId, FIRST_ID],
  );
  await client.query(`SELECT FROM spend_rollup_marks WHERE company_id = $1 FOR UPDATE`, [companyId]);
  const { rows } = await client.query<Mark>(
    `SELECT m.state, m.time_zone AS zone, m.built_to AS "builtTo", m.next_feed_number AS next, c.time_zone AS "companyZone", g.next_feed_number AS "gateNext"
       FROM spend_rollup_marks m JOIN companies c ON c.id = m.company_id JOIN company_gates g ON g.company_id = m.company_id WHERE m.company_id = $1`,
    [companyId],
  );
  return rows[0] ?? null;
}

async function clear(client: pg.ClientBase, companyId: string, { companyZone, gateNext }: Mark): Promise<boolean> {
  const some = (table: string): string =>
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE company_id = $1 LIMIT ${CLEARED_AT_ONCE}))`;
  const cleared = [await client.query(some('spend_folds'), [companyId]), await client.query(some('spend_rollups'), [companyId])];
  if (cleared.some(({ rowCount }) => rowCount === CLEARED_AT_ONCE)) return true;
  await client.query(
    `UPDATE spend_rollup_marks SET state = 'BUILDING', time_zone = $2, built_to = $3, next_feed_number = $4 WHERE company_id = $1`,
    [companyId, companyZone, FIRST_ID, gateNext],
  );
  return true;
}

async function build(client: pg.ClientBase, companyId: string, { zone, builtTo }: Mark): Promise<boolean> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM transactions WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT ${BATCH}`,
    [companyId, builtTo],
  );
  const ids = rows.map(({ id }) => id);
  await foldSpend(client, companyId, ids, zone);
  await client.query(`UPDATE spend_rollup_marks SET built_to = $2, state = $3 WHERE company_id = $1`, [
    ...[companyId, ids.at(-1) ?? builtTo, ids.length < BATCH ? 'READY' : 'BUILDING'],
  ]);
  return true;
}

async function follow(client: pg.ClientBase, companyId: string, { zone, next }: Mark): Promise<boolean> {
  const { rows: told } = await client.query<{ number: string; id: string | null }>(
    `SELECT number, transaction_id AS id FROM feed_events WHERE company_id = $1 AND number >= $2 ORDER BY number LIMIT ${BATCH}`,
    [companyId, next],
  );
  const { rows: queued } = await client.query<{ id: string }>(
    `UPDATE spend_fold_queue SET folded_at = now() WHERE company_id = $1 AND id = ANY (ARRAY(
       SELECT id FROM spend_fold_queue WHERE company_id = $1 AND folded_at IS NULL ORDER BY id LIMIT ${BATCH})) RETURNING transaction_id AS id`,
    [companyId],
  );
  await client.query(`DELETE FROM spend_fold_queue WHERE company_id = $1 AND folded_at < now() - interval '${KEPT}'`, [companyId]);
  const ids = [...told, ...queued].flatMap(({ id }) => id ?? []);
  await foldSpend(client, companyId, [...new Set(ids)], zone);
  const last = told.at(-1);
  if (last !== undefined)
    await client.query(`UPDATE spend_rollup_marks SET next_feed_number = $2::bigint + 1 WHERE company_id = $1`, [companyId, last.number]);
  return told.length === BATCH || queued.length === BATCH;
}
