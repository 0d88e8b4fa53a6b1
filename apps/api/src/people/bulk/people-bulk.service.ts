import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import type { Database } from '../../platform/database.ts';
import { type DomainError, InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { type Actor, audit, idOfActor, once, transact, type Tx } from '../../platform/transact.ts';
import { addMembers, removeMembers, setManagers } from '../team-changes.ts';
import { Team } from '../team.entity.ts';
import { MOST_PEOPLE, type PeopleBulk, type PeopleBulkAction, type PeopleBulkRow, refusalOf, undoOf } from './people-bulk.ts';
import { findBulk, insertBulk, rowsOfBulks, standingsOf } from './people-bulk-store.ts';

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
    const personIds = checkedIds(input.personIds);
    const { action } = input;
    const teamId = input.teamId.toLowerCase();
    if (!isUuid(teamId)) throw new NotFoundError('team');
    return transact(this.database, { ...options, command: 'person.changeMany', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return once(tx, input.idempotencyKey, { personIds, action, teamId }, () =>
        this.#carryOut(tx, actor, { action, teamId, undoes: null, wishes: personIds.map((personId) => ({ personId })) }),
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
      const bulk = isUuid(input.bulkId) ? await findBulk(tx, companyId, input.bulkId) : null;
      if (bulk === null || bulk.madeBy !== idOfActor(actor)) throw new NotFoundError('change of many people');
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        const action = undoOf(bulk, this.database.clock.now());
        const done = (await rowsOfBulks(tx, [bulk.id])).filter((row) => row.refusal === null);
        const wishes = done.map((row) => ({ personId: row.personId, undoes: row }));
        return this.#carryOut(tx, actor, { action, teamId: bulk.teamId, undoes: bulk.id, wishes });
      });
    });
  }

  /** Under the gate. */
  async #carryOut(tx: Tx, actor: Actor, { action, teamId, undoes, wishes }: Plan): Promise<{ bulkId: string }> {
    const { clock } = this.database;
    const { companyId } = actor;
    if (!(await tx.existsBy(Team, { companyId, id: teamId }))) throw new NotFoundError('team');
    const ids = wishes.map(({ personId }) => personId);
    const before = byPerson(await standingsOf(tx, companyId, teamId, ids));
    const refusals = new Map<string, DomainError>();
    for (const { personId, undoes: done } of wishes) {
      const refusal = refusalOf(action, before.get(personId), done);
      if (refusal !== null) refusals.set(personId, refusal);
    }
    if (ids.length > 0 && ids.every((id) => refusals.get(id) instanceof NotFoundError)) throw new NotFoundError('person');

    const allowed = wishes.filter(({ personId }) => !refusals.has(personId));
    const team = { companyId, teamId };
    const write = action === 'ADD_TO_TEAM' ? addMembers : removeMembers;
    await write(tx, team, personsOf(allowed));
    // Whoever managed the team before they were taken out of it does so again.
    await setManagers(tx, team, personsOf(allowed.filter(({ undoes: done }) => done?.managedBefore === true)));

    const after = byPerson(await standingsOf(tx, companyId, teamId, personsOf(allowed)));
    const rows = ids.map((personId): PeopleBulkRow => {
      const refusal = refusals.get(personId);
      const managedBefore = before.get(personId)?.isManager ?? false;
      return refusal === undefined
        ? { personId, refusal: null, sentence: null, version: after.get(personId)?.version ?? 0, managedBefore }
        : { personId, refusal: refusal.code, sentence: refusal.message, version: null, managedBefore };
    });
    const bulk: PeopleBulk = { companyId, id: uuidv7(clock), action, teamId, madeBy: idOfActor(actor), madeAt: clock.now(), undoes };
    await insertBulk(tx, bulk, rows);
    audit(tx, {
      ...{ subjectType: 'peopleBulk', subjectId: bulk.id },
      after: { action, teamId, undoes, done: allowed.length, refused: refusals.size },
    });
    return { bulkId: bulk.id };
  }
}

function personsOf(wishes: Plan['wishes']): string[] {
  return wishes.map(({ personId }) => personId);
}

function byPerson<Row extends { readonly personId: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.personId, row]));
}

function checkedIds(personIds: readonly string[]): string[] {
  if (personIds.length < 1 || personIds.length > MOST_PEOPLE) throw new InvalidInputError('personIds', `Name 1 to ${MOST_PEOPLE} people.`);
  const ids = personIds.map((id) => id.toLowerCase());
  if (!ids.every(isUuid)) throw new InvalidInputError('personIds', 'The id of a person is a UUID.');
  if (new Set(ids).size < ids.length) throw new InvalidInputError('personIds', 'Name each person once.');
  return ids;
}
