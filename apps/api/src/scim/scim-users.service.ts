import type { Filter } from 'scim2-parse-filter';
import { findProvider } from '../people/company-sign-in/provider.ts';
import type { Member } from '../access/viewer.ts';
import { sendAnew, sendInvitation, withdrawInvitation } from '../people/invitation-changes.ts';
import { renamePerson, resumePerson, suspendPerson } from '../people/person-changes.ts';
import { PersonExistsError } from '../people/people.errors.ts';
import { checkedEmail, checkedName } from '../people/person.service.ts';
import type { SessionStore } from '../people/sign-in/session-store.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, type Tx } from '../platform/transact.ts';
import { directoryCommand, directoryRead, expectTag, type Said } from './command.ts';
import { conditionOf, orderOf } from './filter.ts';
import { link, type Link, unlink } from './link-store.ts';
import { type Page, type Resource, resourceOf } from './resource.ts';
import { ScimRefusalError } from './scim.errors.ts';
import { namesOf, USER_SCHEMA, type UserChange } from './user-change.ts';
import { findByAddress, findUser, type ScimUser, userAttributes, usersPage } from './user-store.ts';

type Needs = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly store: Pick<SessionStore, 'end'>;
  /** Where these routes are reached, without a slash at the end. */
  readonly baseUrl: string;
};

export type Wish = Page & { readonly filter: Filter | null; readonly sortBy: string | null; readonly descending: boolean };

/** People of a company as its directory has them. */
export class ScimUsers {
  constructor(private readonly needs: Needs) {}

  async list(by: Member, { filter, sortBy, descending, ...page }: Wish): Promise<{ resources: Resource[]; total: number }> {
    const { database, sealer } = this.needs;
    const attributes = userAttributes(sealer);
    const parameters: unknown[] = [by.companyId];
    const condition = filter === null ? 'true' : conditionOf(filter, attributes, parameters);
    const order = orderOf(attributes, sortBy, descending);
    const { users, total } = await directoryRead(database, by, (manager) =>
      usersPage(manager, sealer, { condition, parameters, order }, page),
    );
    return { resources: users.map((user) => this.#shown(user)), total };
  }

  /** @throws NotFoundError */
  async find(by: Member, id: string): Promise<Resource> {
    const { database, sealer } = this.needs;
    const user = isUuid(id) ? await directoryRead(database, by, (manager) => findUser(manager, sealer, by.companyId, id)) : null;
    if (user === null) throw new NotFoundError('user');
    return this.#shown(user);
  }

  /**
   * Invites somebody, as an employee. Of whom the directory had let go, it takes hold again.
   * @throws PersonExistsError, SuspendedByAdminError, InvalidInputError, TooManyInvitationsError, ScimRefusalError
   */
  async create(said: Said, { userName, externalId = null, active = true, ...named }: UserChange): Promise<Resource> {
    const { sealer } = this.needs;
    const { companyId } = said.by;
    if (userName === undefined) throw new ScimRefusalError('invalidValue', 'Say the userName: an e-mail address.');
    const email = checkedEmail(userName);
    const names = checkedNames(namesOf(named));
    return this.#command('scim.createUser', said, async (tx) => {
      const known = await findByAddress(tx, sealer, companyId, email);
      if (known !== null && known.removedAt === null) throw new PersonExistsError();
      const id = known?.id ?? (await this.#invite(tx, companyId, { email, names, active }));
      await link(tx, this.#link(companyId, id), externalId);
      if (known !== null) await this.#apply(tx, companyId, known, { names, active });
      audit(tx, { subjectType: known?.kind === 'PERSON' ? 'person' : 'invitation', subjectId: id, after: { directory: 'LINKED' } });
      return { id, ended: [] };
    });
  }

  /** @throws NotFoundError, StaleVersionError, LastAdminError, PersonClosedError, SuspendedByAdminError, InvalidInputError, ScimRefusalError */
  change(said: Said, id: string, { userName, externalId, active, givenName, familyName }: UserChange): Promise<Resource> {
    const { companyId } = said.by;
    return this.#command('scim.changeUser', said, async (tx) => {
      const user = await this.#existing(tx, said, id);
      if (userName !== undefined && checkedEmail(userName) !== user.email)
        throw new ScimRefusalError(
          'mutability',
          'The address by which somebody signs in is theirs and stays. Remove this user and make another one with the new address.',
        );
      if (externalId !== undefined && externalId !== user.externalId) await link(tx, this.#link(companyId, id), externalId);
      const names = checkedNames({ firstName: givenName ?? user.firstName, lastName: familyName ?? user.lastName });
      const ended = await this.#apply(tx, companyId, user, { names, active });
      return { id, ended };
    });
  }

  /** They are no user any more, and may neither sign in nor spend. What they spent stays. @throws as `change` */
  async remove(said: Said, id: string): Promise<void> {
    const { database, store } = this.needs;
    const { companyId } = said.by;
    const ended = await directoryCommand(database, 'scim.removeUser', said, async (tx) => {
      const user = await this.#existing(tx, said, id);
      const sessions = await this.#setActive(tx, companyId, user, false);
      await unlink(tx, this.#link(companyId, id));
      audit(tx, { subjectType: user.kind === 'PERSON' ? 'person' : 'invitation', subjectId: id, after: { directory: 'REMOVED' } });
      return sessions;
    });
    for (const session of ended) await store.end(session);
  }

  async #command(
    command: string,
    said: Said,
    act: (tx: Tx) => Promise<{ readonly id: string; readonly ended: readonly string[] }>,
  ): Promise<Resource> {
    const { database, sealer, store } = this.needs;
    const { user, ended } = await directoryCommand(database, command, said, async (tx) => {
      const done = await act(tx);
      return { user: await findUser(tx, sealer, said.by.companyId, done.id), ended: done.ended };
    });
    for (const session of ended) await store.end(session);
    if (user === null) throw new NotFoundError('user');
    return this.#shown(user);
  }

  async #existing(tx: Tx, said: Said, id: string): Promise<ScimUser> {
    const user = isUuid(id) ? await findUser(tx, this.needs.sealer, said.by.companyId, id) : null;
    if (user === null) throw new NotFoundError('user');
    expectTag(said, 'user', this.#shown(user));
    return user;
  }

  async #invite(
    tx: Tx,
    companyId: string,
    { email, names, active }: { readonly email: string; readonly names: Names; readonly active: boolean },
  ): Promise<string> {
    const wanted = { companyId, ...names, email, role: 'EMPLOYEE', teamId: null, locale: 'en' } as const;
    const mailed = active && (await this.#isMailed(tx, companyId));
    const { invitationId: id } = await sendInvitation(tx, this.needs.sealer, { ...wanted, mailed });
    if (!active) await withdrawInvitation(tx, { companyId, id });
    return id;
  }

  /** Where people come in by the company's provider alone, a link would lead them nowhere. */
  async #isMailed(tx: Tx, companyId: string): Promise<boolean> {
    return (await findProvider(tx, companyId))?.required !== true;
  }

