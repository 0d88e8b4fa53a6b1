import type pg from 'pg';
import { type HoldNote, noteHolds } from '../authorization/hold-events.ts';
import { unnest } from '../authorization/unnest.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Job } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { inTransaction } from './in-transaction.ts';
import { type Approval, releaseApprovals, type ReleaseDeps } from './release-approvals.ts';

export type SweepDeps = ReleaseDeps & {
  readonly log: Log;
  /** What Marqeta knows of a transaction, as JSON text, or null when it does not know it. */
  readonly askMarqeta: (token: string) => Promise<string | null>;
  /** All messages of the purchase that a message is of, as JSON texts. */
  readonly askRelated: (token: string) => Promise<readonly string[]>;
  /** Applies what was learned as if it had been delivered. */
  readonly tell: (transaction: string) => Promise<void>;
  /** One that Marqeta does not know is let go after so long, provided that Marqeta's webhooks tell of newer purchases. */
  readonly releaseAfterMs: number;
};

/** An approval without a word from Marqeta for so long is asked about. */
const ASK_AFTER_MS = 60_000;
const AT_ONCE = 200;
const IN_PARALLEL = 8;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What was released is still asked about for so long: Marqeta's word of it would restore the hold. */
const ASK_OF_RELEASED_FOR_MS = 8 * DAY_MS;

type Silent = Approval & {
  readonly token: string;
  readonly decidedAt: Date;
  readonly released: boolean;
  /** How often it was asked about already. */
  readonly asks: number;
  /** It is old enough to be let go, and Marqeta's webhooks tell of what happened after it. */
  readonly heardSince: boolean;
};

type MarqetasAnswer = { readonly kind: 'FOUND'; readonly message: string } | { readonly kind: 'NOT_FOUND' | 'UNREACHABLE' };
type AskedAbout = { readonly approval: Silent; readonly answer: MarqetasAnswer };

/**
 * Asks Marqeta about approvals that no webhook has confirmed. Silence alone never releases a hold: only "not found", hours later,
 * and only when webhooks have told of newer purchases in the meantime. What comes of each stands in `hold_events`.
 */
export function sweepApprovals(deps: SweepDeps): Job<unknown> {
  return {
    name: 'authorization.sweep',
    cron: '* * * * *',
    async run() {
      await noteConfirmed(deps);
      const asked = await askAll(deps, await silentApprovals(deps));
      if (asked.length === 0) return;
      await noteAsked(deps, asked);
      for (const { approval, answer } of asked) if (answer.kind === 'FOUND') await learn(deps, approval.token, answer.message);
      const unknown = asked.flatMap(({ approval, answer }) =>
        answer.kind === 'NOT_FOUND' && approval.heardSince && !approval.released ? [approval] : [],
      );
      if (unknown.length === 0) return;
      deps.log.warn({ tokens: unknown.map(({ token }) => token) }, 'Marqeta does not know approvals: their holds are released');
      await releaseApprovals(deps, unknown, 'SILENCE');
    },
  };
}

/** Those never asked about, the oldest first, and those whose time to be asked about again has come. */
async function silentApprovals({ gateway, clock, releaseAfterMs }: SweepDeps): Promise<Silent[]> {
  const now = clock.now().getTime();
  const { rows } = await gateway.query<Silent>(SILENT, [new Date(now - ASK_AFTER_MS), new Date(now), new Date(now - releaseAfterMs)]);
  return rows;
}

