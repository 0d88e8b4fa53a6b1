import { InvalidInputError } from '../platform/errors.ts';
import { uuidv7 } from '../platform/ids.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { accessChanged } from './access-changed.ts';
import { TeamExistsError } from './people.errors.ts';
import { Team } from './team.entity.ts';

type Subject = { readonly companyId: string; readonly teamId: string };

/** @throws InvalidInputError */
export function checkedTeamName(text: string): string {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 60) throw new InvalidInputError('name', 'A name has 1 to 60 characters.');
  return name;
}

/** Under the gate. @throws TeamExistsError, InvalidInputError */
export async function insertTeam(tx: Tx, companyId: string, wanted: string): Promise<{ teamId: string }> {
  const name = checkedTeamName(wanted);
  const { clock } = contextOf(tx).database;
  if (await tx.existsBy(Team, { companyId, name })) throw new TeamExistsError(name);
  const id = uuidv7(clock);
  await tx.insert(Team, { companyId, id, name, createdAt: clock.now() });
  audit(tx, { subjectType: 'team', subjectId: id, after: { name } });
  return { teamId: id };
}

/** Under the gate. @throws TeamExistsError, InvalidInputError */
export async function renameTeam(tx: Tx, { companyId, teamId }: Subject, wanted: string): Promise<void> {
  const name = checkedTeamName(wanted);
  const before = await tx.findOneByOrFail(Team, { companyId, id: teamId });
  if (before.name === name) return;
  if (await tx.existsBy(Team, { companyId, name })) throw new TeamExistsError(name);
  await tx.update(Team, { companyId, id: teamId }, { name });
  audit(tx, { subjectType: 'team', subjectId: teamId, before: { name: before.name }, after: { name } });
}

/** As plain members; who is one already stays as they are. Under the gate, in a few statements however many they are. */
export async function addMembers(tx: Tx, { companyId, teamId }: Subject, personIds: readonly string[]): Promise<void> {
  const now = contextOf(tx).database.clock.now();
  const added = await tx.query<{ id: string }[]>(
    `INSERT INTO memberships (company_id, team_id, user_id, is_manager, created_at)
       SELECT $1, $2, person, false, $4 FROM unnest($3::uuid[]) AS person ON CONFLICT DO NOTHING RETURNING user_id AS id`,
    [companyId, teamId, personIds, now],
  );
  await told(tx, { companyId, teamId }, 'added', added, now);
}

/** Whoever managed the team manages it no more. Under the gate. */
export async function removeMembers(tx: Tx, { companyId, teamId }: Subject, personIds: readonly string[]): Promise<void> {
  const [removed] = await tx.query<[{ id: string }[], number]>(
    'DELETE FROM memberships WHERE company_id = $1 AND team_id = $2 AND user_id = ANY ($3) RETURNING user_id AS id',
    [companyId, teamId, personIds],
  );
  await told(tx, { companyId, teamId }, 'removed', removed, contextOf(tx).database.clock.now());
}

/** Members who manage the team from now on. Under the gate, after they became members. */
export async function setManagers(tx: Tx, { companyId, teamId }: Subject, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  await tx.query('UPDATE memberships SET is_manager = true WHERE company_id = $1 AND team_id = $2 AND user_id = ANY ($3)', [
    ...[companyId, teamId, personIds],
  ]);
  audit(tx, { subjectType: 'team', subjectId: teamId, after: { managers: personIds } });
}

async function told(tx: Tx, { companyId, teamId }: Subject, how: string, people: readonly { id: string }[], now: Date): Promise<void> {
  const personIds = people.map(({ id }) => id);
  if (personIds.length === 0) return;
  await accessChanged(tx, companyId, personIds, now);
  audit(tx, { subjectType: 'team', subjectId: teamId, after: { [how]: personIds } });
}
