import type pg from 'pg';

/** A purchase with its decision, as the gateway writes them. */
export async function insertPurchase(admin: pg.Pool, companyId: string, cardId: string, status: 'PENDING' | 'CLEARED'): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(
    `WITH purchase AS (
       INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor,
         requested_minor, merchant_name, merchant_category, transacted_at, created_at, updated_at)
       SELECT $1, uuidv7(), uuidv7()::text, c.id, c.user_id, c.card_product_id, 'PURCHASE', $3, 'EUR', 1250, 1250, 'Café Central', '5814', now(), now(), now()
         FROM cards c WHERE c.company_id = $1 AND c.id = $2 RETURNING id, card_id, marqeta_transaction_token AS token),
     decided AS (
       INSERT INTO authorizations (company_id, id, transaction_id, card_id, jit_token, transaction_token, method, fingerprint, outcome, currency,
         amount_minor, requested_minor, user_transaction_time, decided_at)
       SELECT $1, uuidv7(), p.id, p.card_id, uuidv7()::text, p.token, 'pgfs.authorization', 'f', 'APPROVED', 'EUR', 1250, 1250, now(), now()
         FROM purchase p RETURNING id),
     recorded AS (INSERT INTO decision_records (company_id, id, record) SELECT $1, d.id, '{"v":1,"verdicts":[]}' FROM decided d)
     SELECT id FROM purchase`,
    [companyId, cardId, status],
  );
  const [purchase] = rows;
  if (purchase === undefined) throw new Error(`there is no card ${cardId}`);
  return purchase.id;
}
