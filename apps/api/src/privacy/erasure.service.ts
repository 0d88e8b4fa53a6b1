import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { NotYourselfError } from '../access/access.errors.ts';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import { ERASE_PERSON } from '../audit/verify-chain.ts';
import { assertNotLastAdmin } from '../people/last-admin.ts';
import { displayNameOf } from '../people/person.entity.ts';
import { openPersonEmail } from '../people/sealed-email.ts';
import { personDetails } from '../people/verification/details-store.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { type Sealer, seal } from '../platform/seal.ts';
import { type Actor, audit, once, transact, type Tx } from '../platform/transact.ts';
import { obstaclesOf } from './obstacles.ts';
import { AlreadyErasedError, ErasureBlockedError, PersonLeavesWithCardsError } from './privacy.errors.ts';
import { type Words, wordsOf } from './words.ts';

export const FORGET_PERSON = 'person.forget';

/** What stands in the place of a name that was erased. */
const ERASED = { firstName: 'Erased', lastName: 'person' } as const;

export type ErasePerson = {
  readonly idempotencyKey: string;
  readonly personId: string;
  /** The person's name, typed by who erases them. */
  readonly confirm: string;
};
export type ClosePerson = { readonly idempotencyKey: string; readonly personId: string };

type Named = { readonly firstName: string; readonly lastName: string; readonly status: string };

/** A seal opens only where it was made for. */
export const wordsPlace = (personId: string) => `erasures.words_sealed:${personId}`;

