import type { EntityManager } from 'typeorm';
import { reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { Parameters, reachSql } from '../people/reach-sql.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import type { ControlScope } from './scope.ts';
import { CONTROL_COLUMNS, type StoredControl } from './control-store.ts';

/** A list that is not paged: nobody reads more, and a company has fewer. */
const MOST = 1_000;

export type ControlsFilter = { readonly scope: ControlScope | null; readonly subjectId: string | null };

export type ControlSortBy = 'SCOPE' | 'CHANGED';
const SORTED: Readonly<Record<ControlSortBy, string>> = {
  SCOPE: `array_position(ARRAY['COMPANY', 'TEAM', 'CARD_PROGRAM', 'PERSON', 'CARD'], c.scope)`,
  CHANGED: 'c.updated_at',
};

/** Controls that the viewer may see. */
export function controlsSeenBy(
  manager: EntityManager,
  viewer: Member,
  { scope, subjectId }: ControlsFilter,
  { by, direction }: Sort<ControlSortBy>,
): Promise<StoredControl[]> {
  const parameters = new Parameters();
  const where = [`c.company_id = ${parameters.value(viewer.companyId)}`, 'c.removed_at IS NULL', seenSql(viewer, parameters)];
  if (scope !== null) where.push(`c.scope = ${parameters.value(scope)}`);
  if (subjectId !== null) {
    const asked = `${parameters.value(subjectId)}::uuid`;
    // A card that took the place of another is bound by what bound that one.
    where.push(`c.subject_id = coalesce((SELECT k.line_id FROM cards k WHERE k.company_id = c.company_id AND k.id = ${asked}), ${asked})`);
  }
  return manager.query<StoredControl[]>(
    `SELECT ${CONTROL_COLUMNS} FROM spending_controls c WHERE ${where.join(' AND ')}
      ORDER BY ${SORTED[by]} ${direction}, c.id ${direction} LIMIT ${MOST}`,
    parameters.values,
  );
}

/** The policy's `control.see` as a condition: the whole company's, or those of people and teams that the viewer reaches. */
function seenSql(viewer: Member, parameters: Parameters): string {
  const reach = reachOf(viewer, 'control.see');
  if (reach.kind === 'company') return 'true';
  if (reach.kind === 'none') return 'false';
  const holder = `(SELECT k.user_id FROM cards k WHERE k.company_id = c.company_id AND k.id = c.subject_id)`;
  const ofPeople = `(c.scope = 'PERSON' AND ${reachSql(reach, 'c.company_id', 'c.subject_id', parameters)})
    OR (c.scope = 'CARD' AND ${reachSql(reach, 'c.company_id', holder, parameters)})`;
  if (reach.kind === 'own') return `(${ofPeople})`;
  return `(${ofPeople} OR (c.scope = 'TEAM' AND c.subject_id = ANY (${parameters.value(reach.teamIds)})))`;
}
