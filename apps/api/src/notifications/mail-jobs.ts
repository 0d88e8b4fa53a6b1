import type { MailTokens } from '../people/sign-in/mail-token.ts';
import type { Job } from '../platform/jobs.ts';
import { MailBrokenBooks } from './mail-broken-books.job.ts';
import { MailAccessChange, MailFactorEnded, MailInvitation, MailPasskeyChange, MailReset, MailResetDone } from './mail-identity.job.ts';
import { MailNotification, type MailNotificationNeeds } from './mail-notification.job.ts';
import { MailReading } from './mail-reading.job.ts';
import { MailSanctions } from './mail-sanctions.job.ts';
import { MailVerifications } from './mail-verifications.job.ts';

/** All that is sent by mail. */
export function mailJobs({ tokens, ...needs }: MailNotificationNeeds & { readonly tokens: MailTokens }): readonly Job<never>[] {
  const identity = { ...needs, tokens };
  return [
    new MailSanctions(needs),
    new MailReading(needs),
    new MailVerifications(needs),
    new MailBrokenBooks(needs),
    new MailReset(identity),
    new MailResetDone(identity),
    new MailFactorEnded(identity),
    new MailAccessChange(identity),
    new MailPasskeyChange(identity),
    new MailInvitation(identity),
    new MailNotification(needs),
  ];
}
