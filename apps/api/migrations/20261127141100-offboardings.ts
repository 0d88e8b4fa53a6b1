import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who leave the company: when, and to whom goes what they looked after. */
export class Offboardings1795788660000 implements MigrationInterface {
  readonly name = 'Offboardings1795788660000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OFFBOARDINGS);
    await runner.query(`SELECT afc_protect('offboardings', 'SELECT, INSERT, UPDATE', 'SELECT')`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Who leaves cannot be forgotten.'));
  }
}

const OFFBOARDINGS = `
CREATE TABLE offboardings (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- The last day on which they are here, by the company's clock. Null for who left at once.
  last_day date,
  -- What becomes of their cards until then.
  cards text NOT NULL CHECK (cards IN ('KEEP', 'FREEZE')),
  -- Who manages which of their teams after them.
  successors jsonb NOT NULL,
  -- Who gets the cases that they look into.
  cases_to uuid,
  state text NOT NULL CHECK (state IN ('SCHEDULED', 'DONE', 'CANCELLED', 'REFUSED')),
  -- Code of what stood in the way when the day came.
  refusal text,
  planned_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (company_id, id),
  CHECK ((state = 'SCHEDULED') = (settled_at IS NULL)),
  CHECK ((state = 'REFUSED') = (refusal IS NOT NULL)),
  CHECK (state <> 'SCHEDULED' OR last_day IS NOT NULL),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
  FOREIGN KEY (company_id, cases_to) REFERENCES users (company_id, id)
);
CREATE UNIQUE INDEX offboardings_scheduled ON offboardings (company_id, user_id) WHERE state = 'SCHEDULED';
CREATE INDEX offboardings_due ON offboardings (last_day) WHERE state = 'SCHEDULED';
CREATE INDEX offboardings_person ON offboardings (company_id, user_id, planned_at DESC);
`;
