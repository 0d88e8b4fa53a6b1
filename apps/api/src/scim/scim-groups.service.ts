import type { Member } from '../access/viewer.ts';
import { TeamExistsError } from '../people/people.errors.ts';
import { addMembers, checkedTeamName, insertTeam, removeMembers, renameTeam } from '../people/team-changes.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import { audit, type Tx } from '../platform/transact.ts';
import { directoryCommand, directoryRead, expectTag, type Said } from './command.ts';
import { conditionOf, orderOf } from './filter.ts';
import { GROUP_SCHEMA, type GroupChange, membersAfter } from './group-change.ts';
import { findByName, findGroup, GROUP_ATTRIBUTES, groupsPage, type ScimGroup } from './group-store.ts';
import { link, type Link, unlink } from './link-store.ts';
import { type Resource, resourceOf } from './resource.ts';
import { ScimRefusalError } from './scim.errors.ts';
import type { Wish } from './scim-users.service.ts';
import { knownUsers } from './user-store.ts';

type Needs = { readonly database: Database; readonly baseUrl: string };

/** Teams of a company as its directory has them. Who manages one is said here alone. */
export class ScimGroups {
  constructor(private readonly needs: Needs) {}

  async list(by: Member, { filter, sortBy, descending, ...page }: Wish): Promise<{ resources: Resource[]; total: number }> {
    const parameters: unknown[] = [by.companyId];
    const condition = filter === null ? 'true' : conditionOf(filter, GROUP_ATTRIBUTES, parameters);
    const wanted = { condition, parameters, order: orderOf(GROUP_ATTRIBUTES, sortBy, descending) };
    const { groups, total } = await directoryRead(this.needs.database, by, (manager) => groupsPage(manager, wanted, page));
    return { resources: groups.map((group) => this.#shown(group)), total };
  }

  /** @throws NotFoundError */
  async find(by: Member, id: string): Promise<Resource> {
    const group = isUuid(id) ? await directoryRead(this.needs.database, by, (manager) => findGroup(manager, by.companyId, id)) : null;
    if (group === null) throw new NotFoundError('group');
    return this.#shown(group);
  }

  /** A team; of which the directory had let go, it takes hold again. @throws TeamExistsError, InvalidInputError, ScimRefusalError */
  create(said: Said, change: GroupChange): Promise<Resource> {
    const { companyId } = said.by;
    const { displayName, externalId = null } = change;
    if (displayName === undefined) throw new ScimRefusalError('invalidValue', 'Say the displayName.');
    const name = checkedTeamName(displayName);
    return this.#command('scim.createTeam', said, async (tx) => {
      const known = await findByName(tx, companyId, name);
      if (known !== null && known.removedAt === null) throw new TeamExistsError(name);
      const id = known?.id ?? (await insertTeam(tx, companyId, name)).teamId;
      await link(tx, this.#link(companyId, id), externalId);
      if (known !== null) audit(tx, { subjectType: 'team', subjectId: id, after: { directory: 'LINKED' } });
      await this.#setMembers(tx, companyId, await this.#found(tx, companyId, id), change);
      return id;
    });
  }

  /** @throws NotFoundError, StaleVersionError, TeamExistsError, InvalidInputError, ScimRefusalError */
  change(said: Said, id: string, change: GroupChange): Promise<Resource> {
    const { companyId } = said.by;
    return this.#command('scim.changeTeam', said, async (tx) => {
      const group = await this.#existing(tx, said, id);
      const { displayName, externalId = group.externalId } = change;
      if (displayName !== undefined) await renameTeam(tx, { companyId, teamId: id }, displayName);
      await link(tx, this.#link(companyId, id), externalId);
      await this.#setMembers(tx, companyId, group, change);
      return id;
    });
  }

