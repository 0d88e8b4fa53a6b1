import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { audit, transact, type Tx } from '../platform/transact.ts';
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

  /** Somebody, or nobody, manages a team in place of another, within another command, under its gate. */
  async handOverWithin(tx: Tx, { companyId, teamId, fromId, toId }: HandOver): Promise<void> {
    const now = this.database.clock.now();
    await tx.query(`UPDATE memberships SET is_manager = false WHERE company_id = $1 AND team_id = $2 AND user_id = $3`, [
      ...[companyId, teamId, fromId],
    ]);
    if (toId !== null)
      await tx.query(
        `INSERT INTO memberships (company_id, team_id, user_id, is_manager, created_at) VALUES ($1, $2, $3, true, $4)
         ON CONFLICT (company_id, team_id, user_id) DO UPDATE SET is_manager = true`,
        [companyId, teamId, toId, now],
      );
    audit(tx, { subjectType: 'team', subjectId: teamId, before: { managerId: fromId }, after: { managerId: toId } });
    await accessChanged(tx, companyId, toId === null ? [fromId] : [fromId, toId], now);
  }
}

type HandOver = { readonly companyId: string; readonly teamId: string; readonly fromId: string; readonly toId: string | null };
