import { findReading } from '../break-glass/readings.query.ts';
import { openIdentityEmail } from '../people/sealed-email.ts';
import type { Job } from '../platform/jobs.ts';
import type { MailNotificationNeeds } from './mail-notification.job.ts';

export const MAIL_READING = 'breakGlass.mailOperators';

type Payload = { readonly readingId: string; readonly operatorId: string };
type Address = { email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer };

/** Mails to the other operators that one of them reads a company that has no admin who could be told. */
export class MailReading implements Job<Payload> {
  readonly name = MAIL_READING;

  constructor(private readonly needs: MailNotificationNeeds) {}

  async run({ readingId, operatorId }: Payload): Promise<void> {
    const { database, sealer, mailer, publicUrl } = this.needs;
    const { reading, addresses } = await database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', '', true)`);
      return {
        reading: await findReading(manager, null, readingId),
        addresses: await manager.query<Address[]>(`SELECT email_hash, email_sealed, wrapped_key FROM operator_emails_but($1)`, [
          operatorId,
        ]),
      };
    });
    if (reading === null) return;
    if (mailer === null) return database.log.warn({ readingId }, 'SMTP_URL is not set: no operator was mailed of a reading');
    const { companyName, operatorName, reason, startedAt, expiresAt } = reading;
    const text = [
      `${operatorName} reads the data of ${companyName} since ${startedAt.toISOString()}, until ${expiresAt.toISOString()} at most.`,
      'The company has no active admin who could be told, so you are.',
      `The reason given: “${reason}”`,
      '',
      new URL('/admin/break-glass', publicUrl).href,
      '',
    ].join('\n');
    for (const { email_hash: hash, email_sealed: sealed, wrapped_key: wrapped } of addresses)
      await mailer.send({
        to: openIdentityEmail(sealer, { hash, sealed, wrapped }),
        subject: `${companyName} is read by an operator`,
        text,
      });
  }
}
