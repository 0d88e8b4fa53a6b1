import type pg from 'pg';
import { FOLDED, owedTo } from './subjects.ts';

/** `$1` company, `$2` purchases, `$3` zone. */
const FOLD = `
WITH ${owedTo('$1', '$2', '$3')}, rolled AS (
  INSERT INTO spend_rollups AS r (company_id, currency, dimension, day, subject, minor, purchases) SELECT * FROM owed
  ON CONFLICT (company_id, currency, dimension, day, subject) DO UPDATE SET minor = r.minor + EXCLUDED.minor, purchases = r.purchases + EXCLUDED.purchases
), gone AS (
  DELETE FROM spend_folds f USING changed c WHERE c.part_at = '{}' AND f.company_id = c.company_id AND f.transaction_id = c.id
)
INSERT INTO spend_folds (company_id, transaction_id, currency, first_day, last_day, ${FOLDED.join(', ')})
SELECT company_id, id, currency, first_day, last_day, ${FOLDED.join(', ')} FROM changed WHERE part_at <> '{}'
ON CONFLICT (company_id, transaction_id) DO UPDATE SET ${['first_day', 'last_day', ...FOLDED].map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;

/**
 * Brings these purchases into the sums as they are now, less what of them is there: it may be said again of any of them. The caller holds the
 * company's mark.
 */
export async function foldSpend(client: pg.ClientBase, companyId: string, ids: readonly string[], timeZone: string): Promise<void> {
  if (ids.length > 0) await client.query({ name: 'fold-spend', text: FOLD, values: [companyId, ids, timeZone] });
}
