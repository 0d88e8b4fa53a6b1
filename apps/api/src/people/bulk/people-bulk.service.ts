import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { checkedIds, DONE, refusedWith } from '../../platform/bulk/bulk.ts';
import { newBulk, ownBulk, recordBulk } from '../../platform/bulk/carry-out.ts';
import type { Database } from '../../platform/database.ts';
import { type DomainError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid } from '../../platform/ids.ts';
import { once, transact, type Tx } from '../../platform/transact.ts';
import { addMembers, removeMembers, setManagers } from '../team-changes.ts';
import { Team } from '../team.entity.ts';
import {
  type PeopleBulk,
  type PeopleBulkAction,
  type PeopleBulkRow,
  peopleBulks,
  refusalOf,
  type Standing,
  undoOf,
} from './people-bulk.ts';

export type ChangePeople = {
  readonly idempotencyKey: string;
  readonly personIds: readonly string[];
  readonly action: PeopleBulkAction;
  readonly teamId: string;
};
export type UndoPeopleBulk = { readonly idempotencyKey: string; readonly bulkId: string };

type Plan = {
  readonly action: PeopleBulkAction;
  readonly teamId: string;
  readonly undoes: string | null;
  /** What was done with the person that is taken back now. */
  readonly wishes: readonly { readonly personId: string; readonly undoes?: PeopleBulkRow }[];
};

/** Commands to many people at once. One who is refused keeps no other from being done. */
export class PeopleBulkService {
  constructor(private readonly database: Database) {}

  /**
   * Puts people into a team, as plain members, or takes them out of it. What is refused of one stands in their row.
   * @throws ForbiddenError, InvalidInputError, NotFoundError (a team; people, when it is none of them)
   */
  async change(by: Commander, input: ChangePeople, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    assertCommander(by, 'team.manage', { companyId: actor.companyId });
    const personIds = checkedIds('personIds', ['person', 'people'], input.personIds);
    const { action } = input;
    const teamId = input.teamId.toLowerCase();
    if (!isUuid(teamId)) throw new NotFoundError('team');
    return transact(this.database, { ...options, command: 'person.changeMany', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return once(tx, input.idempotencyKey, { personIds, action, teamId }, () =>
        this.#carryOut(tx, { action, teamId, undoes: null, wishes: personIds.map((personId) => ({ personId })) }),
      );
    });
  }

  /**
   * Takes back what was done with many people, by whom it was done, for ten minutes: of those whom nobody has changed since.
   * @throws ForbiddenError, NotFoundError, BulkIsFinalError, BulkUndoOverError
   */
  async undo(by: Commander, input: UndoPeopleBulk, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'team.manage', { companyId });
    return transact(this.database, { ...options, command: 'person.undoMany', actor }, async (tx) => {
      await gate(tx, companyId);
      const { bulk, done } = await ownBulk(tx, peopleBulks, input.bulkId);
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        const action = undoOf(bulk, this.database.clock.now());
        const wishes = done.map((row) => ({ personId: row.personId, undoes: row }));
        return this.#carryOut(tx, { action, teamId: bulk.teamId, undoes: bulk.id, wishes });
      });
    });
  }

  /** Under the gate. */
  async #carryOut(tx: Tx, { action, teamId, undoes, wishes }: Plan): Promise<{ bulkId: string }> {
    const bulk: PeopleBulk = { ...newBulk(tx, action, undoes), teamId };
    const { companyId } = bulk;
    if (!(await tx.existsBy(Team, { companyId, id: teamId }))) throw new NotFoundError('team');
    const before = byPerson(await standingsOf(tx, companyId, teamId, personsOf(wishes)));
    const refusals = new Map<string, DomainError>();
    for (const { personId, undoes: done } of wishes) {
      const refusal = refusalOf(action, before.get(personId), done);
      if (refusal !== null) refusals.set(personId, refusal);
    }
    if (wishes.length > 0 && wishes.every(({ personId }) => refusals.get(personId) instanceof NotFoundError))
      throw new NotFoundError('person');

    const allowed = wishes.filter(({ personId }) => !refusals.has(personId));
    const team = { companyId, teamId };
    const write = action === 'ADD_TO_TEAM' ? addMembers : removeMembers;
    await write(tx, team, personsOf(allowed));
    // Whoever managed the team before they were taken out of it does so again.
    await setManagers(tx, team, personsOf(allowed.filter(({ undoes: done }) => done?.managedBefore === true)));

    const after = byPerson(await standingsOf(tx, companyId, teamId, personsOf(allowed)));
    const rows = wishes.map(({ personId }): PeopleBulkRow => {
      const refusal = refusals.get(personId);
      const outcome = refusal === undefined ? DONE : refusedWith(refusal);
      const version = refusal === undefined ? (after.get(personId)?.version ?? 0) : null;
      return { personId, ...outcome, version, managedBefore: before.get(personId)?.isManager ?? false };
    });
    return recordBulk(tx, peopleBulks, bulk, rows, { subjectType: 'peopleBulk', after: { teamId } });
  }
}

/** Those of them who are of the company, and how they stand to the team. */
function standingsOf(tx: Tx, companyId: string, teamId: string, personIds: readonly string[]): Promise<Standing[]> {
  return tx.query<Standing[]>(
    `SELECT u.id AS "personId", u.status = 'CLOSED' AS "isClosed", u.version, m.is_manager AS "isManager" FROM users u
       LEFT JOIN memberships m ON m.company_id = u.company_id AND m.user_id = u.id AND m.team_id = $2
      WHERE u.company_id = $1 AND u.id = ANY ($3)`,
    [companyId, teamId, personIds],
  );
}

function personsOf(wishes: Plan['wishes']): string[] {
  return wishes.map(({ personId }) => personId);
}

function byPerson<Row extends { readonly personId: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.personId, row]));
}
