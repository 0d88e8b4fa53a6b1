import { openIdentityEmail } from '../people/sealed-email.ts';
import type { Job } from '../platform/jobs.ts';
import type { MailNotificationNeeds } from './mail-notification.job.ts';

export const MAIL_SANCTIONS = 'sanctions.mailOperators';

type Waiting = { email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer; hits: string };

/** Mails to those who run the installation how many hits of the sanctions list wait: not of whom, nor in which company. */
export class MailSanctions implements Job<unknown> {
  readonly name = MAIL_SANCTIONS;

  constructor(private readonly needs: MailNotificationNeeds) {}

  async run(): Promise<void> {
    const { database, sealer, mailer, publicUrl } = this.needs;
    const waiting = await database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', '', true)`);
      return manager.query<Waiting[]>(`SELECT email_hash, email_sealed, wrapped_key, hits FROM sanctions_waiting()`);
    });
    if (waiting.length === 0) return;
    if (mailer === null) return database.log.warn('SMTP_URL is not set: operators were not mailed of sanctions hits');
    const link = new URL('/admin/sanctions', publicUrl).href;
    for (const { email_hash: hash, email_sealed: sealed, wrapped_key: wrapped, hits } of waiting)
      await mailer.send({
        to: openIdentityEmail(sealer, { hash, sealed, wrapped }),
        subject: 'The sanctions list may name somebody',
        text: `New possible matches with the sanctions list were found; ${hits} in all wait to be decided. Compare and decide, and do not warn whom they are about.\n\n${link}\n`,
      });
  }
}
