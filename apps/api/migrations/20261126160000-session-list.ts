import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions are listed and ended by whose they are, and remember when the last proof of who that is was given. */
export class SessionList1795708800000 implements MigrationInterface {
  readonly name = 'SessionList1795708800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROOF);
    await runner.query(FOR_REQUESTS);
    await runner.query(FUNCTIONS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Why a session ended cannot be forgotten.'));
  }
}

const PROOF = `
-- When it last gave a password or a code. Null: not since it began.
ALTER TABLE sessions ADD COLUMN proved_at timestamptz;
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_because_check;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_because_check
  CHECK (revoked_because IN ('signed_out', 'reuse', 'access_changed', 'ended', 'password_reset')) NOT VALID;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_revoked_because_check;
`;

const FOR_REQUESTS = `
-- Has a function run as afc_lookup, beside the company policy, and lets afc_api alone call it.
CREATE FUNCTION afc_for_requests(made regprocedure) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp', made);
  EXECUTE format('ALTER FUNCTION %s OWNER TO afc_lookup', made);
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO afc_api', made);
END $$;
`;

const FUNCTIONS = `
-- Sessions of an identity that are open, the one used last first.
CREATE FUNCTION auth_sessions(identity uuid, at timestamptz, admin_idle interval, portal_idle interval)
  RETURNS TABLE (id uuid, app text, ip text, user_agent text, created_at timestamptz, used_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.id, s.app, host(s.ip), s.user_agent, s.created_at, s.rotated_at FROM sessions s
   WHERE s.identity_id = identity AND s.revoked_at IS NULL AND s.expires_at > at
     AND s.rotated_at + CASE s.app WHEN 'admin' THEN admin_idle ELSE portal_idle END > at
   ORDER BY s.rotated_at DESC, s.id DESC LIMIT 100
$$;
SELECT afc_for_requests('auth_sessions(uuid, timestamptz, interval, interval)');

-- Ends one session of an identity, or all of them but one.
CREATE FUNCTION auth_end_sessions(identity uuid, only_one uuid, but uuid, at timestamptz, because text) RETURNS SETOF uuid LANGUAGE sql AS $$
  UPDATE sessions SET revoked_at = at, revoked_because = because, changed_at = clock_timestamp()
   WHERE identity_id = identity AND revoked_at IS NULL AND (only_one IS NULL OR id = only_one) AND (but IS NULL OR id <> but)
   RETURNING id
$$;
SELECT afc_for_requests('auth_end_sessions(uuid, uuid, uuid, timestamptz, text)');

-- When a session last gave a proof.
CREATE FUNCTION auth_proved_at(session uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(s.proved_at, s.created_at) FROM sessions s WHERE s.id = session
$$;
SELECT afc_for_requests('auth_proved_at(uuid)');

CREATE FUNCTION auth_prove_session(session uuid, at timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE sessions SET proved_at = at WHERE id = session AND revoked_at IS NULL
$$;
SELECT afc_for_requests('auth_prove_session(uuid, timestamptz)');
`;
