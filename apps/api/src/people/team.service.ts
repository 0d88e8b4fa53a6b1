import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { audit, transact } from '../platform/transact.ts';
import { accessChanged } from './access-changed.ts';
import { Person } from './person.entity.ts';
import { checkedTeamName, insertTeam } from './team-changes.ts';
import { Membership, Team } from './team.entity.ts';

export type SetMemberInput = { readonly teamId: string; readonly personId: string; readonly isManager: boolean };

export class TeamService {
  constructor(private readonly database: Database) {}

  /** @throws TeamExistsError, InvalidInputError */
  async create(by: Commander, input: { readonly name: string }, options: CommandOptions = {}): Promise<{ teamId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'team.manage', { companyId });
    const name = checkedTeamName(input.name);
    return transact(this.database, { ...options, command: 'team.create', actor }, async (tx) => {
      await gate(tx, companyId);
      return insertTeam(tx, companyId, name);
    });
  }

  /** Makes a person a member of a team, or changes whether they manage it. @throws NotFoundError */
  async setMember(by: Commander, { teamId, personId, isManager }: SetMemberInput, options: CommandOptions = {}): Promise<void> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'team.manage', { companyId });
    return transact(this.database, { ...options, command: 'team.setMember', actor }, async (tx) => {
      await gate(tx, companyId);
      if (!(await tx.existsBy(Team, { companyId, id: teamId }))) throw new NotFoundError('team');
      if (!(await tx.existsBy(Person, { companyId, id: personId }))) throw new NotFoundError('person');
      await tx.upsert(Membership, { companyId, teamId, userId: personId, isManager, createdAt: this.database.clock.now() }, [
        'companyId',
        'teamId',
        'userId',
      ]);
      audit(tx, { subjectType: 'team', subjectId: teamId, after: { personId, isManager } });
      await accessChanged(tx, companyId, [personId], this.database.clock.now());
    });
  }
}
