import { type IdentityMailKind, type IdentityMailValues, localeOf, writeIdentityMail } from '@afc/words';
import { findInvitation, invitationEmail, isOpen } from '../people/invitation.ts';
import { MAIL_INVITATION } from '../people/invitation-changes.ts';
import { type AccessChange, MAIL_ACCESS_CHANGE } from '../people/person-changes.ts';
import { MAIL_PASSKEY_CHANGE, type PasskeyChange } from '../people/passkeys/own-passkeys.ts';
import { identityOfReset, MAIL_RESET, MAIL_RESET_DONE, mailboxOf } from '../people/password-reset.ts';
import { MAIL_FACTOR_ENDED } from '../people/second-factor/lost-factor.ts';
import type { MailTokens } from '../people/sign-in/mail-token.ts';
import type { Job } from '../platform/jobs.ts';
import { read } from '../platform/transact.ts';
import type { MailNotificationNeeds } from './mail-notification.job.ts';

type Needs = MailNotificationNeeds & { readonly tokens: MailTokens };

/** Where somebody follows the link to: after the # it reaches no server's log, and no other site as a referrer. */
function linkOf({ publicUrl }: Needs, app: 'admin' | 'portal', page: 'join' | 'reset', token: string): string {
  return `${new URL(`/${app}/${page}`, publicUrl).href}#${token}`;
}

async function send<Kind extends IdentityMailKind>(
  { database, mailer }: Needs,
  { to, locale }: { readonly to: string; readonly locale: string },
  kind: Kind,
  values: IdentityMailValues[Kind],
): Promise<void> {
  if (mailer === null) return database.log.warn({ kind }, 'SMTP_URL is not set: nobody was mailed');
  const { title, body } = writeIdentityMail(localeOf(locale), kind, values);
  await mailer.send({ to, subject: title, text: `${body}\n` });
}

/** Mails the link that lets somebody set a new password, unless it is over by now. */
export class MailReset implements Job<{ readonly resetId: string }> {
  readonly name = MAIL_RESET;

  constructor(private readonly needs: Needs) {}

  async run({ resetId }: { readonly resetId: string }): Promise<void> {
    const { database, sealer, tokens } = this.needs;
    const identityId = await identityOfReset(database, resetId, database.clock.now());
    const mailbox = identityId === null ? null : await mailboxOf(database, sealer, identityId);
    if (mailbox === null) return;
    const link = linkOf(this.needs, appOf(mailbox), 'reset', tokens.write('reset', { id: resetId, round: 1 }));
    await send(this.needs, { to: mailbox.email, locale: mailbox.locale }, 'password.reset', { link });
  }
}

/** Tells somebody that their password was changed: who did not do it learns of it. */
export class MailResetDone implements Job<{ readonly identityId: string }> {
  readonly name = MAIL_RESET_DONE;

  constructor(private readonly needs: Needs) {}

  async run({ identityId }: { readonly identityId: string }): Promise<void> {
    const { database, sealer, publicUrl } = this.needs;
    const mailbox = await mailboxOf(database, sealer, identityId);
    if (mailbox === null) return;
    const link = new URL(`/${appOf(mailbox)}/`, publicUrl).href;
    await send(this.needs, { to: mailbox.email, locale: mailbox.locale }, 'password.changed', { link });
  }
}

/** Tells somebody that an admin has ended their second factor: who did not ask for it learns of it. */
export class MailFactorEnded implements Job<{ readonly identityId: string }> {
  readonly name = MAIL_FACTOR_ENDED;

  constructor(private readonly needs: Needs) {}

  async run({ identityId }: { readonly identityId: string }): Promise<void> {
    const { database, sealer, publicUrl } = this.needs;
    const mailbox = await mailboxOf(database, sealer, identityId);
    if (mailbox === null) return;
    const link = new URL(`/${appOf(mailbox)}/`, publicUrl).href;
    await send(this.needs, { to: mailbox.email, locale: mailbox.locale }, 'secondFactor.ended', { link });
  }
}

/** Tells somebody that a passkey of theirs was added or removed: who did not do it learns of it. */
export class MailPasskeyChange implements Job<PasskeyChange> {
  readonly name = MAIL_PASSKEY_CHANGE;

  constructor(private readonly needs: Needs) {}

  async run({ identityId, change }: PasskeyChange): Promise<void> {
    const { database, sealer, publicUrl } = this.needs;
    const mailbox = await mailboxOf(database, sealer, identityId);
    if (mailbox === null) return;
    const link = new URL(`/${appOf(mailbox)}/security`, publicUrl).href;
    await send(this.needs, { to: mailbox.email, locale: mailbox.locale }, `passkey.${change}`, { link });
  }
}

/** Tells somebody that they may not sign in and spend any more, or may again: as it stands by now. */
export class MailAccessChange implements Job<AccessChange> {
  readonly name = MAIL_ACCESS_CHANGE;

  constructor(private readonly needs: Needs) {}

  async run({ companyId, personId }: AccessChange): Promise<void> {
    const { database, sealer, publicUrl } = this.needs;
    const [person] = await read(database, companyId, (manager) =>
      manager.query<{ identityId: string | null; status: string; locale: string; company: string }[]>(
        `SELECT u.identity_id AS "identityId", u.status, u.locale, c.name AS company
           FROM users u JOIN companies c ON c.id = u.company_id WHERE u.company_id = $1 AND u.id = $2`,
        [companyId, personId],
      ),
    );
    if (person === undefined || person.identityId === null || person.status === 'CLOSED') return;
    const mailbox = await mailboxOf(database, sealer, person.identityId);
    if (mailbox === null) return;
    const { company, locale } = person;
    const to = { to: mailbox.email, locale };
    if (person.status === 'SUSPENDED') return send(this.needs, to, 'access.suspended', { company });
    return send(this.needs, to, 'access.restored', { company, link: new URL('/portal/', publicUrl).href });
  }
}

type InvitationPayload = { readonly companyId: string; readonly invitationId: string };

/** Mails an invitation's newest link, unless it is over by now. */
export class MailInvitation implements Job<InvitationPayload> {
  readonly name = MAIL_INVITATION;

  constructor(private readonly needs: Needs) {}

  async run({ companyId, invitationId: id }: InvitationPayload): Promise<void> {
    const { database, sealer, tokens } = this.needs;
    const { invitation, company } = await read(database, companyId, async (manager) => {
      const [row] = await manager.query<{ name: string }[]>('SELECT name FROM companies WHERE id = $1', [companyId]);
      return { invitation: await findInvitation(manager, companyId, id), company: row?.name ?? '' };
    });
    if (invitation === null || !isOpen(invitation, database.clock.now())) return;
    const { firstName, invitedByName, role, round, locale } = invitation;
    const link = linkOf(this.needs, role === 'EMPLOYEE' ? 'portal' : 'admin', 'join', tokens.write('invitation', { id, round }));
    const values = { firstName, company, byName: invitedByName, link };
    await send(this.needs, { to: invitationEmail(sealer, invitation), locale }, 'invitation', values);
  }
}

/** Everybody but an operator has the portal. */
function appOf({ people }: { readonly people: readonly unknown[] }): 'admin' | 'portal' {
  return people.length === 0 ? 'admin' : 'portal';
}
