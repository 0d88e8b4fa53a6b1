import { type DomainError, NotFoundError } from '../platform/errors.ts';
import { PersonExistsError, PersonInvitedError, TooManyInvitationsError } from './people.errors.ts';

const MOST_OPEN = { mailed: 500, unmailed: 20_000 };

/** What it depends on whether somebody may be invited. E-mail addresses are told apart by their hashes, in hexadecimal. */
export type Known = {
  readonly people: ReadonlySet<string>;
  readonly invited: Set<string>;
  readonly teams: ReadonlySet<string>;
  readonly open: { mailed: number; unmailed: number };
};

/** Why somebody is not invited; null when they may be. */
export function refusalToInvite(
  { hashes, teamId, mailed }: { readonly hashes: readonly string[]; readonly teamId: string | null; readonly mailed: boolean },
  { people, invited, teams, open }: Known,
): DomainError | null {
  if (hashes.some((hash) => people.has(hash))) return new PersonExistsError();
  if (hashes.some((hash) => invited.has(hash))) return new PersonInvitedError();
  const which = mailed ? 'mailed' : 'unmailed';
  if (open[which] >= MOST_OPEN[which]) return new TooManyInvitationsError();
  return teamId === null || teams.has(teamId) ? null : new NotFoundError('team');
}
