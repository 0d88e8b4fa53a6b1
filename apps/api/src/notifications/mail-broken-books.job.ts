import { isLedgerCheck, ledgerCheckSentence } from '@afc/words';
import { TELL_BROKEN_BOOKS } from '../ledger/checks/check-ledger.job.ts';
import { openIdentityEmail } from '../people/sealed-email.ts';
import type { Job } from '../platform/jobs.ts';
import type { MailNotificationNeeds } from './mail-notification.job.ts';

type Broken = { code: string; broken: string; since: Date };
type Address = { email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer };

/** Tells those who run the installation that a check of the books does not hold any more: which, how often, since when. */
export class MailBrokenBooks implements Job<unknown> {
  readonly name = TELL_BROKEN_BOOKS;

  constructor(private readonly needs: MailNotificationNeeds) {}

  async run(): Promise<void> {
    const { database, sealer, mailer } = this.needs;
    const { broken, addresses } = await database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', '', true)`);
      return {
        broken: await manager.query<Broken[]>(`SELECT code, broken, since FROM broken_ledger_checks() ORDER BY code`),
        addresses: await manager.query<Address[]>(`SELECT email_hash, email_sealed, wrapped_key FROM operator_emails()`),
      };
    });
    if (broken.length === 0) return;
    if (mailer === null || addresses.length === 0) {
      const because = mailer === null ? 'SMTP_URL is not set' : 'there is no operator';
      return database.log.error({ broken: broken.map(({ code }) => code), because }, 'the books are broken, and nobody was mailed');
    }
    const text = this.#textOf(broken);
    for (const { email_hash: hash, email_sealed: sealed, wrapped_key: wrapped } of addresses)
      await mailer.send({ to: openIdentityEmail(sealer, { hash, sealed, wrapped }), subject: 'The books do not balance', text });
  }

  /** Counts only: an operator sees no company's money. */
  #textOf(broken: readonly Broken[]): string {
    const lines = broken.map(({ code, broken: count, since }) => {
      const sentence = isLedgerCheck(code) ? ledgerCheckSentence('en', code, false) : code;
      return `- ${sentence} (${code}, ${count} in all, since ${since.toISOString()})`;
    });
    return [
      'A check of the books does not hold:',
      '',
      ...lines,
      '',
      'Decisions go on. The runbook docs/runbooks/broken-books.md says how to find the cause and how to correct it; begin with',
      '"npm run ledger:verify", which names the first wrong row.',
      '',
      new URL('/admin/installation', this.needs.publicUrl).href,
      '',
    ].join('\n');
  }
}
