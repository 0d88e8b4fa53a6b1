import type { Database } from '../platform/database.ts';
import { enqueueAlone } from '../platform/jobs.ts';
import { uuidv7 } from '../platform/ids.ts';
import { operate } from '../platform/operate.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, transact } from '../platform/transact.ts';
import { openIdentityEmail } from './sealed-email.ts';
import type { MailTokens } from './sign-in/mail-token.ts';
import { hashPassword } from './sign-in/password.ts';
import { checkNewPassword } from './sign-in/password-strength.ts';
import type { SessionStore } from './sign-in/session-store.ts';
import { LinkOverError } from './sign-in/sign-in.errors.ts';

export const MAIL_RESET = 'password.mailReset';
export const MAIL_RESET_DONE = 'password.mailResetDone';

const LASTS_MS = 30 * 60_000;
const MOST_AN_HOUR = 3;

export type Mailbox = {
  readonly email: string;
  readonly displayName: string;
  readonly isOperator: boolean;
  readonly locale: string;
  readonly people: readonly { readonly companyId: string; readonly userId: string; readonly displayName: string }[];
};

type MailboxRow = Omit<Mailbox, 'email'> & { hash: Buffer; sealed: Buffer; wrapped: Buffer };

/** How to write to an identity; null when there is none. */
export async function mailboxOf(database: Pick<Database, 'api'>, sealer: Sealer, identityId: string): Promise<Mailbox | null> {
  const [row] = await database.api.query<MailboxRow[]>(
    `SELECT email_hash AS hash, email_sealed AS sealed, wrapped_key AS wrapped, display_name AS "displayName", is_operator AS "isOperator",
            locale, people FROM auth_mailbox($1)`,
    [identityId],
  );
  if (row === undefined) return null;
  const { hash, sealed, wrapped, ...rest } = row;
  return { ...rest, email: openIdentityEmail(sealer, { hash, sealed, wrapped }) };
}

/** Whose reset this is; null when it is over or was used. */
export async function identityOfReset(database: Pick<Database, 'api'>, resetId: string, now: Date): Promise<string | null> {
  const [row] = await database.api.query<{ identity_id: string }[]>('SELECT identity_id FROM auth_reset($1, $2)', [resetId, now]);
  return row?.identity_id ?? null;
}

type Needs = { readonly database: Database; readonly sealer: Sealer; readonly tokens: MailTokens; readonly store: SessionStore };

/** A new password for who has forgotten theirs, by a link that is mailed. It also gives a first one to who never had any. */
export class PasswordResets {
  constructor(private readonly needs: Needs) {}

  /** Mails a link, at most three times an hour, to a mailbox that is known; for another it does nothing. Who asks is told neither. */
  async ask(email: string): Promise<void> {
    const { database, sealer } = this.needs;
    const now = database.clock.now();
    const id = uuidv7(database.clock);
    await database.api.transaction(async (manager) => {
      const [row] = await manager.query<{ made: boolean }[]>('SELECT auth_ask_reset($1, $2, $3, $4, $5) AS made', [
        id,
        sealer.emailHashes(email),
        now,
        new Date(now.getTime() + LASTS_MS),
        MOST_AN_HOUR,
      ]);
      if (row?.made === true) await enqueueAlone(manager, MAIL_RESET, { resetId: id }, { key: id });
    });
  }

  /**
   * Sets the password, once, and ends every session of that identity. A second factor stays.
   * @throws LinkOverError, PasswordLengthError, GuessablePasswordError
   */
  async reset(token: string, password: string, ip: string): Promise<void> {
    const { database, sealer, tokens, store } = this.needs;
    const resetId = tokens.read('reset', token)?.id;
    const now = database.clock.now();
    const identityId = resetId === undefined ? null : await identityOfReset(database, resetId, now);
    const mailbox = identityId === null ? null : await mailboxOf(database, sealer, identityId);
    if (resetId === undefined || identityId === null || mailbox === null) throw new LinkOverError();
    await checkNewPassword(password, [mailbox.email, mailbox.displayName]);
    const passwordHash = await hashPassword(password);
    const ended = await database.api.transaction(async (manager) => {
      const [row] = await manager.query<{ ended: string[] | null }[]>('SELECT auth_use_reset($1, $2, $3) AS ended', [
        resetId,
        passwordHash,
        now,
      ]);
      if (row === undefined || row.ended === null) throw new LinkOverError();
      await enqueueAlone(manager, MAIL_RESET_DONE, { identityId }, { key: identityId });
      return row.ended;
    });
    for (const id of ended) await store.end(id);
    await this.#note(mailbox, { identityId, resetId, ended, ip });
  }

  /** In the log of each company that the person belongs to, and in the operators'. */
  async #note(
    { isOperator, displayName, people }: Mailbox,
    { identityId, resetId, ended, ip }: { identityId: string; resetId: string; ended: readonly string[]; ip: string },
  ): Promise<void> {
    const { database } = this.needs;
    const command = 'password.reset';
    const done = { subjectType: 'identity', subjectId: identityId, after: { endedSessions: ended.length } };
    for (const { companyId, userId, displayName: name } of people) {
      const actor = { kind: 'person', companyId, userId, identityId, displayName: name, ip } as const;
      await transact(database, { command, actor }, (tx) => Promise.resolve(audit(tx, done)));
    }
    if (!isOperator) return;
    const operator = { identityId, displayName, ip };
    await operate(database, { command, operator, idempotencyKey: resetId, input: {} }, () =>
      Promise.resolve({ answer: null, done: [done] }),
    );
  }
}
