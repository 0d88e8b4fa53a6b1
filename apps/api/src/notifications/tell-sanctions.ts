import { appendNotified } from '../feed/append.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { contextOf } from '../platform/transact.ts';
import type { TellOfHits } from '../sanctions/screen.job.ts';
import { MAIL_SANCTIONS } from './mail-sanctions.job.ts';
import { MAIL_NOTIFICATION } from './notification-writer.ts';

/** Of what is found within it, in all companies, operators get one mail. */
const OPERATORS_AFTER_MS = 60_000;

/**
 * Tells a company's admins how many new hits wait for them, and operators of all. Nobody is told of what they may not see: of a hit about
 * themselves, or about their company. In the transaction that notes that they were told, under the company's gate.
 */
export const tellSanctionsHits: TellOfHits = async (tx, companyId) => {
  const { clock } = contextOf(tx).database;
  const now = clock.now();
  const hearers = await tx.query<{ userId: string; hits: number }[]>(
    `WITH told AS (UPDATE sanctions_hits SET told_at = $2 WHERE company_id = $1 AND told_at IS NULL RETURNING user_id, state)
     SELECT u.id AS "userId", count(*)::int AS hits FROM users u JOIN told ON told.user_id <> u.id AND told.state = 'OPEN'
      WHERE u.company_id = $1 AND u.role = 'ADMIN' AND u.status = 'ACTIVE' GROUP BY u.id ORDER BY u.id`,
    [companyId, now],
  );
  const notified = hearers.map(({ userId, hits }) => ({ notificationId: uuidv7(clock), userId, detail: JSON.stringify({ hits }) }));
  await tx.query(
    `INSERT INTO notifications (company_id, id, user_id, kind, detail, href, created_at)
     SELECT $1, one.id, one.user_id, 'sanctions.hits_found', one.detail, '/admin/sanctions', $5
       FROM unnest($2::uuid[], $3::uuid[], $4::jsonb[]) AS one (id, user_id, detail)`,
    [
      ...[companyId, notified.map(({ notificationId }) => notificationId), notified.map(({ userId }) => userId)],
      ...[notified.map(({ detail }) => detail), now],
    ],
  );
  for (const { notificationId } of notified) await enqueue(tx, MAIL_NOTIFICATION, { companyId, notificationId }, { key: notificationId });
  await appendNotified(tx, companyId, notified);
  await enqueue(tx, MAIL_SANCTIONS, {}, { key: 'operators', runAt: new Date(now.getTime() + OPERATORS_AFTER_MS) });
};
