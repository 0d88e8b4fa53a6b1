import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Spend summed by local day, for reports. The tables begin empty: the worker fills them, a company after the other, while everything runs. */
export class SpendRollups1795789200000 implements MigrationInterface {
  readonly name = 'SpendRollups1795789200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLLUPS);
    for (const [table, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, 'SELECT', $2)`, [table, gateway]);
    await runner.query(`GRANT INSERT ON spend_fold_queue TO afc_api`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of PROTECTED) await runner.query(`DROP TABLE ${table}`);
  }
}

const ROLLUPS = `
-- How far the sums of a company have come. They answer reports while they are READY and of the company's zone.
CREATE TABLE spend_rollup_marks (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  -- CLEARING: what was summed is taken away; BUILDING: purchases are summed in the order of their ids; READY: the feed is followed.
  state text NOT NULL CHECK (state IN ('CLEARING', 'BUILDING', 'READY')),
  -- Whose local days they are of.
  time_zone text NOT NULL,
  -- While BUILDING: the last purchase that is summed.
  built_to uuid NOT NULL,
  -- What the feed told before this number is summed.
  next_feed_number bigint NOT NULL
);

-- What was spent on a subject on a local day: the sum of the folds of its purchases.
CREATE TABLE spend_rollups (
  company_id uuid NOT NULL,
  currency text NOT NULL,
  dimension text NOT NULL CHECK (dimension IN ('TOTAL', 'PERSON', 'TEAM', 'PROGRAM', 'CATEGORY', 'MERCHANT', 'COUNTRY')),
  day date NOT NULL,
  -- Empty for TOTAL, and where a purchase has none.
  subject text NOT NULL,
  minor bigint NOT NULL,
  -- Those alone that count on no other day: the others are looked up, since they count once in a longer time.
  purchases int NOT NULL,
  PRIMARY KEY (company_id, currency, dimension, day, subject)
) WITH (fillfactor = 80);

-- What of a purchase is in the sums: its parts, and what may change of its subjects. One that counts nothing has no row.
CREATE TABLE spend_folds (
  company_id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  currency text NOT NULL,
  -- Of its parts.
  first_day date NOT NULL,
  last_day date NOT NULL,
  part_at timestamptz[] NOT NULL,
  part_minor bigint[] NOT NULL,
  merchant_name text NOT NULL,
  merchant_category text NOT NULL,
  merchant_country text,
  PRIMARY KEY (company_id, transaction_id)
) WITH (fillfactor = 80);
CREATE INDEX spend_folds_day ON spend_folds (company_id, first_day);
CREATE INDEX spend_folds_of_days ON spend_folds (company_id, last_day) WHERE first_day < last_day;

-- Purchases whose spend changed without a word in the feed.
CREATE TABLE spend_fold_queue (
  company_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  transaction_id uuid NOT NULL,
  PRIMARY KEY (company_id, id)
);
`;

const PROTECTED = [
  ['spend_rollup_marks', 'SELECT, INSERT, UPDATE'],
  ['spend_rollups', 'SELECT, INSERT, UPDATE, DELETE'],
  ['spend_folds', 'SELECT, INSERT, UPDATE, DELETE'],
  ['spend_fold_queue', 'SELECT, INSERT, DELETE'],
] as const;