const UNHEARD = `NOT EXISTS (SELECT FROM transaction_events e WHERE e.company_id = a.company_id AND e.token = a.transaction_token)`;
const SILENT = `
WITH never AS (
  SELECT a.company_id, a.id, 0 AS asks FROM transactions t JOIN authorizations a ON a.company_id = t.company_id AND a.transaction_id = t.id
   WHERE t.unconfirmed AND t.created_at < $1 AND a.outcome = 'APPROVED' AND a.released_at IS NULL AND a.decided_at < $1 AND ${UNHEARD}
     AND NOT EXISTS (SELECT FROM orphan_holds o WHERE o.company_id = a.company_id AND o.authorization_id = a.id)
   ORDER BY a.decided_at LIMIT ${AT_ONCE}),
again AS (
  SELECT a.company_id, a.id, o.asks FROM orphan_holds o JOIN authorizations a ON a.company_id = o.company_id AND a.id = o.authorization_id
   WHERE o.ask_at <= $2 AND ${UNHEARD} ORDER BY o.ask_at LIMIT ${AT_ONCE})
SELECT a.company_id AS "companyId", a.id AS "authorizationId", a.transaction_token AS token, a.decided_at AS "decidedAt",
       a.released_at IS NOT NULL AS released, s.asks,
       a.decided_at <= $3 AND EXISTS (SELECT FROM marqeta_inbox i WHERE i.source = 'WEBHOOK' AND i.envelope = 'transactions'
         AND i.id > uuid_floor(a.decided_at) AND i.said_at > a.decided_at) AS "heardSince"
  FROM (SELECT * FROM never UNION ALL SELECT * FROM again) s JOIN authorizations a ON a.company_id = s.company_id AND a.id = s.id`;

/** A few at a time. One that cannot be asked about now does not keep the others from it. */
async function askAll({ askMarqeta, log }: SweepDeps, approvals: readonly Silent[]): Promise<AskedAbout[]> {
  const asked: AskedAbout[] = [];
  const waiting = approvals.values();
  async function askInTurn(): Promise<void> {
    for (const approval of waiting) {
      try {
        const message = await askMarqeta(approval.token);
        asked.push({ approval, answer: message === null ? { kind: 'NOT_FOUND' } : { kind: 'FOUND', message } });
      } catch (error) {
        log.warn({ err: error, token: approval.token }, 'Marqeta could not be asked about an approval');
        asked.push({ approval, answer: { kind: 'UNREACHABLE' } });
      }
    }
  }
  await Promise.all(Array.from({ length: IN_PARALLEL }, askInTurn));
  return asked;
}

/** What Marqeta says of the message, and what else of its purchase has not come here. */
async function learn({ gateway, log, askRelated, tell }: SweepDeps, token: string, message: string): Promise<void> {
  await tell(message);
  try {
    const related = (await askRelated(token)).map((text) => ({ text, token: (JSON.parse(text) as { token: string }).token }));
    const { rows } = await gateway.query<{ token: string }>(`SELECT token FROM transaction_events WHERE token = ANY ($1)`, [
      related.map((one) => one.token),
    ]);
    const known = new Set([token, ...rows.map((row) => row.token)]);
    for (const one of related) if (!known.has(one.token)) await tell(one.text);
  } catch (error) {
    // Its own word was heard; the rest is looked for again by those who look after old holds.
    log.warn({ err: error, token }, 'what else Marqeta has of a purchase could not be read');
  }
}

/** Once it has spoken, an approval that was asked about is like any other. */
async function noteConfirmed({ gateway, clock }: SweepDeps): Promise<void> {
  const { rows: companies } = await gateway.query<{ id: string }>(`SELECT DISTINCT o.company_id AS id ${CONFIRMED}`);
  if (companies.length === 0) return;
  await inTransaction(gateway, async (client) => {
    await takeGates(
      client,
      companies.map(({ id }) => id),
    );
    const { rows } = await client.query<{ companyId: string; token: string; receivedAt: Date }>(
      `SELECT o.company_id AS "companyId", e.token, e.received_at AS "receivedAt" ${CONFIRMED} AND o.company_id = ANY ($1)`,
      [companies.map(({ id }) => id)],
    );
    const notes = rows.map(
      ({ companyId, token, receivedAt }): HoldNote => ({
        ...{ companyId, token, id: uuidv7(clock), code: 'HOLD_CONFIRMED', atMs: receivedAt.getTime(), detail: null, askAtMs: null },
      }),
    );
    await noteHolds(client, notes);
  });
}

