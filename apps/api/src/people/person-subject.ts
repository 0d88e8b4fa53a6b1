import type { GraphQLContext } from '../access/graphql-context.ts';
import { may, type Subject } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { personById, teamsOfPerson } from './people.loader.ts';
import type { Person } from './person.entity.ts';

/** A person, or what belongs to one, as the subject of the policy. */
export async function subjectOfPerson({ loaders }: GraphQLContext, companyId: string, userId: string): Promise<Subject> {
  const teams = await loaders.load(teamsOfPerson, userId);
  return { companyId, userId, teamIds: teams.map(({ teamId }) => teamId) };
}

/** Null when there is no such person for this viewer. */
export async function visiblePerson(context: GraphQLContext, id: string | null): Promise<Person | null> {
  const viewer = memberOf(context.viewer);
  const person = id === null ? null : await context.loaders.load(personById, id);
  if (person === null) return null;
  return may(viewer, 'person.see', await subjectOfPerson(context, person.companyId, person.id)) ? person : null;
}
