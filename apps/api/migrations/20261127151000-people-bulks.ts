import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done with many people at once, person by person, so that it can be shown and taken back. */
export class PeopleBulks1795792200000 implements MigrationInterface {
  readonly name = 'PeopleBulks1795792200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BULKS);
    for (const table of ['people_bulks', 'people_bulk_rows']) await runner.query(`SELECT afc_protect($1, 'SELECT, INSERT', '')`, [table]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was done cannot be forgotten.'));
  }
}

const BULKS = `
CREATE TABLE people_bulks (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('ADD_TO_TEAM', 'REMOVE_FROM_TEAM')),
  team_id uuid NOT NULL,
  -- The person that did it; none for a part of the system.
  made_by uuid,
  made_at timestamptz NOT NULL,
  -- The one that it takes back.
  undoes uuid,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id),
  FOREIGN KEY (company_id, undoes) REFERENCES people_bulks (company_id, id)
);

-- One for each person who was named, whether there is such a person or not.
CREATE TABLE people_bulk_rows (
  company_id uuid NOT NULL,
  bulk_id uuid NOT NULL,
  user_id uuid NOT NULL,
  place int NOT NULL,
  -- Why not; null when it was done.
  refusal text,
  sentence text,
  -- Of the person after it was done: who has another version by now was changed since.
  version int,
  -- Whether the person managed the team before.
  managed_before boolean NOT NULL,
  PRIMARY KEY (company_id, bulk_id, user_id),
  FOREIGN KEY (company_id, bulk_id) REFERENCES people_bulks (company_id, id),
  CHECK ((refusal IS NULL) = (version IS NOT NULL)),
  CHECK ((refusal IS NULL) = (sentence IS NULL))
);
`;
