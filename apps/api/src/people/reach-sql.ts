import type { Reach } from '../access/policy.ts';

/** Values of a statement that is put together: `value` gives each its place. */
export class Parameters {
  readonly values: unknown[] = [];

  /** The place of a value: `$3`. */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** The rows of people whom a viewer reaches, as a condition on columns that name company and person. */
export function reachSql(reach: Reach, companyColumn: string, userColumn: string, parameters: Parameters): string {
  switch (reach.kind) {
    case 'company':
      return 'true';
    case 'own':
      return `${userColumn} = ${parameters.value(reach.userId)}`;
    case 'teams':
      return `(${userColumn} = ${parameters.value(reach.userId)} OR EXISTS (
        SELECT FROM memberships reached WHERE reached.company_id = ${companyColumn} AND reached.user_id = ${userColumn}
           AND reached.team_id = ANY (${parameters.value(reach.teamIds)})))`;
    case 'none':
      return 'false';
  }
}

/** A pattern that finds the text anywhere, whatever it is made of. */
export function containing(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
}
