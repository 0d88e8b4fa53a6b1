import type { CommandOptions } from '../access/commander.ts';
import { assertMay, installation } from '../access/policy.ts';
import { assertProven } from '../access/step-up.ts';
import { actorOf, inSession, type Viewer } from '../access/viewer.ts';
import { IDLE } from '../people/sign-in/sessions.ts';
import type { SessionStore } from '../people/sign-in/session-store.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { operate } from '../platform/operate.ts';
import { type Actor, audit, once, read, transact, type Tx } from '../platform/transact.ts';
import { AlreadyReadingError, NobodyToTellError } from './break-glass.errors.ts';
import { isOpen, type Reading, READING_MS } from './reading.ts';
import { findCompanies, findReading } from './readings.query.ts';

export type StartReading = { readonly idempotencyKey: string; readonly companyId: string; readonly reason: string };
export type EndReading = { readonly readingId: string };

/**
 * Tells a company's admins of a reading that begins, or the other operators where it has none, in its transaction and under the company's
 * gate.
 */
export type TellOfReading = (
  tx: Tx,
  reading: Pick<Reading, 'id' | 'companyId' | 'operatorName' | 'reason'> & { readonly operatorId: string },
) => Promise<void>;

type Needs = {
  readonly database: Database;
  /** Where the operator's session is to be read anew at once. */
  readonly store: Pick<SessionStore, 'forget'>;
  readonly tell: TellOfReading;
  /** Whether mail leaves this installation. Where none does, only who is signed in hears of anything. */
  readonly mails: boolean;
};

const LONGEST_REASON = 500;

/** An operator's way into a company's data: to read it, for a reason, for a while, and never unseen. */
export class BreakGlass {
  constructor(private readonly needs: Needs) {}

