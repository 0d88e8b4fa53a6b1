import type { NoticeKind } from '@afc/words';
import { appendNotified } from '../feed/append.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { contextOf, type Tx } from '../platform/transact.ts';
import type { NotificationDetail } from './notification-rows.ts';
import { MAIL_NOTIFICATION } from './notification-writer.ts';

type Notification = { readonly companyId: string; readonly kind: NoticeKind; readonly href: string };
type Hearer = { readonly userId: string; readonly detail: NotificationDetail };

/** Tells people of a company, in the app and by mail, in the transaction in which it happens and under the company's gate. */
export async function notify(tx: Tx, { companyId, kind, href }: Notification, hearers: readonly Hearer[]): Promise<void> {
  const { clock } = contextOf(tx).database;
  const notified = hearers.map(({ userId }) => ({ notificationId: uuidv7(clock), userId }));
  await tx.query(
    `INSERT INTO notifications (company_id, id, user_id, kind, detail, href, created_at)
     SELECT $1, one.id, one.user_id, $5, one.detail, $6, $7 FROM unnest($2::uuid[], $3::uuid[], $4::jsonb[]) AS one (id, user_id, detail)`,
    [
      ...[companyId, notified.map(({ notificationId }) => notificationId), notified.map(({ userId }) => userId)],
      ...[hearers.map(({ detail }) => JSON.stringify(detail)), kind, href, clock.now()],
    ],
  );
  for (const { notificationId } of notified) await enqueue(tx, MAIL_NOTIFICATION, { companyId, notificationId }, { key: notificationId });
  await appendNotified(tx, companyId, notified);
}

/** The same to all active admins. @returns how many there are */
export async function notifyAdmins(tx: Tx, notification: Notification, detail: NotificationDetail): Promise<number> {
  const admins = await tx.query<{ userId: string }[]>(
    `SELECT id AS "userId" FROM users WHERE company_id = $1 AND status = 'ACTIVE' AND role = 'ADMIN' ORDER BY id`,
    [notification.companyId],
  );
  await notify(
    tx,
    notification,
    admins.map(({ userId }) => ({ userId, detail })),
  );
  return admins.length;
}
