import { openIdentityEmail } from '../people/sealed-email.ts';
import type { Job } from '../platform/jobs.ts';
import type { MailNotificationNeeds } from './mail-notification.job.ts';

export const MAIL_VERIFICATIONS = 'verification.mailOperators';

type Operator = { email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer };

/** Mails to those who run the installation how many companies wait for somebody in their verification: not which, nor why. */
export class MailVerifications implements Job<unknown> {
  readonly name = MAIL_VERIFICATIONS;

  constructor(private readonly needs: MailNotificationNeeds) {}

  async run(): Promise<void> {
    const { database, sealer, mailer, publicUrl } = this.needs;
    const { waiting, operators } = await database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', '', true)`);
      const [row] = await manager.query<{ waiting: number }[]>(
        `SELECT count(*)::int AS waiting FROM verification_queue() WHERE user_id IS NULL AND verification ->> 'state' <> 'WAITING'`,
      );
      return {
        waiting: row?.waiting ?? 0,
        operators: await manager.query<Operator[]>(`SELECT email_hash, email_sealed, wrapped_key FROM operator_emails()`),
      };
    });
    if (waiting === 0 || operators.length === 0) return;
    if (mailer === null) return database.log.warn('SMTP_URL is not set: operators were not mailed of verifications');
    const link = new URL('/admin/verifications', publicUrl).href;
    for (const { email_hash: hash, email_sealed: sealed, wrapped_key: wrapped } of operators)
      await mailer.send({
        to: openIdentityEmail(sealer, { hash, sealed, wrapped }),
        subject: 'A company’s verification needs somebody',
        text: `The verification of a company failed, or needs a document. Companies that are not verified: ${waiting}. Until they are, their cards are declined.\n\n${link}\n`,
      });
  }
}