  /** It is no group any more, and nobody is in it; the team stays, since budgets, controls and purchases name it. @throws as `change` */
  async remove(said: Said, id: string): Promise<void> {
    const { companyId } = said.by;
    await directoryCommand(this.needs.database, 'scim.removeTeam', said, async (tx) => {
      const group = await this.#existing(tx, said, id);
      await this.#setMembers(tx, companyId, group, { members: [{ how: 'replace', ids: [] }] });
      await unlink(tx, this.#link(companyId, id));
      audit(tx, { subjectType: 'team', subjectId: id, after: { directory: 'REMOVED' } });
    });
  }

  async #command(command: string, said: Said, act: (tx: Tx) => Promise<string>): Promise<Resource> {
    const { database } = this.needs;
    return this.#shown(await directoryCommand(database, command, said, async (tx) => this.#found(tx, said.by.companyId, await act(tx))));
  }

  async #existing(tx: Tx, said: Said, id: string): Promise<ScimGroup> {
    const group = await this.#found(tx, said.by.companyId, id);
    expectTag(said, 'group', this.#shown(group));
    return group;
  }

  async #found(tx: Tx, companyId: string, id: string): Promise<ScimGroup> {
    const group = isUuid(id) ? await findGroup(tx, companyId, id) : null;
    if (group === null) throw new NotFoundError('group');
    return group;
  }

  async #setMembers(tx: Tx, companyId: string, group: ScimGroup, change: GroupChange): Promise<void> {
    const current = new Set(group.members.map(({ id }) => id));
    const wanted = membersAfter(current, change);
    const added = [...wanted].filter((id) => !current.has(id));
    const removed = [...current].filter((id) => !wanted.has(id));
    if (added.length + removed.length === 0) return;
    const users = new Map((await knownUsers(tx, companyId, [...added, ...removed])).map(({ id, kind }) => [id, kind]));
    const stranger = added.find((id) => !users.has(id));
    if (stranger !== undefined) throw new ScimRefusalError('invalidValue', `There is no user ${stranger}.`);
    const peopleOf = (ids: readonly string[]) => ids.filter((id) => users.get(id) === 'PERSON');
    const invitedOf = (ids: readonly string[]) => ids.filter((id) => users.get(id) === 'INVITATION');
    const team = { companyId, teamId: group.id };
    await removeMembers(tx, team, peopleOf(removed));
    await addMembers(tx, team, peopleOf(added));
    await this.#setInvited(tx, team, { added: invitedOf(added), removed: invitedOf(removed) });
  }

  /** Who has not come yet joins the team when they come. */
  async #setInvited(
    tx: Tx,
    { companyId, teamId }: { readonly companyId: string; readonly teamId: string },
    { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
  ): Promise<void> {
    if (added.length + removed.length === 0) return;
    await tx.query('DELETE FROM invitation_teams WHERE company_id = $1 AND team_id = $2 AND invitation_id = ANY ($3)', [
      ...[companyId, teamId, removed],
    ]);
    await tx.query('UPDATE invitations SET team_id = NULL WHERE company_id = $1 AND team_id = $2 AND id = ANY ($3)', [
      ...[companyId, teamId, removed],
    ]);
    await tx.query(
      `INSERT INTO invitation_teams (company_id, invitation_id, team_id, created_at)
         SELECT $1, invited, $2, $4 FROM unnest($3::uuid[]) AS invited ON CONFLICT DO NOTHING`,
      [companyId, teamId, added, this.needs.database.clock.now()],
    );
    audit(tx, { subjectType: 'team', subjectId: teamId, after: { invited: { added, removed } } });
  }

  #link(companyId: string, id: string): Link {
    return { table: 'scim_groups', companyId, id, at: this.needs.database.clock.now() };
  }

  #shown({ id, name, externalId, createdAt, changedAt, members }: ScimGroup): Resource {
    const { baseUrl } = this.needs;
    const attributes = {
      ...(externalId === null ? {} : { externalId }),
      displayName: name,
      members: members.map((member) => ({ value: member.id, display: member.name, type: 'User', $ref: `${baseUrl}/Users/${member.id}` })),
    };
    const described = { created: createdAt, lastModified: changedAt, location: `${baseUrl}/Groups/${id}` };
    return resourceOf(GROUP_SCHEMA, id, attributes, { resourceType: 'Group', ...described });
  }
}
