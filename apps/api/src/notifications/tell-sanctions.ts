import { enqueue } from '../platform/jobs.ts';
import { contextOf } from '../platform/transact.ts';
import type { TellOfHits } from '../sanctions/screen.job.ts';
import { MAIL_SANCTIONS } from './mail-sanctions.job.ts';
import { notify } from './notify.ts';

/** Of what is found within it, in all companies, operators get one mail: as long after the first of them, however many follow. */
const OPERATORS_AFTER_MS = 60_000;

/**
 * Tells a company's admins how many new hits wait for them, and operators of all. Nobody is told of what they may not see: of a hit about
 * themselves, or about their company. In the transaction that notes that they were told, under the company's gate.
 */
export const tellSanctionsHits: TellOfHits = async (tx, companyId) => {
  const now = contextOf(tx).database.clock.now();
  const hearers = await tx.query<{ userId: string; hits: number }[]>(
    `WITH told AS (UPDATE sanctions_hits SET told_at = $2 WHERE company_id = $1 AND told_at IS NULL RETURNING user_id, state)
     SELECT u.id AS "userId", count(*)::int AS hits FROM users u JOIN told ON told.user_id <> u.id AND told.state = 'OPEN'
      WHERE u.company_id = $1 AND u.role = 'ADMIN' AND u.status = 'ACTIVE' GROUP BY u.id ORDER BY u.id`,
    [companyId, now],
  );
  await notify(
    tx,
    { companyId, kind: 'sanctions.hits_found', href: '/admin/sanctions' },
    hearers.map(({ userId, hits }) => ({ userId, detail: { hits } })),
  );
  await enqueue(tx, MAIL_SANCTIONS, {}, { key: 'operators', runAt: new Date(now.getTime() + OPERATORS_AFTER_MS), keepsTime: true });
};
