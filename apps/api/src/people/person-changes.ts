import { NotFoundError } from '../platform/errors.ts';
import { enqueue } from '../platform/jobs.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { accessChanged } from './access-changed.ts';
import { assertNotLastAdmin } from './last-admin.ts';
import { PersonClosedError, SuspendedByAdminError } from './people.errors.ts';
import type { PersonRole } from '../access/viewer.ts';
import type { PersonStatus, SuspensionSource } from './person.entity.ts';
import { checkedName } from './person.service.ts';
import { mayLift, sourcesOf, suspendedAlsoBy } from './suspension.ts';

type Subject = { readonly companyId: string; readonly personId: string };
type Suspension = Subject & { readonly by: SuspensionSource; readonly reason?: string | null };

/** Mails to somebody what became of their access: `AccessChange`. */
export const MAIL_ACCESS_CHANGE = 'person.mailAccessChange';
export type AccessChange = { readonly companyId: string; readonly personId: string };

/** Tells Marqeta how somebody is called now. One queue a person: the latest name is told last. */
export const TELL_NAME = 'person.tellName';
type Found = {
  readonly firstName: string;
  readonly lastName: string;
  readonly status: PersonStatus;
  readonly suspendedBy: readonly SuspensionSource[];
  readonly role: PersonRole;
  readonly identityId: string | null;
  readonly nameRefusal: string | null;
};

/**
 * They neither sign in nor spend from now on, until somebody lets them again. Who is suspended already stays so, and by both: what the one
 * lifts, the other's reasons may still speak against. Under the gate.
 * @returns the sessions that it ended
 * @throws NotFoundError, LastAdminError, PersonClosedError
 */
export async function suspendPerson(tx: Tx, { by, ...wish }: Suspension): Promise<string[]> {
  const { companyId, personId } = wish;
  const person = await found(tx, companyId, personId);
  if (person.status === 'CLOSED') throw new PersonClosedError();
  const before = sourcesOf(person);
  if (before.includes(by)) return [];
  const after = suspendedAlsoBy(before, by);
  if (person.status === 'ACTIVE') await assertNotLastAdmin(tx, companyId, personId);
  await setSources(tx, wish, before, after);
  if (person.status === 'SUSPENDED') return [];
  const ended = await tx.query<{ id: string }[]>(`SELECT id FROM auth_end_sessions($1, $2, NULL, NULL, $3, 'access_changed') AS id`, [
    ...[person.identityId, companyId, contextOf(tx).database.clock.now()],
  ]);
  return ended.map(({ id }) => id);
}

/**
 * They may sign in and spend again, whoever suspended them. Under the gate.
 * @throws NotFoundError, PersonClosedError
 * @throws SuspendedByAdminError when the directory lifts what an admin set
 */
export async function resumePerson(tx: Tx, { by, ...wish }: Suspension): Promise<void> {
  const person = await found(tx, wish.companyId, wish.personId);
  if (person.status === 'CLOSED') throw new PersonClosedError();
  const before = sourcesOf(person);
  if (!mayLift(before, by)) throw new SuspendedByAdminError();
  if (before.length > 0) await setSources(tx, wish, before, []);
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

/** @throws NotFoundError */
export async function isAdmin(tx: Tx, { companyId, personId }: Subject): Promise<boolean> {
  return (await found(tx, companyId, personId)).role === 'ADMIN';
}

/** @throws NotFoundError, PersonClosedError */
export async function assertNotClosed(tx: Tx, { companyId, personId }: Subject): Promise<void> {
  if ((await found(tx, companyId, personId)).status === 'CLOSED') throw new PersonClosedError();
}

/** In the transaction that changes the name, or finds that Marqeta has another. */
export function tellName(tx: Tx, companyId: string, personId: string): Promise<void> {
  return enqueue(tx, TELL_NAME, { companyId, personId }, { key: personId, queue: `name:${personId}` });
}

async function setSources(
  tx: Tx,
  { companyId, personId, reason = null }: Omit<Suspension, 'by'>,
  before: readonly SuspensionSource[],
  after: readonly SuspensionSource[],
): Promise<void> {
  const [was, is] = [standing(before), standing(after)];
  await tx.query('UPDATE users SET status = $3, suspended_by = $4 WHERE company_id = $1 AND id = $2', [
    ...[companyId, personId, is.status, after],
  ]);
  await accessChanged(tx, companyId, [personId], contextOf(tx).database.clock.now());
  audit(tx, { subjectType: 'person', subjectId: personId, before: was, after: is, reason });
  // Of whom both suspend, nothing is new to themselves.
  if (was.status !== is.status) await enqueue(tx, MAIL_ACCESS_CHANGE, { companyId, personId } satisfies AccessChange, { key: personId });
}

/** As the log says it. */
function standing(suspendedBy: readonly SuspensionSource[]): { status: PersonStatus; suspendedBy?: readonly SuspensionSource[] } {
  return suspendedBy.length === 0 ? { status: 'ACTIVE' } : { status: 'SUSPENDED', suspendedBy };
}

async function found(tx: Tx, companyId: string, personId: string): Promise<Found> {
  const [row] = await tx.query<Found[]>(
    `SELECT first_name AS "firstName", last_name AS "lastName", status, suspended_by AS "suspendedBy", role, identity_id AS "identityId",
            name_refusal AS "nameRefusal" FROM users WHERE company_id = $1 AND id = $2`,
    [companyId, personId],
  );
  if (row === undefined) throw new NotFoundError('person');
  return row;
}
