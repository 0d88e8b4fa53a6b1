import { appendNotified } from '../feed/append.ts';
import type { FeedConsumer } from '../feed/feed-follower.ts';
import type { Database } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { prepared, type Prepared } from '../platform/prepared.ts';
import { enqueue } from '../platform/jobs.ts';
import { transact, type Tx } from '../platform/transact.ts';
import { type Happening, HEARD, type Told, whoHears } from './who-hears.ts';

export const MAIL_NOTIFICATION = 'notification.mail';

const BATCH = 200;

/** The commands that an event may be of, as the audit log names them: the two are written in one transaction, a moment apart. */
const COMMANDS_OF: Readonly<Record<string, readonly string[]>> = {
  'card.issued': ['card.issue', 'card.issueMany', 'card.replace'],
  'card.suspended': ['card.freeze', 'card.changeMany', 'card.undoMany', 'purchase.answer', 'person.offboard'],
  'card.terminated': ['card.terminate', 'card.changeMany', 'card.undoIssueMany', 'person.offboard'],
  'card.lost': ['card.replace'],
  'card.stolen': ['card.replace'],
};

type Row = {
  id: string;
  number: string;
  event: string;
  at: Date;
  user_id: string | null;
  transaction_id: string | null;
  card: Happening['card'];
  by: Happening['by'];
  dispute: Happening['dispute'];
  funds: Happening['funds'];
  low_balance: Happening['lowBalance'];
  passed: Happening['passed'];
  risk_case: Happening['riskCase'];
  admin_ids: string[];
};

type Written = { readonly notificationId: string; readonly userId: string };

/** Makes notifications of what the feed has recorded. It may be repeated and interrupted: an event makes one, once. */
export class NotificationWriter implements FeedConsumer {
  readonly name = 'notifications';

  constructor(private readonly database: Database) {}

  /** Until the company's notifications are as far as its feed. */
  async catchUp(companyId: string): Promise<void> {
    let more = true;
    while (more) more = await this.#advance(companyId);
  }

  /** Companies that are behind, whoever forgot to say so. */
  async backlog(): Promise<string[]> {
    const rows = await this.database.api.query<{ company_id: string }[]>('SELECT company_id FROM notification_backlog(500)');
    return rows.map((row) => row.company_id);
  }

  #advance(companyId: string): Promise<boolean> {
    const actor = { kind: 'system', companyId, name: 'notifications' } as const;
    return transact(this.database, { command: 'notification.write', actor }, async (tx) => {
      const { from, head } = await this.#span(tx, companyId);
      if (from >= head) return false;
      const rows = await happenings(tx, companyId, from, head);
      const written: Written[] = [];
      for (const row of rows) written.push(...(await this.#tell(tx, companyId, row)));
      const reached = rows.length < BATCH ? head : BigInt(rows.at(-1)?.number ?? head);
      await tx.query(`UPDATE notification_cursors SET number = $2 WHERE company_id = $1`, [companyId, reached.toString()]);
      // Last of all: it takes the company's gate.
      await appendNotified(tx, companyId, written);
      // Then the feed has come further, by our own rows at least.
      return reached < head || written.length > 0;
    });
  }

  /** Its own row is the lock: two workers never make the same notifications at once, and no decision waits for them. */
  async #span(tx: Tx, companyId: string): Promise<{ from: bigint; head: bigint }> {
    await tx.query(`INSERT INTO notification_cursors (company_id, number) VALUES ($1, 0) ON CONFLICT DO NOTHING`, [companyId]);
    const [cursor] = await tx.query<{ number: string }[]>(`SELECT number FROM notification_cursors WHERE company_id = $1 FOR UPDATE`, [
      companyId,
    ]);
    const [gate] = await tx.query<{ head: string }[]>(`SELECT next_feed_number - 1 AS head FROM company_gates WHERE company_id = $1`, [
      companyId,
    ]);
    return { from: BigInt(cursor?.number ?? '0'), head: BigInt(gate?.head ?? '0') };
  }

  async #tell(tx: Tx, companyId: string, row: Row): Promise<Written[]> {
    const { clock } = this.database;
    const {
      event,
      at,
      user_id: userId,
      transaction_id: transactionId,
      card,
      by,
      dispute,
      funds,
      low_balance: lowBalance,
      passed,
      risk_case: riskCase,
      admin_ids: adminIds,
    } = row;
    const happening = { event, at, userId, transactionId, card, by, dispute, funds, lowBalance, passed, riskCase, adminIds };
    const written: Written[] = [];
    for (const told of whoHears(happening, clock.now())) {
      const notificationId = await this.#write(tx, companyId, row.id, told);
      if (notificationId !== null) written.push({ notificationId, userId: told.userId });
    }
    return written;
  }

  /** Null for what was written before, or is not said again so soon. */
  async #write(tx: Tx, companyId: string, cause: string, { userId, kind, detail, href, quietMs = 0 }: Told): Promise<string | null> {
    const { clock } = this.database;
    const now = clock.now();
    const [made] = await tx.query<{ id: string }[]>(
      `INSERT INTO notifications (company_id, id, user_id, kind, detail, href, cause, created_at)
       SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::jsonb, $6::text, $7::uuid, $8::timestamptz
        WHERE NOT EXISTS (SELECT 1 FROM notifications n WHERE n.company_id = $1 AND n.user_id = $3 AND n.kind = $4 AND n.created_at > $9::timestamptz
                             AND n.detail->'control'->>'id' IS NOT DISTINCT FROM $5::jsonb->'control'->>'id')
       ON CONFLICT (company_id, cause, user_id) WHERE cause IS NOT NULL DO NOTHING RETURNING id`,
      [
        companyId,
        uuidv7(clock),
        userId,
        kind,
        JSON.stringify(detail),
        href,
        cause,
        now,
        quietMs === 0 ? 'infinity' : new Date(now.getTime() - quietMs),
      ],
    );
    if (made === undefined) return null;
    await enqueue(tx, MAIL_NOTIFICATION, { companyId, notificationId: made.id }, { key: made.id });
    return made.id;
  }
}

