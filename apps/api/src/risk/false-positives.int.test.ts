import { type Merchant, MERCHANTS, openingOf } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { harborline, loureiro, type DemoCard, type DemoCompany } from '../demo/demo-companies.ts';
import { HISTORY } from '../demo/history.ts';
import { type PlannedMerchant, type PlannedPurchase, planPurchases } from '../demo/purchase-plan.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type GraphQLHarness, openGraphQL } from '../testing/graphql-harness.ts';
import { PurchaseWatch } from './purchase-watch.ts';

const DAY_MS = 86_400_000;
/** As old as a purchase may be to make a case when it is first read. */
const STEP_MS = 3 * DAY_MS;
const END = new Date('2026-06-01T00:00:00Z');
/** What the companies' block lists decline in the demo. */
const DECLINED = /^(5813|7995|6051)$/;

let harness: GraphQLHarness;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());

/** What the merchant asks for at first, in minor units: a pump asks for more than will flow. The emulator counts in ten-thousandths. */
function askedFor({ story, amountMinor }: PlannedPurchase<PlannedMerchant>): string {
  return String(openingOf(story, Number(amountMinor) * 100).amount / 100);
}

/**
 * The demo's people and cards, and what they buy in ninety days, as the feed tells it step by step: what is held in one step is taken or
 * given back in the next. How often each rule found something.
 */