const CONFIRMED = `
  FROM orphan_holds o JOIN authorizations a ON a.company_id = o.company_id AND a.id = o.authorization_id
  JOIN transaction_events e ON e.company_id = a.company_id AND e.token = a.transaction_token
 WHERE o.ask_at IS NOT NULL AND o.state = 'UNCONFIRMED' AND e.state NOT IN ('DECLINED', 'ERROR')`;

type AskedRow = {
  readonly companyId: string;
  readonly authorizationId: string;
  readonly eventId: string;
  readonly answer: MarqetasAnswer['kind'];
  readonly atMs: number;
  readonly askAtMs: number | null;
};

const ASKED = unnest<AskedRow>([
  ['company_id', 'uuid', (row) => row.companyId],
  ['authorization_id', 'uuid', (row) => row.authorizationId],
  ['event_id', 'uuid', (row) => row.eventId],
  ['answer', 'text', (row) => row.answer],
  ['at', 'timestamptz', (row) => row.atMs],
  ['ask_at', 'timestamptz', (row) => row.askAtMs],
]);

/** The same answer again is counted, not told again. What was heard of meanwhile is left as it is. */
const NOTE_ASKED = `
WITH asked AS MATERIALIZED (
  SELECT g.*, a.transaction_id, o.last_answer FROM (${ASKED.select(1)}) g
    JOIN authorizations a ON a.company_id = g.company_id AND a.id = g.authorization_id
    LEFT JOIN orphan_holds o ON o.company_id = g.company_id AND o.authorization_id = g.authorization_id
   WHERE a.transaction_id IS NOT NULL AND ${UNHEARD}),
told AS (
  INSERT INTO hold_events (company_id, id, authorization_id, transaction_id, code, at)
  SELECT company_id, event_id, authorization_id, transaction_id, 'ASKED_' || answer, at FROM asked WHERE last_answer IS DISTINCT FROM answer)
INSERT INTO orphan_holds AS o (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at, asks, asked_at, last_answer, ask_at)
SELECT company_id, authorization_id, transaction_id, 'UNCONFIRMED', 'ASKED_' || answer, at, at, 1, at, answer, ask_at FROM asked
ON CONFLICT (company_id, authorization_id) DO UPDATE SET asks = o.asks + 1, asked_at = EXCLUDED.asked_at, last_answer = EXCLUDED.last_answer,
  ask_at = EXCLUDED.ask_at, cause = CASE WHEN o.state = 'UNCONFIRMED' THEN EXCLUDED.cause ELSE o.cause END`;

/** Under the gates, so that a webhook that is applied at this moment is either seen here or sees this. */
async function noteAsked({ gateway, clock, releaseAfterMs }: SweepDeps, asked: readonly AskedAbout[]): Promise<void> {
  const now = clock.now().getTime();
  const rows = asked.map(
    ({ approval, answer }): AskedRow => ({
      ...{ companyId: approval.companyId, authorizationId: approval.authorizationId, answer: answer.kind },
      ...{ eventId: uuidv7(clock), atMs: now, askAtMs: nextAsk(now, approval, releaseAfterMs) },
    }),
  );
  await inTransaction(gateway, async (client) => {
    await takeGates(client, [...new Set(rows.map(({ companyId }) => companyId))]);
    await client.query({ name: 'note-asked', text: NOTE_ASKED, values: ASKED.parameters(rows) });
  });
}

/** After a minute, two, four, … at last every quarter of an hour; what is released daily, for a week. */
function nextAsk(now: number, { decidedAt, released, asks }: Silent, releaseAfterMs: number): number | null {
  const age = now - decidedAt.getTime();
  if (released && age > ASK_OF_RELEASED_FOR_MS) return null;
  if (released && age > releaseAfterMs) return now + DAY_MS;
  return now + Math.min(2 ** Math.min(asks, 4), 15) * MINUTE_MS;
}

async function takeGates(client: pg.ClientBase, companyIds: readonly string[]): Promise<void> {
  await client.query('SELECT 1 FROM company_gates WHERE company_id = ANY ($1) ORDER BY company_id FOR NO KEY UPDATE', [companyIds]);
}
