import type { TellOfReading } from '../break-glass/break-glass.service.ts';
import { appendNotified } from '../feed/append.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { contextOf } from '../platform/transact.ts';
import { MAIL_NOTIFICATION } from './notification-writer.ts';

/** Tells all admins of a company, in the app and by mail, that an operator reads its data from now on, and why. */
export const tellReading: TellOfReading = async (tx, { companyId, operatorName, reason }) => {
  const { clock } = contextOf(tx).database;
  const admins = await tx.query<{ id: string }[]>(
    `SELECT id FROM users WHERE company_id = $1 AND status = 'ACTIVE' AND role = 'ADMIN' ORDER BY id`,
    [companyId],
  );
  const notified = admins.map(({ id }) => ({ notificationId: uuidv7(clock), userId: id }));
  await tx.query(
    `INSERT INTO notifications (company_id, id, user_id, kind, detail, href, created_at)
     SELECT $1, one.id, one.user_id, 'breakGlass.started', $4, '/admin/security', $5 FROM unnest($2::uuid[], $3::uuid[]) AS one (id, user_id)`,
    [
      ...[companyId, notified.map(({ notificationId }) => notificationId), admins.map(({ id }) => id)],
      ...[JSON.stringify({ byName: operatorName, reason }), clock.now()],
    ],
  );
  for (const { notificationId } of notified) await enqueue(tx, MAIL_NOTIFICATION, { companyId, notificationId }, { key: notificationId });
  await appendNotified(tx, companyId, notified);
};