  /**
   * From now on the operator's session reads the company. The installation's log has it before the company's: nothing is open that does not
   * stand in both.
   * @throws ForbiddenError, StepUpRequiredError, NotFoundError, InvalidInputError, NobodyToTellError, AlreadyReadingError,
   *   IdempotencyKeyReusedError
   */
  async start(by: Viewer | null, input: StartReading, options: CommandOptions = {}): Promise<Reading> {
    const viewer = inSession(by);
    assertMay(viewer, 'breakGlass.start', installation);
    assertProven(viewer, this.needs.database.clock.now());
    const reason = reasonOf(input.reason);
    const companyId = await this.#companyOf(input.companyId);
    const othersHear = await this.#othersHear(viewer);
    await read(this.needs.database, companyId, (manager) => this.#assertSomebodyHears(manager, companyId, othersHear));
    await this.#noteForOperators(viewer, { ...input, companyId, reason }, options);
    const command = { ...options, command: 'breakGlass.start', actor: operatorIn(companyId, viewer, options.ip) };
    const { readingId } = await transact(this.needs.database, command, async (tx) => {
      await gate(tx, companyId);
      return once(tx, input.idempotencyKey, { companyId, reason }, async () => {
        const now = this.needs.database.clock.now();
        const [other] = await tx.query<{ id: string | null }[]>('SELECT auth_reading_of($1, $2) AS id', [viewer.sessionId, now]);
        if (other?.id != null) throw new AlreadyReadingError();
        // Once more under the gate: whoever would have heard may have left meanwhile.
        await this.#assertSomebodyHears(tx, companyId, othersHear);
        const operator = { operatorId: viewer.identityId, operatorName: viewer.displayName };
        const reading = { id: uuidv7(this.needs.database.clock), companyId, ...operator, reason };
        const expiresAt = new Date(now.getTime() + READING_MS);
        await tx.query(
          `INSERT INTO break_glass_readings (company_id, id, session_id, operator_id, operator_name, reason, started_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [companyId, reading.id, viewer.sessionId, viewer.identityId, viewer.displayName, reason, now, expiresAt],
        );
        await tx.query('SELECT auth_touch_operator($1)', [viewer.sessionId]);
        audit(tx, { subjectType: 'reading', subjectId: reading.id, after: { expiresAt }, reason });
        await this.needs.tell(tx, reading);
        return { readingId: reading.id };
      });
    });
    await this.needs.store.forget(viewer.sessionId);
    return this.#found(companyId, readingId);
  }

  /**
   * Ends a reading before it expires: one's own, any as an operator, or, as an admin, any of one's company. One that is over stays as it is.
   * @throws NotFoundError, ForbiddenError
   */
  async end(by: Viewer | null, { readingId }: EndReading, options: CommandOptions = {}): Promise<Reading> {
    const viewer = inSession(by);
    assertMay(viewer, 'breakGlass.end', { companyId: viewer.companyId });
    const isAnothers = viewer.role === 'READER' && viewer.reading?.id !== readingId;
    if (!isUuid(readingId) || isAnothers) throw new NotFoundError('reading');
    const { companyId } = await this.#found(viewer.companyId, readingId);
    const isAdmin = viewer.role === 'ADMIN';
    const actor = isAdmin ? actorOf(viewer, options.ip) : operatorIn(companyId, viewer, options.ip);
    const ended = await transact(this.needs.database, { ...options, command: 'breakGlass.end', actor }, async (tx) => {
      await gate(tx, companyId);
      const now = this.needs.database.clock.now();
      const current = await findReading(tx, companyId, readingId);
      if (current === null || !isOpen(current, now)) return null;
      const [row] = await tx.query<{ session: string }[]>(
        `WITH ended AS (UPDATE break_glass_readings SET ended_at = $3, ended_by = $4 WHERE company_id = $1 AND id = $2 RETURNING session_id)
         SELECT session_id AS session FROM ended`,
        [companyId, readingId, now, isAdmin ? viewer.userId : null],
      );
      if (row === undefined) throw new Error('the reading that is open was not ended');
      await tx.query('SELECT auth_touch_operator($1)', [row.session]);
      audit(tx, { subjectType: 'reading', subjectId: readingId, after: { endedAt: now } });
      return row.session;
    });
    if (ended !== null) await this.needs.store.forget(ended);
    return this.#found(companyId, readingId);
  }

  /** @throws NotFoundError */
  async #found(companyId: string | null, readingId: string): Promise<Reading> {
    const found = await read(this.needs.database, companyId ?? '', (manager) => findReading(manager, companyId, readingId));
    if (found === null) throw new NotFoundError('reading');
    return found;
  }

  async #companyOf(id: string): Promise<string> {
    const [company] = isUuid(id) ? await read(this.needs.database, '', (manager) => findCompanies(manager, id)) : [];
    if (company === undefined) throw new NotFoundError('company');
    return company.id;
  }

  /** Other operators are told by mail alone. */
  async #othersHear({ identityId }: Viewer): Promise<boolean> {
    const { database, mails } = this.needs;
    if (!mails) return false;
    const others = await read(database, '', (manager) => manager.query<unknown[]>('SELECT FROM operator_emails_but($1)', [identityId]));
    return others.length > 0;
  }

  /** @throws NobodyToTellError */
  async #assertSomebodyHears(tx: Pick<Tx, 'query'>, companyId: string, othersHear: boolean): Promise<void> {
    const { database, mails } = this.needs;
    const [admins] = await tx.query<{ active: boolean; signedIn: boolean }[]>(
      `SELECT EXISTS (SELECT FROM users WHERE company_id = $1 AND role = 'ADMIN' AND status = 'ACTIVE') AS active,
              auth_admin_is_signed_in($1, $2, $3) AS "signedIn"`,
      [companyId, database.clock.now(), IDLE.admin],
    );
    if (othersHear || (mails ? admins?.active === true : admins?.signedIn === true)) return;
    throw new NobodyToTellError(mails);
  }

  #noteForOperators(viewer: Viewer, { idempotencyKey, ...input }: StartReading, options: CommandOptions): Promise<void> {
    const { traceId, ip, userAgent } = options;
    const operator = {
      ...{ identityId: viewer.identityId, displayName: viewer.displayName },
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
    const command = { command: 'breakGlass.start', operator, idempotencyKey, input, ...(traceId === undefined ? {} : { traceId }) };
    const done = [{ subjectType: 'company', subjectId: input.companyId, reason: input.reason }];
    return operate(this.needs.database, command, () => Promise.resolve({ answer: undefined, done }));
  }
}

/** An operator as the actor of what they do in a company. */
export function operatorIn(companyId: string, { identityId, displayName: name }: Viewer, ip?: string): Actor {
  return { kind: 'operator', companyId, identityId, name, ...(ip === undefined ? {} : { ip }) };
}

/** @throws InvalidInputError */
function reasonOf(text: string): string {
  const reason = text.normalize('NFC').trim();
  if (reason.length < 3 || reason.length > LONGEST_REASON)
    throw new InvalidInputError('reason', `Say why, in 3 to ${LONGEST_REASON} characters.`);
  return reason;
}
