import { NotFoundError } from '../platform/errors.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { accessChanged } from './access-changed.ts';
import { assertNotLastAdmin } from './last-admin.ts';
import { PersonClosedError } from './people.errors.ts';
import type { PersonStatus } from './person.entity.ts';
import { checkedName } from './person.service.ts';

type Subject = { readonly companyId: string; readonly personId: string };
type Found = {
  readonly firstName: string;
  readonly lastName: string;
  readonly status: PersonStatus;
  readonly identityId: string | null;
};

/**
 * They neither sign in nor spend from now on, until somebody lets them again. Under the gate.
 * @returns the sessions that it ended
 * @throws NotFoundError, LastAdminError
 */
export async function suspendPerson(tx: Tx, { companyId, personId }: Subject): Promise<string[]> {
  const { status, identityId } = await found(tx, companyId, personId);
  if (status !== 'ACTIVE') return [];
  await assertNotLastAdmin(tx, companyId, personId);
  const now = contextOf(tx).database.clock.now();
  await setStatus(tx, { companyId, personId }, status, 'SUSPENDED', now);
  const ended = await tx.query<{ id: string }[]>(`SELECT id FROM auth_end_sessions($1, $2, NULL, NULL, $3, 'access_changed') AS id`, [
    ...[identityId, companyId, now],
  ]);
  return ended.map(({ id }) => id);
}

/** They may sign in and spend again. Under the gate. @throws NotFoundError, PersonClosedError */
export async function resumePerson(tx: Tx, { companyId, personId }: Subject): Promise<void> {
  const { status } = await found(tx, companyId, personId);
  if (status === 'CLOSED') throw new PersonClosedError();
  if (status === 'SUSPENDED') await setStatus(tx, { companyId, personId }, status, 'ACTIVE', contextOf(tx).database.clock.now());
}

/** Their cards keep the name that stands on them. Under the gate. @throws NotFoundError, InvalidInputError */
export async function renamePerson(tx: Tx, { companyId, personId }: Subject, name: { firstName: string; lastName: string }): Promise<void> {
  const before = await found(tx, companyId, personId);
  const [firstName, lastName] = [checkedName('firstName', name.firstName), checkedName('lastName', name.lastName)];
  if (before.firstName === firstName && before.lastName === lastName) return;
  const now = contextOf(tx).database.clock.now();
  await tx.query('UPDATE users SET first_name = $3, last_name = $4 WHERE company_id = $1 AND id = $2', [
    ...[companyId, personId, firstName, lastName],
  ]);
  await accessChanged(tx, companyId, [personId], now);
  // The name itself is not for the log, which keeps what it has for ever.
  audit(tx, { subjectType: 'person', subjectId: personId, after: { renamed: true } });
}

async function setStatus(tx: Tx, { companyId, personId }: Subject, before: PersonStatus, after: PersonStatus, now: Date): Promise<void> {
  await tx.query('UPDATE users SET status = $3 WHERE company_id = $1 AND id = $2', [companyId, personId, after]);
  await accessChanged(tx, companyId, [personId], now);
  audit(tx, { subjectType: 'person', subjectId: personId, before: { status: before }, after: { status: after } });
}

async function found(tx: Tx, companyId: string, personId: string): Promise<Found> {
  const [row] = await tx.query<Found[]>(
    `SELECT first_name AS "firstName", last_name AS "lastName", status, identity_id AS "identityId"
       FROM users WHERE company_id = $1 AND id = $2`,
    [companyId, personId],
  );
  if (row === undefined) throw new NotFoundError('person');
  return row;
}
