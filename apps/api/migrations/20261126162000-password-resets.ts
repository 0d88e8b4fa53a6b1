import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Resets of a password by mail. Their tokens are not here: what is here makes none. */
export class PasswordResets1795710000000 implements MigrationInterface {
  readonly name = 'PasswordResets1795710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION auth_ask_reset(uuid, bytea[], timestamptz, timestamptz, int), auth_reset(uuid, timestamptz),
        auth_use_reset(uuid, text, timestamptz), auth_mailbox(uuid);
      DROP TABLE password_resets`);
  }
}

const TABLE = `
CREATE TABLE password_resets (
  id uuid PRIMARY KEY,
  identity_id uuid NOT NULL REFERENCES identities (id),
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX password_resets_identity ON password_resets (identity_id, asked_at);
ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON password_resets TO afc_owner USING (true) WITH CHECK (true);
SELECT afc_let_look_up('password_resets', 'SELECT, INSERT, UPDATE, DELETE');
`;

const FUNCTIONS = `
-- Makes a reset for a mailbox; false for one that nobody has, and for one that was asked for too often within the hour.
CREATE FUNCTION auth_ask_reset(new_id uuid, hashes bytea[], at timestamptz, until timestamptz, most_an_hour int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found uuid;
BEGIN
  SELECT i.id INTO found FROM identities i WHERE i.email_hash = ANY (hashes) FOR NO KEY UPDATE;
  IF found IS NULL OR (SELECT count(*) FROM password_resets r WHERE r.identity_id = found AND r.asked_at > at - interval '1 hour') >= most_an_hour THEN
    RETURN false;
  END IF;
  DELETE FROM password_resets r WHERE r.identity_id = found AND r.asked_at < at - interval '1 day';
  INSERT INTO password_resets (id, identity_id, asked_at, expires_at) VALUES (new_id, found, at, until);
  RETURN true;
END $$;
SELECT afc_for_requests('auth_ask_reset(uuid, bytea[], timestamptz, timestamptz, int)');

-- Whose reset it is; no row for one that is over or was used.
CREATE FUNCTION auth_reset(reset uuid, at timestamptz) RETURNS TABLE (identity_id uuid) LANGUAGE sql STABLE AS $$
  SELECT r.identity_id FROM password_resets r WHERE r.id = reset AND r.used_at IS NULL AND r.expires_at > at
$$;
SELECT afc_for_requests('auth_reset(uuid, timestamptz)');

-- Sets the password, once, uses up every other reset of the identity, and ends its sessions. @returns them; null when it is over.
CREATE FUNCTION auth_use_reset(reset uuid, new_password_hash text, at timestamptz) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE whose uuid;
BEGIN
  UPDATE password_resets r SET used_at = at WHERE r.id = reset AND r.used_at IS NULL AND r.expires_at > at RETURNING r.identity_id INTO whose;
  IF whose IS NULL THEN RETURN NULL; END IF;
  UPDATE password_resets r SET used_at = at WHERE r.identity_id = whose AND r.used_at IS NULL;
  UPDATE identities SET password_hash = new_password_hash WHERE id = whose;
  RETURN ARRAY(SELECT auth_end_sessions(whose, NULL, NULL, at, 'password_reset'));
END $$;
SELECT afc_for_requests('auth_use_reset(uuid, text, timestamptz)');
GRANT EXECUTE ON FUNCTION auth_end_sessions(uuid, uuid, uuid, timestamptz, text) TO afc_lookup;

-- How to write to an identity, in whose language, and in which companies it is a person.
CREATE FUNCTION auth_mailbox(identity uuid)
  RETURNS TABLE (email_hash bytea, email_sealed bytea, wrapped_key bytea, display_name text, is_operator boolean, locale text, people json) LANGUAGE sql STABLE AS $$
  SELECT i.email_hash, i.email_sealed, i.wrapped_key, i.display_name, i.is_operator,
         coalesce((SELECT u.locale FROM users u WHERE u.identity_id = i.id ORDER BY u.created_at, u.id LIMIT 1), 'en'),
         coalesce((SELECT json_agg(json_build_object('companyId', u.company_id, 'userId', u.id, 'displayName', u.first_name || ' ' || u.last_name)
                                   ORDER BY u.created_at, u.id) FROM users u WHERE u.identity_id = i.id), '[]')
    FROM identities i WHERE i.id = identity
$$;
SELECT afc_for_requests('auth_mailbox(uuid)');
`;