/** The decision of the event `f`, as it was recorded a moment before, and its limits as they were then. */
const PASSED = `
  SELECT json_build_object('amountMinor', a.amount_minor::text, 'currency', a.currency, 'controls',
           json_agg(json_build_object('id', c.id, 'controlType', c.control_type, 'config', v.config) ORDER BY verdict.number))
    FROM authorizations a
    JOIN decision_records r ON r.company_id = a.company_id AND r.id = a.id
    CROSS JOIN LATERAL json_array_elements(r.record->'verdicts') WITH ORDINALITY AS verdict(said, number)
    JOIN spending_controls c ON c.company_id = f.company_id AND c.id = (verdict.said->>'controlId')::uuid
    JOIN spending_control_versions v ON v.company_id = c.company_id AND v.control_id = c.id AND v.version = (verdict.said->>'controlVersion')::int
   WHERE a.company_id = f.company_id AND a.transaction_id = f.transaction_id AND a.outcome = 'APPROVED' AND a.decided_at = f.at
     AND verdict.said->>'outcome' = 'PASSED_ABOVE' GROUP BY a.id, a.amount_minor, a.currency ORDER BY a.id LIMIT 1`;

/** Rows of the feed that somebody may hear of, each with its card and with who commanded it. It takes longer to plan than to read. */
const HAPPENINGS: Prepared = {
  name: 'notification-happenings',
  text: `SELECT f.id, f.number, f.event, f.at, f.user_id, f.transaction_id,
        CASE WHEN k.id IS NOT NULL THEN json_build_object('id', k.id, 'name', k.name, 'status', k.status, 'issuerStatus', k.issuer_status) END AS card,
        (SELECT json_build_object('userId', a.actor_id, 'name', a.actor_name, 'idleDays', a.after->'idleDays') FROM audit_events a
          WHERE a.company_id = f.company_id AND a.subject_type = 'card' AND a.subject_id = f.card_id::text AND a.command = ANY (ARRAY(SELECT jsonb_array_elements_text($5::jsonb->f.event)))
          ORDER BY abs(extract(epoch FROM a.at - f.at)) LIMIT 1) AS by,
        CASE WHEN f.event LIKE 'dispute.%' THEN (SELECT json_build_object('amountMinor', d.amount_minor::text, 'currency', d.currency, 'dueAt', d.due_at) FROM disputes d
          WHERE d.company_id = f.company_id AND d.transaction_id = f.transaction_id ORDER BY d.opened_at DESC LIMIT 1) END AS dispute,
        CASE WHEN f.kind = 'BALANCE' THEN (SELECT json_build_object('movementId', m.id, 'kind', m.kind, 'amountMinor', m.amount_minor::text,
            'currency', m.currency, 'byName', e.by_name, 'reason', e.reason, 'requestedBy', m.requested_by)
          FROM fund_movement_events e JOIN fund_movements m ON m.company_id = e.company_id AND m.id = e.movement_id
          WHERE e.company_id = f.company_id AND e.feed_number = f.number) END AS funds,
        CASE WHEN f.kind = 'BALANCE' THEN (SELECT json_build_object('availableMinor', s.low_available_minor::text, 'belowMinor', s.low_below_minor::text,
            'currency', s.currency) FROM fund_settings s WHERE s.company_id = f.company_id AND s.low_feed_number = f.number) END AS low_balance,
        CASE WHEN f.event = 'limit.passed_above' THEN (${PASSED}) END AS passed,
        CASE WHEN f.kind = 'RISK' THEN (SELECT json_build_object('caseId', a.case_id, 'rule', a.rule, 'values', a.detail) FROM risk_alerts a
          WHERE a.company_id = f.company_id AND a.case_id = f.case_id AND a.transaction_id = f.transaction_id) END AS risk_case,
        CASE WHEN f.kind IN ('BALANCE', 'RISK') OR f.event LIKE 'dispute.%' OR f.event IN ('transaction.stood_in', 'limit.passed_above') THEN ARRAY(SELECT u.id FROM users u
          WHERE u.company_id = f.company_id AND u.role = 'ADMIN' AND u.status = 'ACTIVE') ELSE '{}' END AS admin_ids
   FROM feed_events f LEFT JOIN cards k ON k.company_id = f.company_id AND k.id = f.card_id AND f.transaction_id IS NULL
  WHERE f.company_id = $1 AND f.number > $2 AND f.number <= $3 AND f.event = ANY ($4) ORDER BY f.number LIMIT ${BATCH}`,
};

function happenings(tx: Tx, companyId: string, from: bigint, head: bigint): Promise<Row[]> {
  return prepared(tx, HAPPENINGS, [companyId, from.toString(), head.toString(), HEARD, JSON.stringify(COMMANDS_OF)]);
}
