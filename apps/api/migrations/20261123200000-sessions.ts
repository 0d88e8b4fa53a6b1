import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sign-in. Requests reach identities and sessions through these functions alone: they run as afc_lookup, beside the company
 * policy, and each answers one question.
 */
export class Sessions1763928000000 implements MigrationInterface {
  readonly name = 'Sessions1763928000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    for (const [signature, body] of Object.entries(LOOKUPS)) await runner.query(lookup(signature, body));
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sign-in cannot be taken away.'));
  }
}

/** A function that runs as afc_lookup and that afc_api alone may call. */
function lookup(signature: string, body: string): string {
  const name = signature.slice(0, signature.indexOf(')') + 1);
  return `
    CREATE FUNCTION ${signature} SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ ${body} $$;
    ALTER FUNCTION ${name} OWNER TO afc_lookup;
    REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ${name} TO afc_api;
  `;
}

const TABLES = `
-- How often a mailbox was tried with a wrong password, from one place and from everywhere ('*').
ALTER TABLE identities DROP COLUMN failed_attempts, DROP COLUMN locked_until;
CREATE TABLE sign_in_failures (
  email_hash bytea NOT NULL,
  -- A keyed hash of the network address, or '*'.
  source text NOT NULL,
  failures int NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (email_hash, source)
);
CREATE INDEX sign_in_failures_age ON sign_in_failures (last_at);

-- One row a signed-in browser. Its refresh tokens are numbered: the row knows the newest number.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  identity_id uuid NOT NULL REFERENCES identities (id),
  company_id uuid,
  user_id uuid,
  app text NOT NULL CHECK (app IN ('admin', 'portal')),
  generation int NOT NULL DEFAULT 1,
  rotated_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_because text CHECK (revoked_because IN ('signed_out', 'reuse', 'access_changed')),
  -- When it ended or its person's access changed, by the database's own clock: what every process asks for. Null before that.
  changed_at timestamptz,
  ip inet,
  user_agent text,
  CHECK ((company_id IS NULL) = (user_id IS NULL)),
  CHECK ((revoked_at IS NULL) = (revoked_because IS NULL)),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX sessions_identity ON sessions (identity_id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_person ON sessions (company_id, user_id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_changed ON sessions (changed_at);
CREATE INDEX sessions_expired ON sessions (expires_at);

DO $$ DECLARE target text; BEGIN
  FOREACH target IN ARRAY ARRAY['sessions', 'sign_in_failures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner ON %I TO afc_owner USING (true) WITH CHECK (true)', target);
    PERFORM afc_let_look_up(target, 'SELECT, INSERT, UPDATE, DELETE');
  END LOOP;
END $$;
SELECT afc_let_look_up('memberships', 'SELECT');
`;

