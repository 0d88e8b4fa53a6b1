import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done with many cards at once, card by card, so that it can be shown and taken back. */
export class CardBulks1795785000000 implements MigrationInterface {
  readonly name = 'CardBulks1795785000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BULKS);
    for (const table of ['card_bulks', 'card_bulk_rows']) await runner.query(`SELECT afc_protect($1, 'SELECT, INSERT', '')`, [table]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was done cannot be forgotten.'));
  }
}

const BULKS = `
CREATE TABLE card_bulks (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('FREEZE', 'UNFREEZE', 'TERMINATE')),
  -- The person or service account that did it; none for a part of the system.
  made_by uuid,
  made_at timestamptz NOT NULL,
  -- The one that it takes back.
  undoes uuid,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, undoes) REFERENCES card_bulks (company_id, id)
);

-- One for each card that was named, whether there is such a card or not.
CREATE TABLE card_bulk_rows (
  company_id uuid NOT NULL,
  bulk_id uuid NOT NULL,
  card_id uuid NOT NULL,
  place int NOT NULL,
  -- Why not; null when it was done.
  refusal text,
  sentence text,
  -- Of the card after it was done: what has another version by now was changed since.
  version int,
  -- With whose authority the card was frozen before it was unfrozen.
  frozen_before text CHECK (frozen_before IN ('HOLDER', 'MANAGER', 'ADMIN')),
  PRIMARY KEY (company_id, bulk_id, card_id),
  FOREIGN KEY (company_id, bulk_id) REFERENCES card_bulks (company_id, id),
  CHECK ((refusal IS NULL) = (version IS NOT NULL)),
  CHECK ((refusal IS NULL) = (sentence IS NULL))
);
`;
