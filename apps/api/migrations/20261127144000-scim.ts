import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a company's directory calls our people and teams, and the teams that who is invited will join. */
export class Scim1795790400000 implements MigrationInterface {
  readonly name = 'Scim1795790400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    for (const table of ['invitation_teams', 'scim_users', 'scim_groups'])
      await runner.query(`SELECT afc_protect($1, 'SELECT, INSERT, UPDATE, DELETE', '')`, [table]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE scim_groups, scim_users, invitation_teams`);
  }
}

const TABLES = `
-- Beside the one team that an invitation itself names.
CREATE TABLE invitation_teams (
  company_id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  team_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, invitation_id, team_id),
  FOREIGN KEY (company_id, invitation_id) REFERENCES invitations (company_id, id),
  FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id)
);
CREATE INDEX invitation_teams_by_team ON invitation_teams (company_id, team_id);

-- A person, or an invitation: who accepts one keeps its id. No row: the directory has not said anything of them yet.
CREATE TABLE scim_users (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  external_id text CHECK (length(external_id) BETWEEN 1 AND 256),
  changed_at timestamptz NOT NULL,
  -- The directory has let go of them: there is no such user any more, until it makes one with the same address.
  removed_at timestamptz,
  PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX scim_users_external ON scim_users (company_id, external_id);

CREATE TABLE scim_groups (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  external_id text CHECK (length(external_id) BETWEEN 1 AND 256),
  changed_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, id) REFERENCES teams (company_id, id)
);
CREATE UNIQUE INDEX scim_groups_external ON scim_groups (company_id, external_id);
`;
