import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which cards were issued to many people at once, person by person, so that it can be shown and taken back. */
export class IssueBulks1795795500000 implements MigrationInterface {
  readonly name = 'IssueBulks1795795500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BULKS);
    for (const table of ['issue_bulks', 'issue_bulk_rows']) await runner.query(`SELECT afc_protect($1, 'SELECT, INSERT', '')`, [table]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was done cannot be forgotten.'));
  }
}

const BULKS = `
CREATE TABLE issue_bulks (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('ISSUE', 'TERMINATE')),
  program_id uuid NOT NULL,
  -- The person or service account that did it; none for a part of the system.
  made_by uuid,
  made_at timestamptz NOT NULL,
  -- The one that it takes back.
  undoes uuid,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, undoes) REFERENCES issue_bulks (company_id, id)
);

-- One for each person who was named, whether there is such a person or not.
CREATE TABLE issue_bulk_rows (
  company_id uuid NOT NULL,
  bulk_id uuid NOT NULL,
  user_id uuid NOT NULL,
  place int NOT NULL,
  -- None for who was refused a card.
  card_id uuid,
  -- Why not; null when it was done.
  refusal text,
  sentence text,
  -- Of the card after it was done: what has another version by now was changed since.
  version int,
  PRIMARY KEY (company_id, bulk_id, user_id),
  FOREIGN KEY (company_id, bulk_id) REFERENCES issue_bulks (company_id, id),
  CHECK (refusal IS NOT NULL OR card_id IS NOT NULL),
  CHECK ((refusal IS NULL) = (version IS NOT NULL)),
  CHECK ((refusal IS NULL) = (sentence IS NULL))
);
`;
