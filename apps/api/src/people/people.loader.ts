import { entityBy } from '../platform/graphql/entity-rows.ts';
import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { Company } from './company.entity.ts';
import { Person } from './person.entity.ts';
import { PersonKey } from './person-key.entity.ts';
import { Team } from './team.entity.ts';

export const personById = entityBy(Person, 'id');
export const personKeyOf = entityBy(PersonKey, 'userId');
export const teamById = entityBy(Team, 'id');

type Belonging = { readonly userId: string; readonly teamId: string };

/** Teams that a person is a member of, sorted by name. */
export const teamsOfPerson = loaderManyBy<string, Belonging>(
  (row) => row.userId,
  (manager, userIds) =>
    manager.query(
      `SELECT m.user_id AS "userId", m.team_id AS "teamId" FROM memberships m
         JOIN teams t ON t.company_id = m.company_id AND t.id = m.team_id WHERE m.user_id = ANY ($1) ORDER BY t.name, t.id`,
      [userIds],
    ),
);

/** Managers of a team, sorted by name. */
export const managersOfTeam = loaderManyBy<string, Belonging>(
  (row) => row.teamId,
  (manager, teamIds) =>
    manager.query(
      `SELECT m.user_id AS "userId", m.team_id AS "teamId" FROM memberships m
         JOIN users u ON u.company_id = m.company_id AND u.id = m.user_id
        WHERE m.team_id = ANY ($1) AND m.is_manager ORDER BY u.last_name, u.first_name, u.id`,
      [teamIds],
    ),
);

export const memberCountOf = loaderBy<string, { readonly teamId: string; readonly members: number }>(
  (row) => row.teamId,
  (manager, teamIds) =>
    manager.query(`SELECT team_id AS "teamId", count(*)::int AS members FROM memberships WHERE team_id = ANY ($1) GROUP BY team_id`, [
      teamIds,
    ]),
);

export const companyById = entityBy(Company, 'id');
