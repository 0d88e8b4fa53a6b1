import type { EntityManager } from 'typeorm';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Locale, PersonRole } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { normalizedEmail, type Sealer } from '../platform/seal.ts';
import { audit, contextOf, once, transact, type Tx } from '../platform/transact.ts';
import { PersonExistsError } from './people.errors.ts';
import { displayNameOf, Person } from './person.entity.ts';
import { PersonKey } from './person-key.entity.ts';
import { sealIdentityEmail, sealPersonEmail } from './sealed-email.ts';
import { hashPassword, passwordMatches } from './sign-in/password.ts';
import { checkNewPassword } from './sign-in/password-strength.ts';
import { Membership, Team } from './team.entity.ts';

export type NewPerson = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /**
   * Without one the person cannot sign in yet. Who signs in with this address already, in another company, keeps the password that
   * they have; here they can sign in only when it is the one given.
   */
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
    const prepared = await preparePerson(this.database, this.sealer, input);
    return transact(this.database, { ...options, command: 'person.add', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      const act = async () => {
        await insertPerson(tx, actor.companyId, prepared);
        return { personId: prepared.id };
      };
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
  /** The identity that is there already and whose password was given. */
  readonly provenIdentityId: string | null;
};

export async function preparePerson(
  database: Database,
  sealer: Sealer,
  input: NewPerson,
  id: string = uuidv7(database.clock),
): Promise<PreparedPerson> {
  const { clock } = database;
  const email = checkedEmail(input.email);
  const firstName = checkedName('firstName', input.firstName);
  const lastName = checkedName('lastName', input.lastName);
  if (input.password !== undefined) await checkNewPassword(input.password);
  const { key, wrapped, masterKeyId } = sealer.newKey();
  const identity = sealIdentityEmail(sealer, email);
  const emailHashes = sealer.emailHashes(email);
  return {
    ...input,
    id,
    firstName,
    lastName,
    email,
    passwordHash: input.password === undefined ? null : await hashPassword(input.password),
    emailHash: identity.hash,
    emailHashes,
    emailSealed: sealPersonEmail(key, id, email),
    wrappedKey: wrapped,
    masterKeyId,
    identity: { id: uuidv7(clock), sealed: identity.sealed, wrapped: identity.wrapped },
    provenIdentityId: await provenIdentity(database, emailHashes, input.password),
  };
}

async function provenIdentity(database: Database, emailHashes: readonly Buffer[], password: string | undefined): Promise<string | null> {
  if (password === undefined) return null;
  const [known] = await database.api.query<{ id: string; password_hash: string | null }[]>(
    'SELECT id, password_hash FROM auth_identity($1)',
    [emailHashes],
  );
  return known !== undefined && (await passwordMatches(known.password_hash, password)) ? known.id : null;
}

/** Writes a person, under the company's gate, and says with which identity they sign in: null when they cannot. */
export async function insertPerson(tx: Tx, companyId: string, person: PreparedPerson): Promise<{ readonly identityId: string | null }> {
  const now = contextOf(tx).database.clock.now();
  const [known] = await tx.query<{ id: string }[]>(`SELECT id FROM users WHERE company_id = $1 AND email_hash = ANY ($2)`, [
    companyId,
    person.emailHashes,
  ]);
  if (known !== undefined) throw new PersonExistsError();
  await requireTeams(tx, companyId, person.teams ?? []);
  const identityId = await linkIdentity(tx, person, now);
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
  return { identityId };
}

async function linkIdentity(tx: Tx, person: PreparedPerson, now: Date): Promise<string | null> {
  const { emailHashes, provenIdentityId, identity, passwordHash, firstName, lastName } = person;
  const [row] = await tx.query<{ id: string | null }[]>(`SELECT auth_link_identity($1, $2, $3, $4, $5, $6, $7, $8) AS id`, [
    emailHashes,
    provenIdentityId,
    identity.id,
    identity.sealed,
    identity.wrapped,
    passwordHash,
    displayNameOf({ firstName, lastName }),
    now,
  ]);
  return row?.id ?? null;
}

/** @throws NotFoundError, InvalidInputError for a team that is named twice */
async function requireTeams(manager: EntityManager, companyId: string, teams: NonNullable<NewPerson['teams']>): Promise<void> {
  const ids = new Set(teams.map(({ teamId }) => teamId));
  if (ids.size !== teams.length) throw new InvalidInputError('teams', 'A team is named twice.');
  for (const id of ids) if (!(await manager.existsBy(Team, { companyId, id }))) throw new NotFoundError('team');
}

/** Marqeta's names have at most 40 characters (wire-format §2.1). */
export function checkedName(field: string, text: string): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 40) throw new InvalidInputError(field, 'A name has 1 to 40 characters.');
  return name;
}

export function checkedEmail(text: string): string {
  const email = normalizedEmail(text);
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new InvalidInputError('email', 'This is no e-mail address.');
  return email;
}
