import { parse } from 'csv-parse/browser/esm/sync';
import type { Role } from '../../../gql/graphql.ts';

/** What a line says wrong, as far as it shows before the server is asked. */
export type Problem = 'FIRST_NAME' | 'LAST_NAME' | 'EMAIL' | 'ROLE' | 'TEAM' | 'TEAM_NEEDED' | 'TWICE';

/** Somebody who is to be invited, as a line of a list has them. */
export interface InviteeLine {
  /** Of the text: where to look when something is wrong. */
  number: number;
  firstName: string;
  lastName: string;
  email: string;
  /** As it was written; empty for an employee. */
  roleText: string;
  teamText: string;
  role: Role;
  teamId: string | null;
  problem: Problem | null;
}

export interface Known {
  /** By the words for them, in small letters. */
  roles: ReadonlyMap<string, Role>;
  /** Ids by their names, in small letters. */
  teams: ReadonlyMap<string, string>;
}

/** A list that cannot be taken apart, and from which line on. */
export class UnreadableListError extends Error {
  override readonly name = 'UnreadableListError';
  constructor(readonly line: number) {
    super(`the list cannot be read from line ${line} on`);
  }
}

const COLUMNS = ['firstName', 'lastName', 'email', 'role', 'team'] as const;
type Column = (typeof COLUMNS)[number];

/** What a first line calls its columns, in whichever of our languages. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  firstName: ['first name', 'firstname', 'given name', 'givenname', 'nome', 'nome próprio', 'primeiro nome'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'familyname', 'apelido', 'último nome'],
  email: ['email', 'e-mail', 'mail', 'email address', 'e-mail address', 'endereço de e-mail', 'correio eletrónico'],
  role: ['role', 'função', 'papel'],
  team: ['team', 'equipa', 'department', 'departamento'],
};

/**
 * Reads comma, semicolon or tab separated lines, with a first line that names the columns or in the order first name, last name, e-mail,
 * role, team. Role and team may be missing.
 * @throws UnreadableListError
 */
export function linesOf(text: string, known: Known): InviteeLine[] {
  const records = recordsOf(text);
  const [first] = records;
  const named = first === undefined ? null : headingOf(first.cells);
  const places = named ?? new Map(COLUMNS.map((column, index) => [column, index]));
  const seen = new Set<string>();
  return (named === null ? records : records.slice(1)).map(({ cells, line }) => {
    const cell = (column: Column) => (cells[places.get(column) ?? -1] ?? '').replace(/\s+/g, ' ').trim();
    const [roleText, teamText] = [cell('role'), cell('team')];
    const read = {
      ...{ number: line, firstName: cell('firstName'), lastName: cell('lastName'), email: cell('email'), roleText, teamText },
      role: roleText === '' ? 'EMPLOYEE' : known.roles.get(small(roleText)),
      teamId: teamText === '' ? null : known.teams.get(small(teamText)),
    };
    const problem = problemOf(read) ?? (seen.has(small(read.email)) ? 'TWICE' : null);
    seen.add(small(read.email));
    return { ...read, role: read.role ?? 'EMPLOYEE', teamId: read.teamId ?? null, problem };
  });
}

type Read = Pick<InviteeLine, 'firstName' | 'lastName' | 'email'> & { role: Role | undefined; teamId: string | null | undefined };

function problemOf({ firstName, lastName, email, role, teamId }: Read): Problem | null {
  if (firstName === '' || firstName.length > 40) return 'FIRST_NAME';
  if (lastName === '' || lastName.length > 40) return 'LAST_NAME';
  if (email.length > 254 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'EMAIL';
  if (role === undefined) return 'ROLE';
  if (teamId === undefined) return 'TEAM';
  return role === 'MANAGER' && teamId === null ? 'TEAM_NEEDED' : null;
}

type ListRecord = { readonly cells: readonly string[]; readonly line: number };

function recordsOf(text: string): ListRecord[] {
  const records: ListRecord[] = [];
  try {
    parse(text, {
      ...{ bom: true, delimiter: separatorOf(text), trim: true },
      ...{ relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true },
      on_record: (cells, { lines }) => {
        records.push({ cells, line: lines });
        return null;
      },
    });
  } catch {
    throw new UnreadableListError((records.at(-1)?.line ?? 0) + 1);
  }
  return records;
}

/** The one that the first line has most of, outside of quotes: a spreadsheet pastes tabs, and saves semicolons where commas are decimal. */
function separatorOf(text: string): string {
  const first = (text.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '').replaceAll(/"(?:[^"]|"")*"/g, '');
  const counted = ['\t', ';', ','].map((separator) => ({ separator, count: first.split(separator).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).separator;
}

/** Which column is where, when the line says so; null for a line that is somebody already. */
function headingOf(cells: readonly string[]): ReadonlyMap<Column, number> | null {
  const places = new Map<Column, number>();
  for (const [index, cell] of cells.entries()) {
    const column = COLUMNS.find((one) => HEADINGS[one].includes(small(cell)));
    if (column !== undefined && !places.has(column)) places.set(column, index);
  }
  return places.has('email') ? places : null;
}

/** As words are compared. */
export function small(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLocaleLowerCase();
}
