import type { EntityManager } from 'typeorm';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Locale } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { normalizedEmail, type Sealer } from '../platform/seal.ts';
import { audit, contextOf, once, transact, type Tx } from '../platform/transact.ts';
import { PersonExistsError } from './people.errors.ts';
import { Person, type PersonRole } from './person.entity.ts';
import { PersonKey } from './person-key.entity.ts';
import { sealIdentityEmail, sealPersonEmail } from './sealed-email.ts';
import { checkNewPassword, hashPassword } from './sign-in/password.ts';
import { Membership, Team } from './team.entity.ts';

export type NewPerson = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Without one the person cannot sign in yet. An identity that exists keeps the password that it has. */
  readonly password?: string | undefined;
  readonly role: PersonRole;
  readonly locale?: Locale | undefined;
  readonly teams?: readonly { readonly teamId: string; readonly isManager?: boolean }[] | undefined;
};

export type AddPersonInput = NewPerson & { readonly idempotencyKey?: string };

export class PersonService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Adds a person to the company, with an identity to sign in with. Marqeta hears of the cardholder afterwards.
   * @throws PersonExistsError, InvalidInputError, NotFoundError (a team)
   */
  async add(by: Commander, input: AddPersonInput, options: CommandOptions = {}): Promise<{ personId: string }> {
    const actor = actorFor(by, options.ip);
    assertCommander(by, 'person.manage', { companyId: actor.companyId });
    const prepared = await preparePerson(this.sealer, this.database.clock, input);
    return transact(this.database, { ...options, command: 'person.add', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      const act = async () => ({ personId: await insertPerson(tx, actor.companyId, prepared) });
      const { password: _kept, idempotencyKey, ...asked } = input;
      return idempotencyKey === undefined ? act() : once(tx, idempotencyKey, asked, act);
    });
  }
}

/** A person checked, sealed and hashed: all that takes time, done before the transaction. */
export type PreparedPerson = NewPerson & {
  readonly id: string;
  readonly passwordHash: string | null;
  readonly emailHash: Buffer;
  readonly emailHashes: readonly Buffer[];
  readonly emailSealed: Buffer;
  readonly wrappedKey: Buffer;
  readonly masterKeyId: string;
  readonly identity: { readonly id: string; readonly sealed: Buffer; readonly wrapped: Buffer };
};

export async function preparePerson(sealer: Sealer, clock: Clock, input: NewPerson): Promise<PreparedPerson> {
  const email = checkedEmail(input.email);
  const firstName = checkedName('firstName', input.firstName);
  const lastName = checkedName('lastName', input.lastName);
  if (input.password !== undefined) checkNewPassword(input.password);
  const id = uuidv7(clock);
  const { key, wrapped, masterKeyId } = sealer.newKey();
  const identity = sealIdentityEmail(sealer, email);
  return {
    ...input,
    id,
    firstName,
    lastName,
    email,
    passwordHash: input.password === undefined ? null : await hashPassword(input.password),
    emailHash: identity.hash,
    emailHashes: sealer.emailHashes(email),
    emailSealed: sealPersonEmail(key, id, email),
    wrappedKey: wrapped,
    masterKeyId,
    identity: { id: uuidv7(clock), sealed: identity.sealed, wrapped: identity.wrapped },
  };
}

/** Under the company's gate. */
export async function insertPerson(tx: Tx, companyId: string, person: PreparedPerson, now: Date = nowOf(tx)): Promise<string> {
  const [known] = await tx.query<{ id: string }[]>(`SELECT id FROM users WHERE company_id = $1 AND email_hash = ANY ($2)`, [
    companyId,
    person.emailHashes,
  ]);
  if (known !== undefined) throw new PersonExistsError();
  await requireTeams(tx, companyId, person.teams ?? []);
  const identityId = await ensureIdentity(tx, person, now);
  const { id, firstName, lastName, role, emailHash, emailSealed, wrappedKey, masterKeyId } = person;
  const locale = person.locale ?? 'en';
  await tx.insert(Person, {
    ...{ companyId, id, identityId, firstName, lastName, emailSealed, emailHash, role, locale },
    ...{ status: 'ACTIVE', version: 1, createdAt: now, updatedAt: now },
  });
  await tx.insert(PersonKey, { companyId, userId: id, wrappedKey, masterKeyId, createdAt: now });
  for (const { teamId, isManager } of person.teams ?? [])
    await tx.insert(Membership, { companyId, teamId, userId: id, isManager: isManager ?? false, createdAt: now });
  await bumpControls(tx, companyId);
  audit(tx, { subjectType: 'person', subjectId: id, after: { role, teams: person.teams ?? [] } });
  await enqueue(tx, 'person.tellMarqeta', { companyId, personId: id }, { key: id });
  return id;
}

async function ensureIdentity(
  tx: Tx,
  { emailHashes, identity, passwordHash, firstName, lastName }: PreparedPerson,
  now: Date,
): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>(`SELECT auth_ensure_identity($1, $2, $3, $4, $5, $6, $7) AS id`, [
    emailHashes,
    identity.id,
    identity.sealed,
    identity.wrapped,
    passwordHash,
    `${firstName} ${lastName}`,
    now,
  ]);
  if (row === undefined) throw new Error('auth_ensure_identity gave no identity');
  return row.id;
}

async function requireTeams(manager: EntityManager, companyId: string, teams: NonNullable<NewPerson['teams']>): Promise<void> {
  const ids = new Set(teams.map(({ teamId }) => teamId));
  if (ids.size !== teams.length) throw new InvalidInputError('teams', 'A team is named twice.');
  for (const id of ids) if (!(await manager.existsBy(Team, { companyId, id }))) throw new NotFoundError('team');
}

function nowOf(tx: Tx): Date {
  return contextOf(tx).database.clock.now();
}

/** Marqeta's names have at most 40 characters (wire-format §2.1). */
function checkedName(field: string, text: string): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 40) throw new InvalidInputError(field, 'A name has 1 to 40 characters.');
  return name;
}

function checkedEmail(text: string): string {
  const email = normalizedEmail(text);
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new InvalidInputError('email', 'This is no e-mail address.');
  return email;
}
