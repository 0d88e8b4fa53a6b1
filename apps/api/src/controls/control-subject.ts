import type { EntityManager } from 'typeorm';
import type { Subject } from '../access/policy.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { isUuid } from '../platform/ids.ts';
import type { ControlScope } from './scope.ts';

/** What a control binds: whose it is, and what is spent under it. */
export type ControlSubject = {
  readonly scope: ControlScope;
  /** Null for the company itself. */
  readonly subjectId: string | null;
  readonly userId: string | null;
  readonly teamIds: readonly string[];
  /** Of the cards under it; the company's when there are none. */
  readonly currencies: readonly [string, ...string[]];
};

type Row = { subject_id: string | null; user_id: string | null; team_ids: string[]; currencies: string[]; company_currency: string };

const TEAMS_OF = (userId: string) =>
  `ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = co.id AND m.user_id = ${userId} ORDER BY 1)`;
const SPENT_BY = (cards: string) =>
  `ARRAY(SELECT DISTINCT k.currency FROM cards k WHERE k.company_id = co.id AND k.status <> 'TERMINATED' AND ${cards} ORDER BY 1)`;

/** By scope: whose it is, in which teams, and the currencies under it. `$2` is the subject; of a card, any of its line. */
const FIND: Readonly<Record<ControlScope, string>> = {
  COMPANY: `SELECT $2::uuid AS subject_id, NULL::uuid AS user_id, '{}'::uuid[] AS team_ids, ${SPENT_BY('true')} AS currencies, co.currency AS company_currency
              FROM companies co WHERE co.id = $1 AND $2::uuid IS NULL`,
  TEAM: `SELECT $2::uuid AS subject_id, NULL::uuid AS user_id, ARRAY[t.id] AS team_ids, co.currency AS company_currency,
                ${SPENT_BY('EXISTS (SELECT FROM memberships m WHERE m.company_id = co.id AND m.team_id = t.id AND m.user_id = k.user_id)')} AS currencies
           FROM companies co JOIN teams t ON t.company_id = co.id WHERE co.id = $1 AND t.id = $2`,
  CARD_PROGRAM: `SELECT $2::uuid AS subject_id, NULL::uuid AS user_id, '{}'::uuid[] AS team_ids, ARRAY[p.currency] AS currencies, co.currency AS company_currency
                   FROM companies co JOIN card_products p ON p.company_id = co.id WHERE co.id = $1 AND p.id = $2`,
  PERSON: `SELECT u.id AS subject_id, u.id AS user_id, ${TEAMS_OF('u.id')} AS team_ids, ${SPENT_BY('k.user_id = u.id')} AS currencies, co.currency AS company_currency
             FROM companies co JOIN users u ON u.company_id = co.id WHERE co.id = $1 AND u.id = $2`,
  CARD: `SELECT coalesce(c.line_id, c.id) AS subject_id, c.user_id, ${TEAMS_OF('c.user_id')} AS team_ids, ARRAY[c.currency] AS currencies, co.currency AS company_currency
           FROM companies co JOIN cards c ON c.company_id = co.id WHERE co.id = $1 AND c.id = $2`,
};

const NOUNS: Readonly<Record<ControlScope, string>> = {
  COMPANY: 'company',
  TEAM: 'team',
  CARD_PROGRAM: 'card program',
  PERSON: 'person',
  CARD: 'card',
};

/** @throws InvalidInputError, NotFoundError when the company has no such subject */
export async function findSubject(
  manager: EntityManager,
  companyId: string,
  scope: ControlScope,
  subjectId: string | null | undefined,
): Promise<ControlSubject> {
  const id = subjectId ?? null;
  if (scope === 'COMPANY' && id !== null) throw new InvalidInputError('subjectId', "The company's own control has no other subject.");
  if (scope !== 'COMPANY' && id === null) throw new InvalidInputError('subjectId', `Say which ${NOUNS[scope]} it is for.`);
  const [row] = id === null || isUuid(id) ? await manager.query<Row[]>(FIND[scope], [companyId, id]) : [];
  if (row === undefined) throw new NotFoundError(NOUNS[scope]);
  const [first = row.company_currency, ...others] = row.currencies;
  return { scope, subjectId: row.subject_id, userId: row.user_id, teamIds: row.team_ids, currencies: [first, ...others] };
}

/** Controls of one person or card are edited by who manages them; the others are what admins allow. */
export function editActionOf(scope: ControlScope): 'control.edit' | 'control.editShared' {
  return scope === 'PERSON' || scope === 'CARD' ? 'control.edit' : 'control.editShared';
}

/** A subject, as the policy looks at it. */
export function policySubjectOf(companyId: string, { userId, teamIds }: Pick<ControlSubject, 'userId' | 'teamIds'>): Subject {
  return userId === null && teamIds.length === 0 ? { companyId } : { companyId, userId, teamIds };
}