const LOOKUPS: Readonly<Record<string, string>> = {
  /** Several hashes while master keys rotate; at most one of them is stored. */
  'auth_identity(hashes bytea[]) RETURNS TABLE (id uuid, password_hash text, is_operator boolean, people json) LANGUAGE sql STABLE': `
    SELECT i.id, i.password_hash, i.is_operator,
           coalesce((SELECT json_agg(json_build_object('companyId', u.company_id, 'userId', u.id, 'role', u.role, 'status', u.status)
                                     ORDER BY u.created_at, u.id)
                       FROM users u WHERE u.identity_id = i.id), '[]')
      FROM identities i WHERE i.email_hash = ANY (hashes)`,

  /**
   * Makes the identity of a mailbox. One that is there is given only to who has proved to know its password (`proven`): else
   * whoever first adds a mailbox, in any company, could sign in wherever it is added later.
   */
  'auth_link_identity(hashes bytea[], proven uuid, new_id uuid, sealed bytea, wrapped bytea, new_password_hash text, name text, at timestamptz) RETURNS uuid LANGUAGE plpgsql': `
    DECLARE found uuid;
    BEGIN
      SELECT i.id INTO found FROM identities i WHERE i.email_hash = ANY (hashes);
      IF found IS NULL THEN
        INSERT INTO identities (id, email_hash, email_sealed, wrapped_key, password_hash, display_name, created_at)
          VALUES (new_id, hashes[1], sealed, wrapped, new_password_hash, name, at) ON CONFLICT (email_hash) DO NOTHING RETURNING id INTO found;
        RETURN found;
      END IF;
      RETURN CASE WHEN found = proven THEN found END;
    END`,

  'auth_open_session(new_id uuid, identity uuid, company uuid, person uuid, for_app text, at timestamptz, until timestamptz, from_ip inet, agent text) RETURNS void LANGUAGE sql': `
    INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at, ip, user_agent)
      VALUES (new_id, identity, company, person, for_app, at, at, until, from_ip, agent)`,

  /**
   * The newest refresh token moves the session on. The one before it is good for a moment more and gets the newest again, for
   * the second tab or the answer that was lost. Anything older is somebody who copied it: the session ends.
   */
  'auth_rotate_session(session uuid, presented int, for_app text, at timestamptz, grace interval, idle interval) RETURNS TABLE (outcome text, current_generation int, until timestamptz) LANGUAGE plpgsql': `
    DECLARE s sessions;
    BEGIN
      SELECT * INTO s FROM sessions WHERE sessions.id = session FOR UPDATE;
      IF s.id IS NULL OR s.app <> for_app OR s.revoked_at IS NOT NULL OR s.expires_at <= at OR s.rotated_at + idle <= at OR presented > s.generation THEN
        RETURN QUERY SELECT 'ended', 0, NULL::timestamptz;
      ELSIF presented = s.generation THEN
        UPDATE sessions SET generation = s.generation + 1, rotated_at = at WHERE sessions.id = session;
        RETURN QUERY SELECT 'rotated', s.generation + 1, s.expires_at;
      ELSIF presented = s.generation - 1 AND at <= s.rotated_at + grace THEN
        RETURN QUERY SELECT 'repeated', s.generation, s.expires_at;
      ELSE
        UPDATE sessions SET revoked_at = at, revoked_because = 'reuse', changed_at = clock_timestamp() WHERE sessions.id = session;
        RETURN QUERY SELECT 'reused', 0, NULL::timestamptz;
      END IF;
    END`,

  'auth_revoke_session(session uuid, at timestamptz, because text) RETURNS boolean LANGUAGE sql': `
    WITH ended AS (
      UPDATE sessions SET revoked_at = at, revoked_because = because, changed_at = clock_timestamp()
        WHERE id = session AND revoked_at IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM ended)`,

  /** What a person may see has changed: every process reads their sessions anew. */
  'auth_touch_person(company uuid, person uuid) RETURNS void LANGUAGE sql': `
    UPDATE sessions SET changed_at = clock_timestamp()
      WHERE company_id = company AND user_id = person AND revoked_at IS NULL AND company = app_company()`,

  /** Who a session is now; no row for one that is over, or whose person is no longer active. */
  'auth_viewer(session uuid, at timestamptz) RETURNS TABLE (identity_id uuid, company_id uuid, user_id uuid, role text, display_name text, locale text, access_version int, team_ids uuid[], managed_team_ids uuid[]) LANGUAGE sql STABLE': `
    SELECT s.identity_id, s.company_id, s.user_id, coalesce(u.role, 'OPERATOR'),
           CASE WHEN u.id IS NULL THEN i.display_name ELSE u.first_name || ' ' || u.last_name END,
           coalesce(u.locale, 'en'), coalesce(u.version, 1),
           ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = s.company_id AND m.user_id = s.user_id ORDER BY 1),
           ARRAY(SELECT m.team_id FROM memberships m
                  WHERE m.company_id = s.company_id AND m.user_id = s.user_id AND m.is_manager AND u.role = 'MANAGER' ORDER BY 1)
      FROM sessions s JOIN identities i ON i.id = s.identity_id
      LEFT JOIN users u ON u.company_id = s.company_id AND u.id = s.user_id
     WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > at
       AND CASE WHEN s.user_id IS NULL THEN i.is_operator ELSE u.status = 'ACTIVE' AND u.identity_id = s.identity_id END`,

  /** Sessions that ended or changed a short while ago. */
  'auth_changed_sessions(since interval) RETURNS TABLE (id uuid, ended boolean, changed_at timestamptz) LANGUAGE sql STABLE': `
    SELECT s.id, s.revoked_at IS NOT NULL, s.changed_at FROM sessions s
     WHERE s.changed_at > clock_timestamp() - since`,

  'auth_failures(hash bytea, from_source text) RETURNS TABLE (source text, failures int, last_at timestamptz) LANGUAGE sql STABLE': `
    SELECT f.source, f.failures, f.last_at FROM sign_in_failures f WHERE f.email_hash = hash AND f.source IN (from_source, '*')`,

  /** Counts a wrong password; after a quiet time the count begins anew. */
  'auth_count_failure(hash bytea, from_source text, at timestamptz, forget_after interval) RETURNS void LANGUAGE sql': `
    INSERT INTO sign_in_failures AS f (email_hash, source, failures, last_at)
      VALUES (hash, from_source, 1, at), (hash, '*', 1, at)
      ON CONFLICT (email_hash, source) DO UPDATE
        SET failures = CASE WHEN f.last_at + forget_after <= at THEN 1 ELSE f.failures + 1 END, last_at = at`,

  /** A right password from one place forgets that place alone: it says nothing about the others. */
  'auth_forget_failures(hash bytea, from_source text) RETURNS void LANGUAGE sql': `
    DELETE FROM sign_in_failures WHERE email_hash = hash AND source = from_source`,

  'auth_sweep(at timestamptz) RETURNS void LANGUAGE sql': `
    DELETE FROM sign_in_failures WHERE last_at < at - interval '1 day';
    DELETE FROM sessions WHERE expires_at < at - interval '30 days'`,

  'auth_email_of(identity uuid) RETURNS TABLE (email_hash bytea, email_sealed bytea, wrapped_key bytea) LANGUAGE sql STABLE': `
    SELECT i.email_hash, i.email_sealed, i.wrapped_key FROM identities i WHERE i.id = identity`,
};