  /** @returns the sessions that it ended */
  async #apply(
    tx: Tx,
    companyId: string,
    user: ScimUser,
    { names, active }: { names: Names; active: boolean | undefined },
  ): Promise<string[]> {
    const { id, kind } = user;
    if (names.firstName !== user.firstName || names.lastName !== user.lastName)
      if (kind === 'PERSON') await renamePerson(tx, { companyId, personId: id }, names);
      else await renameInvited(tx, companyId, id, names);
    return active === undefined ? [] : this.#setActive(tx, companyId, user, active);
  }

  async #setActive(tx: Tx, companyId: string, user: ScimUser, active: boolean): Promise<string[]> {
    const { id, kind, round, closed } = user;
    if (kind === 'PERSON') {
      const person = { companyId, personId: id, by: 'DIRECTORY' } as const;
      if (active) await resumePerson(tx, person);
      // Who is suspended by an admin is not active already, and by the directory as well from now on.
      else if (!closed) return suspendPerson(tx, person);
    } else if (active !== user.active)
      if (active) await sendAnew(tx, { companyId, id, round }, await this.#isMailed(tx, companyId));
      else await withdrawInvitation(tx, { companyId, id });
    return [];
  }

  #link(companyId: string, id: string): Link {
    return { table: 'scim_users', companyId, id, at: this.needs.database.clock.now() };
  }

  #shown({ id, firstName, lastName, email, active, externalId, createdAt, changedAt, teams }: ScimUser): Resource {
    const { baseUrl } = this.needs;
    const displayName = `${firstName} ${lastName}`;
    const attributes = {
      ...(externalId === null ? {} : { externalId }),
      userName: email,
      name: { formatted: displayName, givenName: firstName, familyName: lastName },
      displayName,
      emails: [{ value: email, type: 'work', primary: true }],
      active,
      groups: teams.map((team) => ({ value: team.id, display: team.name, type: 'direct', $ref: `${baseUrl}/Groups/${team.id}` })),
    };
    const described = { created: createdAt, lastModified: changedAt, location: `${baseUrl}/Users/${id}` };
    return resourceOf(USER_SCHEMA, id, attributes, { resourceType: 'User', ...described });
  }
}

type Names = { readonly firstName: string; readonly lastName: string };

/** @throws InvalidInputError */
function checkedNames({ firstName, lastName }: Names): Names {
  return { firstName: checkedName('name.givenName', firstName), lastName: checkedName('name.familyName', lastName) };
}

async function renameInvited(tx: Tx, companyId: string, id: string, { firstName, lastName }: Names): Promise<void> {
  await tx.query('UPDATE invitations SET first_name = $3, last_name = $4 WHERE company_id = $1 AND id = $2', [
    ...[companyId, id, firstName, lastName],
  ]);
  audit(tx, { subjectType: 'invitation', subjectId: id, after: { renamed: true } });
}
