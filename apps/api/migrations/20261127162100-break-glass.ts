import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Readings: for a while an operator's session reads one company. That it does follows from the row alone, so that its end, whoever ends it,
 * is the end of it everywhere.
 */
export class BreakGlass1795796460000 implements MigrationInterface {
  readonly name = 'BreakGlass1795796460000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(READINGS);
    await runner.query(FUNCTIONS);
    await runner.query(ACTORS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was read cannot be forgotten.'));
  }
}

const READINGS = `
CREATE TABLE break_glass_readings (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  -- Of the operator. It goes with its own end; what was read stays.
  session_id uuid NOT NULL,
  operator_id uuid NOT NULL,
  operator_name text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
  started_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- The admin that ended it; none when an operator did.
  ended_by uuid,
  PRIMARY KEY (company_id, id),
  CHECK (expires_at > started_at),
  CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX break_glass_readings_open ON break_glass_readings (session_id) WHERE ended_at IS NULL;
SELECT afc_protect('break_glass_readings', 'SELECT, INSERT, UPDATE', '');
SELECT afc_let_look_up('break_glass_readings', 'SELECT');
`;

const FUNCTIONS = `
DROP FUNCTION auth_viewer(uuid, timestamptz);
-- Who a session is now; no row for one that is over, whose person is no longer active, or who may no longer enter as they did. An operator's
-- session reads the company of its reading while that lasts.
CREATE FUNCTION auth_viewer(session uuid, at timestamptz)
  RETURNS TABLE (identity_id uuid, company_id uuid, user_id uuid, role text, display_name text, locale text, access_version int,
                 team_ids uuid[], managed_team_ids uuid[], opened_by text, reading_id uuid, reading_until timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.identity_id, coalesce(s.company_id, r.company_id), s.user_id,
         CASE WHEN u.id IS NOT NULL THEN u.role WHEN r.id IS NOT NULL THEN 'READER' ELSE 'OPERATOR' END,
         CASE WHEN u.id IS NULL THEN i.display_name ELSE u.first_name || ' ' || u.last_name END,
         coalesce(u.locale, 'en'), coalesce(u.version, 1),
         ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = s.company_id AND m.user_id = s.user_id ORDER BY 1),
         ARRAY(SELECT m.team_id FROM memberships m
                WHERE m.company_id = s.company_id AND m.user_id = s.user_id AND m.is_manager AND u.role = 'MANAGER' ORDER BY 1),
         s.opened_by, r.id, r.expires_at
    FROM sessions s JOIN identities i ON i.id = s.identity_id
    LEFT JOIN users u ON u.company_id = s.company_id AND u.id = s.user_id
    LEFT JOIN LATERAL (
      SELECT b.company_id, b.id, b.expires_at FROM break_glass_readings b
       WHERE b.session_id = s.id AND b.operator_id = s.identity_id AND s.user_id IS NULL AND b.ended_at IS NULL AND b.expires_at > at
       ORDER BY b.started_at DESC, b.id DESC LIMIT 1) r ON true
   WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > at
     AND CASE WHEN s.user_id IS NULL THEN i.is_operator
              ELSE u.status = 'ACTIVE' AND u.identity_id = s.identity_id AND auth_may_enter(s.company_id, s.user_id, s.opened_by) END
$$;
SELECT afc_for_requests('auth_viewer(uuid, timestamptz)');

-- What an operator's session may see has changed: every process reads it anew.
CREATE FUNCTION auth_touch_operator(session uuid) RETURNS void LANGUAGE sql AS $$
  UPDATE sessions SET changed_at = clock_timestamp() WHERE id = session AND user_id IS NULL AND revoked_at IS NULL
$$;
SELECT afc_for_requests('auth_touch_operator(uuid)');

-- For operators, who are in no company: the newest readings of all companies, or the one that is asked for.
CREATE FUNCTION installation_readings(only_one uuid)
  RETURNS TABLE (id uuid, company_id uuid, company_name text, operator_name text, reason text, started_at timestamptz, expires_at timestamptz,
                 ended_at timestamptz, ended_by uuid) LANGUAGE sql STABLE AS $$
  SELECT r.id, r.company_id, c.name, r.operator_name, r.reason, r.started_at, r.expires_at, r.ended_at, r.ended_by
    FROM break_glass_readings r JOIN companies c ON c.id = r.company_id
   WHERE app_company() IS NULL AND (only_one IS NULL OR r.id = only_one) ORDER BY r.id DESC LIMIT 50
$$;
SELECT afc_for_requests('installation_readings(uuid)');

-- For operators: companies whose name has this text, or with this id. Names alone.
CREATE FUNCTION installation_companies(sought text) RETURNS TABLE (id uuid, name text) LANGUAGE sql STABLE AS $$
  SELECT c.id, c.name FROM companies c
   WHERE app_company() IS NULL AND (strpos(lower(c.name), lower(sought)) > 0 OR c.id::text = lower(sought)) ORDER BY lower(c.name), c.id LIMIT 20
$$;
SELECT afc_for_requests('installation_companies(text)');
`;

/** What stands in the log is one of these already: the next migration says so to the database without holding anybody up. */
const ACTORS = `
ALTER TABLE audit_events DROP CONSTRAINT audit_events_actor_kind_check;
ALTER TABLE audit_events ADD CONSTRAINT audit_events_actor_kind_check
  CHECK (actor_kind IN ('person', 'service', 'system', 'operator')) NOT VALID;
`;
