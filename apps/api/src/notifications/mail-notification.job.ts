import { localeOf } from '@afc/words';
import type { EntityManager } from 'typeorm';
import { Person } from '../people/person.entity.ts';
import { PersonKey } from '../people/person-key.entity.ts';
import { openPersonEmail } from '../people/sealed-email.ts';
import type { Database } from '../platform/database.ts';
import { Loaders } from '../platform/graphql/loader.ts';
import type { Job } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, read, transact } from '../platform/transact.ts';
import type { Mail, Mailer } from './mailer.ts';
import { noticeOf } from './notice.ts';
import { findNotification, type MailState } from './notification-rows.ts';
import { MAIL_NOTIFICATION } from './notification-writer.ts';

export type MailNotificationNeeds = {
  readonly database: Database;
  readonly sealer: Sealer;
  /** Null without a mail server: then a notification is in the app alone, and its row says so. */
  readonly mailer: Mailer | null;
  /** Origin under which people reach the product. */
  readonly publicUrl: string;
};

type Payload = { readonly companyId: string; readonly notificationId: string };

/** Mails a notification to whom it is for. Repeated, it sends nothing twice but for a crash between sending and writing that down. */
export class MailNotification implements Job<Payload> {
  readonly name = MAIL_NOTIFICATION;

  constructor(private readonly needs: MailNotificationNeeds) {}

  async run({ companyId, notificationId }: Payload): Promise<void> {
    const { database, mailer } = this.needs;
    const mail = await read(database, companyId, (manager) => this.#mailOf(manager, companyId, notificationId));
    if (mail === 'done') return;
    if (mail === null || mailer === null) {
      database.log.info(
        { companyId, notificationId, because: mailer === null ? 'SMTP_URL is not set' : 'nobody to mail' },
        'notification not mailed',
      );
      return this.#settle(companyId, notificationId, 'SKIPPED');
    }
    try {
      await mailer.send(mail);
    } catch (error) {
      if (!isRefused(error)) throw error;
      database.log.warn({ err: error, companyId, notificationId }, 'the mail server refuses this mail for good');
      return this.#settle(companyId, notificationId, 'FAILED');
    }
    return this.#settle(companyId, notificationId, 'SENT');
  }

  /** Null when there is nobody to mail any more. */
  async #mailOf(manager: EntityManager, companyId: string, notificationId: string): Promise<Mail | 'done' | null> {
    const notification = await findNotification(manager, companyId, notificationId);
    if (notification === null || notification.mailState !== 'PENDING') return 'done';
    const { userId, href } = notification;
    const person = await manager.findOneBy(Person, { companyId, id: userId });
    const key = await manager.findOneBy(PersonKey, { companyId, userId });
    if (person === null || person.status !== 'ACTIVE') return null;
    const to = openPersonEmail(this.needs.sealer, userId, key?.wrappedKey ?? null, person.emailSealed);
    if (to === null) return null;
    const { title, body } = await noticeOf(notification, localeOf(person.locale), new Loaders(() => Promise.resolve(manager)));
    const link =
      href === null ? '' : `\n\n${new URL(/^\/(admin|portal)\//.test(href) ? href : `/portal${href}`, this.needs.publicUrl).href}`;
    return { to, subject: title, text: `${body}${link}\n` };
  }

  #settle(companyId: string, notificationId: string, state: Exclude<MailState, 'PENDING'>): Promise<void> {
    const { database } = this.needs;
    const actor = { kind: 'system', companyId, name: 'notifications' } as const;
    return transact(database, { command: 'notification.mail', actor }, async (tx) => {
      await tx.query(`UPDATE notifications SET mail_state = $3, mailed_at = $4 WHERE company_id = $1 AND id = $2`, [
        companyId,
        notificationId,
        state,
        state === 'SENT' ? database.clock.now() : null,
      ]);
      // Its row says that it was sent; in the log stands what somebody has to look at.
      if (state === 'FAILED') audit(tx, { subjectType: 'notification', subjectId: notificationId, after: { mail: state } });
    });
  }
}

/** A 5xx of SMTP: trying again would be refused again. */
function isRefused(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return false;
  return typeof error.responseCode === 'number' && error.responseCode >= 500 && error.responseCode < 600;
}
