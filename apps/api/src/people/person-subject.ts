import type { GraphQLContext } from '../access/graphql-context.ts';
import type { Subject } from '../access/policy.ts';
import { teamsOfPerson } from './people.loader.ts';

/** A person, or what belongs to one, as the subject of the policy. */
export async function subjectOfPerson({ loaders }: GraphQLContext, companyId: string, userId: string): Promise<Subject> {
  const teams = await loaders.load(teamsOfPerson, userId);
  return { companyId, userId, teamIds: teams.map(({ teamId }) => teamId) };
}
