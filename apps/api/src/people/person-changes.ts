import { NotFoundError } from '../platform/errors.ts';
import { enqueue } from '../platform/jobs.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { accessChanged } from './access-changed.ts';
import { assertNotLastAdmin } from './last-admin.ts';
import { PersonClosedError } from './people.errors.ts';
import type { PersonStatus } from './person.entity.ts';
import { checkedName } from './person.service.ts';

type Subject = { readonly companyId: string; readonly personId: string };
type Why = { readonly reason?: string | null };

/** Mails to somebody what became of their access: `AccessChange`. */
export const MAIL_ACCESS_CHANGE = 'person.mailAccessChange';
export type AccessChange = { readonly companyId: string; readonly personId: string };

/** Tells Marqeta how somebody is called now. One queue a person: the latest name is told last. */
export const TELL_NAME = 'person.tellName';
type Found = {
  readonly firstName: string;
  readonly lastName: string;
  readonly status: PersonStatus;
  readonly identityId: string | null;
  readonly nameRefusal: string | null;
};

/**
 * They neither sign in nor spend from now on, until somebody lets them again. Under the gate.
 * @returns the sessions that it ended
 * @throws NotFoundError, LastAdminError, PersonClosedError
 */
export async function suspendPerson(tx: Tx, { companyId, personId, reason = null }: Subject & Why): Promise<string[]> {
  const { status, identityId } = await found(tx, companyId, personId);
  if (status === 'CLOSED') throw new PersonClosedError();
  if (status === 'SUSPENDED') return [];
  await assertNotLastAdmin(tx, companyId, personId);
  const now = contextOf(tx).database.clock.now();
  await setStatus(tx, { companyId, personId, reason }, status, 'SUSPENDED', now);
  const ended = await tx.query<{ id: string }[]>(`SELECT id FROM auth_end_sessions($1, $2, NULL, NULL, $3, 'access_changed') AS id`, [
    ...[identityId, companyId, now],
  ]);
  return ended.map(({ id }) => id);
}

/** They may sign in and spend again. Under the gate. @throws NotFoundError, PersonClosedError */
export async function resumePerson(tx: Tx, { companyId, personId, reason = null }: Subject & Why): Promise<void> {
  const { status } = await found(tx, companyId, personId);
  if (status === 'CLOSED') throw new PersonClosedError();
  if (status === 'SUSPENDED') await setStatus(tx, { companyId, personId, reason }, status, 'ACTIVE', contextOf(tx).database.clock.now());
}

/**
 * Marqeta is told afterwards, and once more of a name that it had refused; their cards keep the name that stands on them. Under the gate.
 * @throws NotFoundError, InvalidInputError
 */
export async function renamePerson(tx: Tx, { companyId, personId }: Subject, name: { firstName: string; lastName: string }): Promise<void> {
  const before = await found(tx, companyId, personId);
  const [firstName, lastName] = [checkedName('firstName', name.firstName), checkedName('lastName', name.lastName)];
  const isTheSame = before.firstName === firstName && before.lastName === lastName;
  if (!isTheSame || before.nameRefusal !== null) await tellName(tx, companyId, personId);
  if (isTheSame) return;
  const now = contextOf(tx).database.clock.now();
  await tx.query('UPDATE users SET first_name = $3, last_name = $4 WHERE company_id = $1 AND id = $2', [
    ...[companyId, personId, firstName, lastName],
  ]);
  await accessChanged(tx, companyId, [personId], now);
  // The name itself is not for the log, which keeps what it has for ever.
  audit(tx, { subjectType: 'person', subjectId: personId, after: { renamed: true } });
}

/** @throws NotFoundError, PersonClosedError */
export async function assertNotClosed(tx: Tx, { companyId, personId }: Subject): Promise<void> {
  if ((await found(tx, companyId, personId)).status === 'CLOSED') throw new PersonClosedError();
}

/** In the transaction that changes the name, or finds that Marqeta has another. */
export function tellName(tx: Tx, companyId: string, personId: string): Promise<void> {
  return enqueue(tx, TELL_NAME, { companyId, personId }, { key: personId, queue: `name:${personId}` });
}

async function setStatus(
  tx: Tx,
  { companyId, personId, reason }: Subject & Required<Why>,
  before: PersonStatus,
  after: PersonStatus,
  now: Date,
): Promise<void> {
  await tx.query('UPDATE users SET status = $3 WHERE company_id = $1 AND id = $2', [companyId, personId, after]);
  await accessChanged(tx, companyId, [personId], now);
  audit(tx, { subjectType: 'person', subjectId: personId, before: { status: before }, after: { status: after }, reason });
  await enqueue(tx, MAIL_ACCESS_CHANGE, { companyId, personId } satisfies AccessChange, { key: personId });
}

async function found(tx: Tx, companyId: string, personId: string): Promise<Found> {
  const [row] = await tx.query<Found[]>(
    `SELECT first_name AS "firstName", last_name AS "lastName", status, identity_id AS "identityId", name_refusal AS "nameRefusal"
       FROM users WHERE company_id = $1 AND id = $2`,
    [companyId, personId],
  );
  if (row === undefined) throw new NotFoundError('person');
  return row;
}