async function alertsOver(company: DemoCompany, rules: object = {}): Promise<{ purchases: number; alerts: Record<string, number> }> {
  const { admin, clock, database } = harness;
  clock.set(new Date(END.getTime() - (HISTORY.days + 1) * DAY_MS));
  const { companyId } = await harness.createCompany(company.name);
  const cards = await makeCards(companyId, company);
  await admin.query(`INSERT INTO risk_settings (company_id, version, rules, changed_by, changed_at) VALUES ($1, 1, $2, 'test', $3)`, [
    ...[companyId, JSON.stringify(rules), clock.now()],
  ]);
  const countries = company.currency === 'EUR' ? ['PRT', 'IRL'] : ['USA'];
  const nearby = MERCHANTS.filter(({ acceptor }) => countries.includes(acceptor.country_code)).map((one) => ({
    ...one,
    mcc: one.acceptor.mcc,
  }));
  const plan = planPurchases(company, nearby, { end: END, ...HISTORY });
  const watch = new PurchaseWatch(database);
  let held: HeldRow[] = [];
  for (let until = END.getTime() - HISTORY.days * DAY_MS; until <= END.getTime(); until += STEP_MS) {
    clock.set(new Date(until));
    await settle(companyId, held);
    held = plan
      .filter(({ at }) => at.getTime() <= until && at.getTime() > until - STEP_MS)
      .map((purchase) => heldRow(purchase, cards.get(purchase.card)!));
    await hold(companyId, company.currency, held);
    await watch.catchUp(companyId);
  }
  const { rows } = await admin.query<{ rule: string; count: number }>(
    `SELECT rule, count(*)::int AS count FROM risk_alerts WHERE company_id = $1 GROUP BY rule ORDER BY rule`,
    [companyId],
  );
  const judged = await admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM risk_assessments WHERE company_id = $1`, [
    companyId,
  ]);
  return { purchases: judged.rows[0]!.count, alerts: Object.fromEntries(rows.map(({ rule, count }) => [rule, count])) };
}

type HeldRow = ReturnType<typeof heldRow>;

function heldRow(purchase: PlannedPurchase<PlannedMerchant & Merchant>, card: CardIds) {
  const { at, merchant, amountMinor, story } = purchase;
  const { mid, mcc, name, city, country_code: country } = merchant.acceptor;
  return {
    ...{ id: uuidv7(harness.clock), at, ...card, asked: askedFor(purchase), taken: amountMinor.toString() },
    status: DECLINED.test(mcc) ? 'DECLINED' : 'PENDING',
    becomes: story === 'reversal' ? 'REVERSED' : 'CLEARED',
    ...{ mid, mcc, name, city, country, channels: merchant.online ? 'ONLINE' : 'CHIP' },
  };
}

/** Tells the feed of rows `changed`. */
const INTO_FEED = `
  numbered AS (SELECT b.*, row_number() OVER (ORDER BY b.transacted_at) AS n FROM changed b),
  gate AS (UPDATE company_gates SET next_feed_number = next_feed_number + (SELECT count(*) FROM changed) WHERE company_id = $1)
  INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, user_id)
  SELECT $1, g.next_feed_number + n - 1, gen_random_uuid(), 'TRANSACTION', $2, transacted_at, b.id, user_id
    FROM numbered b JOIN company_gates g ON g.company_id = $1`;

async function hold(companyId: string, currency: string, rows: readonly HeldRow[]): Promise<void> {
  await harness.admin.query(
    `WITH changed AS (
       INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor,
         requested_minor, merchant_name, merchant_category, merchant_mid, merchant_city, merchant_country, channels, transacted_at, created_at, updated_at)
       SELECT $1, r.id, r.id::text, r."cardId", r."userId", r."programId", 'PURCHASE', r.status, $4, r.asked, r.asked, r.name, r.mcc, r.mid, r.city,
              r.country, r.channels, r.at, r.at, r.at
         FROM json_to_recordset($3) AS r (id uuid, "cardId" uuid, "userId" uuid, "programId" uuid, status text, asked bigint, name text, mcc text,
           mid text, city text, country text, channels text, at timestamptz) RETURNING id, user_id, transacted_at),
     ${INTO_FEED}`,
    [companyId, 'transaction.approved', JSON.stringify(rows), currency],
  );
}

async function settle(companyId: string, rows: readonly HeldRow[]): Promise<void> {
  await harness.admin.query(
    `WITH changed AS (
       UPDATE transactions t SET status = r.becomes, amount_minor = r.taken
         FROM json_to_recordset($3) AS r (id uuid, becomes text, taken bigint)
        WHERE t.company_id = $1 AND t.id = r.id AND t.status = 'PENDING' RETURNING t.id, t.user_id, t.transacted_at),
     ${INTO_FEED}`,
    [companyId, 'transaction.cleared', JSON.stringify(rows)],
  );
}

type CardIds = { readonly cardId: string; readonly userId: string; readonly programId: string };

async function makeCards(companyId: string, company: DemoCompany): Promise<Map<DemoCard, CardIds>> {
  const { admin, clock } = harness;
  const idOf = new Map<string, string>();
  const idFor = (name: string): string => {
    const id = idOf.get(name) ?? uuidv7(clock);
    idOf.set(name, id);
    return id;
  };
  for (const { key, firstName, lastName } of company.people) {
    await admin.query(
      `INSERT INTO users (company_id, id, first_name, last_name, email_hash, email_sealed, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, '', $6, $6)`,
      [companyId, idFor(key), firstName, lastName, Buffer.from(key), clock.now()],
    );
  }
  for (const { name, cardType } of company.programs) {
    await admin.query(`INSERT INTO card_products (company_id, id, name, card_type, currency, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, [
      ...[companyId, idFor(name), name, cardType, company.currency, clock.now()],
    ]);
  }
  const cards = new Map<DemoCard, CardIds>();
  for (const card of company.cards) {
    const ids = { cardId: uuidv7(clock), userId: idFor(card.holder), programId: idFor(card.program) };
    cards.set(card, ids);
    await admin.query(
      `INSERT INTO cards (company_id, id, user_id, card_product_id, marqeta_card_token, card_type, name, currency, status, issuer_status, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, 'VIRTUAL', $6, $7, 'ACTIVE', 'ACTIVE', $8, $8)`,
      [companyId, ids.cardId, ids.userId, ids.programId, ids.cardId, card.name, company.currency, clock.now()],
    );
  }
  return cards;
}

describe('of ninety ordinary days, in which nothing happened, the usual settings make', () => {
  test('no alert of 1,400 purchases of the larger company', async () => {
    const { purchases, alerts } = await alertsOver(harborline);

    expect(purchases).toBe(1_400);
    expect(alerts).toEqual({});
  });

  test('no alert of 100 purchases of the smaller company', async () => {
    const { purchases, alerts } = await alertsOver(loureiro);

    expect(purchases).toBe(100);
    expect(alerts).toEqual({});
  });
});

test('the same days make many when the thresholds are set low: they are looked at', async () => {
  const { alerts } = await alertsOver(loureiro, {
    VELOCITY: { thresholds: { PURCHASES: 2, MINUTES: 1_440, TIMES: 1 } },
    ROUND_AMOUNTS: { thresholds: { PURCHASES: 2, DAYS: 30, MULTIPLE_OF: 1 } },
    DORMANT_CARD: { thresholds: { DAYS: 7 } },
  });

  expect(Object.keys(alerts)).toEqual(expect.arrayContaining(['DORMANT_CARD', 'ROUND_AMOUNTS', 'VELOCITY']));
});