/** People who leave: first the company, then the product's memory. */
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** They sign in and spend no more. @throws ForbiddenError, NotFoundError, PersonLeavesWithCardsError, LastAdminError */
  close(by: Commander, input: ClosePerson, options: CommandOptions = {}): Promise<{ personId: string }> {
    const personId = idOf(input.personId);
    return this.#once(by, 'person.close', input, options, async (tx, { companyId }) => {
      if ((await person(tx, companyId, personId)).status === 'CLOSED') return { personId };
      const obstacles = await obstaclesOf(tx, companyId, personId);
      if (obstacles.some(({ code }) => code === 'CARD_NOT_TERMINATED')) throw new PersonLeavesWithCardsError();
      await this.closeWithin(tx, companyId, personId);
      return { personId };
    });
  }

  /** The same within another command, under its gate, whatever cards there are. @throws NotFoundError, LastAdminError */
  async closeWithin(tx: Tx, companyId: string, personId: string): Promise<void> {
    const { status } = await person(tx, companyId, personId);
    if (status === 'CLOSED') return;
    await assertNotLastAdmin(tx, companyId, personId);
    await tx.query(`UPDATE users SET status = 'CLOSED', version = version + 1, updated_at = $3 WHERE company_id = $1 AND id = $2`, [
      ...[companyId, personId, this.database.clock.now()],
    ]);
    await tx.query('SELECT auth_touch_person($1, $2)', [companyId, personId]);
    await bumpControls(tx, companyId);
    audit(tx, { subjectType: 'person', subjectId: personId, before: { status }, after: { status: 'CLOSED' } });
  }

  /**
   * Forgets the person's key, name and ways to sign in at once; what else names them is overwritten by a job. Nothing of the company's
   * money or of its log's chain changes.
   * @throws ForbiddenError, NotFoundError, StepUpRequiredError, InvalidInputError, ErasureBlockedError, AlreadyErasedError
   */
  erase(by: Commander, input: ErasePerson, options: CommandOptions = {}): Promise<{ personId: string }> {
    const personId = idOf(input.personId);
    assertProven(by, this.database.clock.now());
    return this.#once(by, ERASE_PERSON, input, options, async (tx, { companyId }) => {
      const named = await person(tx, companyId, personId);
      const obstacles = await obstaclesOf(tx, companyId, personId);
      if (obstacles.length > 0) throw new ErasureBlockedError(obstacles);
      if (await isErased(tx, companyId, personId)) throw new AlreadyErasedError();
      if (spelled(input.confirm) !== spelled(displayNameOf(named)))
        throw new InvalidInputError('confirm', 'This is not the name of the person. Type it as it is shown.');
      await this.#forget(tx, companyId, personId, named, this.database.clock.now());
      return { personId };
    });
  }

  /**
   * Once more, after a restore has brought back who was erased before: what stood in the way then was cleared away then.
   * @returns whether there was something to erase
   */
  repeat(companyId: string, personId: string, erasedAt: Date): Promise<boolean> {
    const actor = { kind: 'system', companyId, name: 'erasures' } as const;
    return transact(this.database, { command: ERASE_PERSON, actor }, async (tx) => {
      await gate(tx, companyId);
      const named = await findPerson(tx, companyId, personId);
      if (named === null || (await isErased(tx, companyId, personId))) return false;
      await tx.query(`UPDATE users SET status = 'CLOSED' WHERE company_id = $1 AND id = $2`, [companyId, personId]);
      await bumpControls(tx, companyId);
      await this.#forget(tx, companyId, personId, named, erasedAt);
      return true;
    });
  }

  async #forget(tx: Tx, companyId: string, personId: string, named: Named, erasedAt: Date): Promise<void> {
    const of = [companyId, personId];
    const email = await this.#emailOf(tx, companyId, personId);
    const words = wordsOf(named, email, await personDetails(tx, this.sealer, companyId, personId));
    await this.#keepWords(tx, companyId, personId, words, erasedAt);
    await tx.query('SELECT auth_forget_person($1, $2, $3)', [personId, randomBytes(32), this.database.clock.now()]);
    await tx.query(
      `UPDATE invitations SET first_name = $3, last_name = $4, email_sealed = '', wrapped_key = '', email_hash = $5,
              state = CASE state WHEN 'OPEN' THEN 'WITHDRAWN' ELSE state END, settled_at = coalesce(settled_at, $6)
        WHERE company_id = $1 AND email_hash = ANY ($2)`,
      [companyId, this.sealer.emailHashes(email), ERASED.firstName, ERASED.lastName, randomBytes(32), erasedAt],
    );
    await tx.query(
      `UPDATE users SET first_name = $3, last_name = $4, email_hash = $5, email_sealed = '', phone_sealed = NULL, birth_date_sealed = NULL,
              address_sealed = NULL, identity_id = NULL, version = version + 1, updated_at = $6 WHERE company_id = $1 AND id = $2`,
      [...of, ERASED.firstName, ERASED.lastName, randomBytes(32), this.database.clock.now()],
    );
    await tx.query(`UPDATE person_keys SET wrapped_key = NULL, erased_at = $3 WHERE company_id = $1 AND user_id = $2`, [...of, erasedAt]);
    audit(tx, { subjectType: 'person', subjectId: personId });
    await enqueue(tx, FORGET_PERSON, { companyId, personId }, { key: personId });
  }

  async #keepWords(tx: Tx, companyId: string, personId: string, words: Words, erasedAt: Date): Promise<void> {
    const { key, wrapped } = this.sealer.newKey();
    const sealed = seal(key, JSON.stringify(words), wordsPlace(personId));
    await tx.query(
      `INSERT INTO erasures (company_id, user_id, erased_at, words_sealed, wrapped_key) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (company_id, user_id) DO UPDATE SET words_sealed = $4, wrapped_key = $5, listed_at = NULL, done_at = NULL`,
      [companyId, personId, erasedAt, sealed, wrapped],
    );
  }

  async #emailOf(tx: Tx, companyId: string, personId: string): Promise<string> {
    const [row] = await tx.query<{ sealed: Buffer; wrapped: Buffer | null }[]>(
      `SELECT u.email_sealed AS sealed, k.wrapped_key AS wrapped FROM users u JOIN person_keys k ON k.company_id = u.company_id AND k.user_id = u.id
        WHERE u.company_id = $1 AND u.id = $2`,
      [companyId, personId],
    );
    const email = row === undefined ? null : openPersonEmail(this.sealer, personId, row.wrapped, row.sealed);
    if (email === null) throw new Error(`person ${personId} has no key to open`);
    return email;
  }

  #once<T>(
    by: Commander,
    command: string,
    input: ClosePerson | ErasePerson,
    options: CommandOptions,
    act: (tx: Tx, actor: Actor) => Promise<T>,
  ): Promise<T> {
    const actor = actorFor(by, options.ip);
    assertCommander(by, 'person.manage', { companyId: actor.companyId });
    if (actor.kind === 'person' && actor.userId === idOf(input.personId)) throw new NotYourselfError();
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      // Not the name that was typed: what is kept for repeats would otherwise keep it.
      return once(tx, input.idempotencyKey, { personId: idOf(input.personId) }, () => act(tx, actor));
    });
  }
}

function idOf(personId: string): string {
  const id = personId.toLowerCase();
  if (!isUuid(id)) throw new NotFoundError('person');
  return id;
}

function spelled(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

async function findPerson(manager: EntityManager, companyId: string, personId: string): Promise<Named | null> {
  const [row] = await manager.query<Named[]>(
    `SELECT first_name AS "firstName", last_name AS "lastName", status FROM users WHERE company_id = $1 AND id = $2`,
    [companyId, personId],
  );
  return row ?? null;
}

async function person(tx: Tx, companyId: string, personId: string): Promise<Named> {
  const found = await findPerson(tx, companyId, personId);
  if (found === null) throw new NotFoundError('person');
  return found;
}

async function isErased(tx: Tx, companyId: string, personId: string): Promise<boolean> {
  const rows = await tx.query<object[]>(`SELECT 1 FROM person_keys WHERE company_id = $1 AND user_id = $2 AND wrapped_key IS NULL`, [
    companyId,
    personId,
  ]);
  return rows.length > 0;
}
