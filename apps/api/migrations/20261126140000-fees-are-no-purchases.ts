import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many fees of a company become what they are under its gate at once. */
const CHUNK = 50;

/**
 * What the programme charges on a card in messages of its own is of kind FEE: it was a purchase (a refund where only money that came back
 * had been heard of), and counted as one. Each step commits by itself: the kinds are checked beside all work, fees are looked for beside
 * all work, and only then, a few at a time, they change under the gate of their company with the counters that had counted them. What
 * was done stays done when it is run again.
 */
export class FeesAreNoPurchases1795701600000 implements MigrationInterface {
  readonly name = 'FeesAreNoPurchases1795701600000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of KINDS) await runner.query(sql);
    const found = (await runner.query(FIND)) as { company_id: string; ids: string[] }[];
    for (const { company_id: companyId, ids } of found) await changeCompany(runner, companyId, ids);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A fee does not become a purchase again.'));
  }
}

/** Which counters had counted which fee does not change but with the company's controls: then they are looked for once more. */
async function changeCompany(runner: QueryRunner, companyId: string, ids: readonly string[]): Promise<void> {
  let rest = ids;
  while (rest.length > 0) {
    const [{ version }] = (await runner.query(VERSION, [companyId])) as [{ version: string }];
    const counted = (await runner.query(COUNTED, [companyId, rest])) as Counted[];
    while (rest.length > 0 && (await changeSome(runner, { companyId, version, ids: rest.slice(0, CHUNK), counted }))) {
      rest = rest.slice(CHUNK);
    }
  }
}

type Counted = { readonly fee: string; readonly counter: string };
type Some = { readonly companyId: string; readonly version: string; readonly ids: readonly string[]; readonly counted: readonly Counted[] };

/** @returns false when the company's controls are no longer those of `version`: nothing has changed */
async function changeSome(runner: QueryRunner, { companyId, version, ids, counted }: Some): Promise<boolean> {
  await runner.startTransaction();
  try {
    const [gate] = (await runner.query(`${VERSION} FOR NO KEY UPDATE`, [companyId])) as [{ version: string }];
    if (gate.version === version) {
      const changed = (await runner.query(CHANGE, [companyId, ids])) as { id: string }[];
      const those = new Set(changed.map(({ id }) => id));
      const left = counted.filter(({ fee }) => those.has(fee)).map(({ counter }) => counter);
      await runner.query(COUNT_LESS, [companyId, left]);
    }
    await runner.commitTransaction();
    return gate.version === version;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

const KINDS = [
  `ALTER TABLE transactions DROP CONSTRAINT IF EXISTS transactions_kind_check, ADD CONSTRAINT transactions_kind_check
     CHECK (kind IN ('PURCHASE', 'REFUND', 'CREDIT', 'VERIFICATION', 'FEE')) NOT VALID`,
  // Reads all that is there, and lets everybody go on meanwhile.
  `ALTER TABLE transactions VALIDATE CONSTRAINT transactions_kind_check`,
];

const VERSION = `SELECT controls_version::text AS version FROM company_gates WHERE company_id = $1`;

/** Nobody asked, and nothing was told of it but fees. */
const IS_FEE = `t.kind IN ('PURCHASE', 'REFUND') AND t.authorization_id IS NULL AND t.held_minor = 0 AND t.cleared_minor = 0 AND t.part_minor = '{}'
  AND EXISTS (SELECT FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id
                AND e.type IN ('fee.charge', 'fee.charge.refund', 'fee.charge.reversal'))
  AND NOT EXISTS (SELECT FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id
                AND e.type NOT IN ('fee.charge', 'fee.charge.refund', 'fee.charge.reversal', 'fee.charge.pending', 'fee.charge.waived'))
  AND NOT EXISTS (SELECT FROM authorizations a WHERE a.company_id = t.company_id AND a.transaction_id = t.id)`;

const FIND = `SELECT t.company_id, array_agg(t.id ORDER BY t.id) AS ids FROM transactions t WHERE ${IS_FEE} GROUP BY t.company_id`;

/** The counters of purchases whose subject, categories and window a fee belongs to, if it was counted at all. */
const COUNTED = `
SELECT t.id AS fee, c.id AS counter
  FROM transactions t
  JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
  JOIN spend_counters c ON c.company_id = t.company_id AND c.unit = 'COUNT' AND c.filter <> 'exception'
   AND CASE c.scope WHEN 'CARD' THEN c.subject_id IN (t.card_id, k.line_id) WHEN 'PERSON' THEN c.subject_id = t.user_id
         WHEN 'TEAM' THEN c.subject_id = ANY (t.team_ids) WHEN 'CARD_PROGRAM' THEN c.subject_id = t.card_product_id
         ELSE c.subject_id = t.company_id END
   AND (c.filter = '' OR EXISTS (SELECT FROM regexp_split_to_table(c.filter, ',') r WHERE t.merchant_category BETWEEN left(r, 4) AND right(r, 4)))
   AND t.transacted_at >= c.starts_on::timestamp AT TIME ZONE c.zone
   AND t.transacted_at < (c.starts_on + CASE c.period WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days'
         WHEN 'MONTH' THEN interval '1 month' WHEN 'QUARTER' THEN interval '3 months' WHEN 'LIFETIME' THEN interval '1000 years'
         ELSE interval '1 year' END) AT TIME ZONE c.zone
 WHERE t.company_id = $1 AND t.id = ANY ($2::uuid[]) AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED'`;

/** As the fold has it from now on. */
const CHANGE = `
WITH changed AS (
  UPDATE transactions t SET kind = 'FEE',
         status = CASE WHEN t.fees_minor <> 0 THEN 'CLEARED'
                       WHEN EXISTS (SELECT FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id
                                       AND e.type IN ('fee.charge.refund', 'fee.charge.reversal') AND e.state NOT IN ('DECLINED', 'ERROR')) THEN 'REVERSED'
                       ELSE 'DECLINED' END,
         amount_minor = CASE WHEN t.fees_minor <> 0 THEN t.fees_minor ELSE t.requested_minor END
   WHERE t.company_id = $1 AND t.id = ANY ($2::uuid[]) AND ${IS_FEE} RETURNING t.id)
SELECT id FROM changed`;

const COUNT_LESS = `
UPDATE spend_counters c SET amount_minor = c.amount_minor - n.fees
  FROM (SELECT id, count(*) AS fees FROM unnest($2::uuid[]) id GROUP BY id) n WHERE c.company_id = $1 AND c.id = n.id`;
