import type { Role } from '../../../gql/graphql.ts';

/** What somebody can be invited as, the commonest first. */
export const INVITED_ROLES = ['EMPLOYEE', 'MANAGER', 'ACCOUNTANT', 'ADMIN'] as const satisfies readonly Role[];
