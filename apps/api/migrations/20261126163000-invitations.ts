import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was invited into a company. The token of the link is not here: what is here makes none. */
export class Invitations1795710600000 implements MigrationInterface {
  readonly name = 'Invitations1795710600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION auth_invitation(uuid), auth_set_first_password(bytea[], text); DROP TABLE invitations`);
  }
}

const TABLE = `
CREATE TABLE invitations (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email_sealed bytea NOT NULL,
  email_hash bytea NOT NULL,
  -- The key that seals the address: an invitation that is over forgets it with the address.
  wrapped_key bytea NOT NULL,
  role text NOT NULL CHECK (role IN ('ADMIN', 'MANAGER', 'ACCOUNTANT', 'EMPLOYEE')),
  team_id uuid,
  locale text NOT NULL,
  state text NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'WITHDRAWN')),
  -- How often it was mailed: the link of a mail before is good no more.
  round int NOT NULL DEFAULT 1,
  invited_by_name text NOT NULL,
  created_at timestamptz NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id)
);
CREATE UNIQUE INDEX invitations_open ON invitations (company_id, email_hash) WHERE state = 'OPEN';
CREATE UNIQUE INDEX invitations_id ON invitations (id);
SELECT afc_protect('invitations', 'SELECT, INSERT, UPDATE', '');
SELECT afc_let_look_up('invitations', 'SELECT');
`;

const FUNCTIONS = `
-- An invitation by the id in its link, whichever company's it is.
CREATE FUNCTION auth_invitation(invitation uuid)
  RETURNS TABLE (company_id uuid, id uuid, company_name text, first_name text, last_name text, email_sealed bytea, wrapped_key bytea,
                 role text, team_id uuid, locale text, state text, round int, expires_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT v.company_id, v.id, c.name, v.first_name, v.last_name, v.email_sealed, v.wrapped_key, v.role, v.team_id, v.locale, v.state, v.round, v.expires_at
    FROM invitations v JOIN companies c ON c.id = v.company_id WHERE v.id = invitation
$$;
SELECT afc_for_requests('auth_invitation(uuid)');

-- Gives a password to an identity that never had one: a link that was mailed has proved whose the mailbox is.
CREATE FUNCTION auth_set_first_password(hashes bytea[], new_password_hash text) RETURNS void LANGUAGE sql AS $$
  UPDATE identities SET password_hash = new_password_hash WHERE email_hash = ANY (hashes) AND password_hash IS NULL
$$;
SELECT afc_for_requests('auth_set_first_password(bytea[], text)');
`;
