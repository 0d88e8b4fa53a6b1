import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many people were invited at once, person by person, so that it can be shown and taken back. */
export class InvitationBulks1795795200000 implements MigrationInterface {
  readonly name = 'InvitationBulks1795795200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BULKS);
    for (const table of ['invitation_bulks', 'invitation_bulk_rows'])
      await runner.query(`SELECT afc_protect($1, 'SELECT, INSERT', '')`, [table]);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was done cannot be forgotten.'));
  }
}

const BULKS = `
CREATE TABLE invitation_bulks (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  action text NOT NULL CHECK (action IN ('INVITE', 'WITHDRAW')),
  -- The person or service account that did it; none for a part of the system.
  made_by uuid,
  made_at timestamptz NOT NULL,
  -- The one that it takes back.
  undoes uuid,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, undoes) REFERENCES invitation_bulks (company_id, id)
);

-- One for each who was named. Who was refused is told by the place alone: nothing of them is kept.
CREATE TABLE invitation_bulk_rows (
  company_id uuid NOT NULL,
  bulk_id uuid NOT NULL,
  place int NOT NULL,
  invitation_id uuid,
  -- Why not; null when it was done.
  refusal text,
  sentence text,
  PRIMARY KEY (company_id, bulk_id, place),
  FOREIGN KEY (company_id, bulk_id) REFERENCES invitation_bulks (company_id, id),
  CHECK (refusal IS NOT NULL OR invitation_id IS NOT NULL),
  CHECK ((refusal IS NULL) = (sentence IS NULL))
);
`;
