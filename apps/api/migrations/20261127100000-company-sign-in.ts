import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A company's own provider of OpenID Connect, by which its people sign in. */
export class CompanySignIn1795773600000 implements MigrationInterface {
  readonly name = 'CompanySignIn1795773600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(ENTRY);
    await runner.query(SESSIONS);
    await runner.query(FLOWS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('How sessions were opened cannot be forgotten.'));
  }
}

const TABLES = `
CREATE TABLE identity_providers (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  issuer text NOT NULL,
  client_id text NOT NULL,
  secret_sealed bytea NOT NULL,
  wrapped_key bytea NOT NULL,
  -- Whether the company's people sign in by it alone.
  required boolean NOT NULL DEFAULT false,
  -- Admins who may also sign in by themselves, should the provider fail.
  spared uuid[] NOT NULL DEFAULT '{}',
  -- When somebody first signed in by it as it is set up now. Null: nobody has yet.
  proven_at timestamptz,
  version int NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  CHECK (NOT required OR (cardinality(spared) > 0 AND proven_at IS NOT NULL))
);
-- The part of an address after the @ leads to one company alone, so that no other can draw its people to a provider of its own.
CREATE TABLE identity_provider_domains (
  company_id uuid NOT NULL REFERENCES identity_providers (company_id) ON DELETE CASCADE,
  domain text NOT NULL UNIQUE CHECK (domain = lower(domain)),
  PRIMARY KEY (company_id, domain)
);
-- Who at the provider is who in the company. Once bound, the provider's e-mail address says nothing more.
CREATE TABLE provider_subjects (
  company_id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL,
  bound_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, issuer, subject),
  UNIQUE (company_id, user_id),
  FOREIGN KEY (company_id) REFERENCES identity_providers (company_id) ON DELETE CASCADE,
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
SELECT afc_protect('identity_providers', 'SELECT, INSERT, UPDATE, DELETE', '');
SELECT afc_protect('identity_provider_domains', 'SELECT, INSERT, DELETE', '');
SELECT afc_protect('provider_subjects', 'SELECT, INSERT, DELETE', '');
SELECT afc_let_look_up('identity_providers', 'SELECT');
SELECT afc_let_look_up('identity_provider_domains', 'SELECT');
`;

const ENTRY = `
-- Whether a person may enter their company in this way: 'own', by a password or what else is theirs, or 'company', by its provider.
CREATE FUNCTION auth_may_enter(company uuid, person uuid, way text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE way
    WHEN 'company' THEN EXISTS (SELECT FROM identity_providers p WHERE p.company_id = company)
    ELSE NOT EXISTS (SELECT FROM identity_providers p WHERE p.company_id = company AND p.required AND NOT person = ANY (p.spared)) END
$$;
SELECT afc_for_requests('auth_may_enter(uuid, uuid, text)');

CREATE OR REPLACE FUNCTION auth_identity(hashes bytea[]) RETURNS TABLE (id uuid, password_hash text, is_operator boolean, people json)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.id, i.password_hash, i.is_operator,
         coalesce((SELECT json_agg(json_build_object('companyId', u.company_id, 'userId', u.id, 'role', u.role, 'status', u.status,
                                                     'entersByCompany', NOT auth_may_enter(u.company_id, u.id, 'own'))
                                   ORDER BY u.created_at, u.id)
                     FROM users u WHERE u.identity_id = i.id), '[]')
    FROM identities i WHERE i.email_hash = ANY (hashes)
$$;

-- Whether the person can sign in by a password.
CREATE FUNCTION auth_has_password(company uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM users u JOIN identities i ON i.id = u.identity_id
                  WHERE u.company_id = company AND u.id = person AND i.password_hash IS NOT NULL AND company = app_company())
$$;
SELECT afc_for_requests('auth_has_password(uuid, uuid)');

-- The company to whose provider an address leads.
CREATE FUNCTION auth_provider_of(of_domain text) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT company_id FROM identity_provider_domains WHERE domain = of_domain
$$;
SELECT afc_for_requests('auth_provider_of(text)');
`;

const SESSIONS = `
ALTER TABLE sessions ADD COLUMN opened_by text NOT NULL DEFAULT 'own' CHECK (opened_by IN ('own', 'company'));

-- A session of who has signed in by the company's provider. What it proved, and when, the provider has said.
CREATE FUNCTION auth_open_company_session(new_id uuid, company uuid, person uuid, for_app text, at timestamptz, until timestamptz,
                                          proved timestamptz, from_ip inet, agent text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at, proved_at, ip, user_agent, opened_by)
    SELECT new_id, u.identity_id, u.company_id, u.id, for_app, at, at, until, proved, from_ip, agent, 'company'
      FROM users u WHERE u.company_id = company AND u.id = person
$$;
SELECT afc_for_requests('auth_open_company_session(uuid, uuid, uuid, text, timestamptz, timestamptz, timestamptz, inet, text)');

DROP FUNCTION auth_viewer(uuid, timestamptz);
-- Who a session is now; no row for one that is over, whose person is no longer active, or who may no longer enter as they did.
CREATE FUNCTION auth_viewer(session uuid, at timestamptz)
  RETURNS TABLE (identity_id uuid, company_id uuid, user_id uuid, role text, display_name text, locale text, access_version int,
                 team_ids uuid[], managed_team_ids uuid[], opened_by text) LANGUAGE sql STABLE AS $$
  SELECT s.identity_id, s.company_id, s.user_id, coalesce(u.role, 'OPERATOR'),
         CASE WHEN u.id IS NULL THEN i.display_name ELSE u.first_name || ' ' || u.last_name END,
         coalesce(u.locale, 'en'), coalesce(u.version, 1),
         ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = s.company_id AND m.user_id = s.user_id ORDER BY 1),
         ARRAY(SELECT m.team_id FROM memberships m
                WHERE m.company_id = s.company_id AND m.user_id = s.user_id AND m.is_manager AND u.role = 'MANAGER' ORDER BY 1),
         s.opened_by
    FROM sessions s JOIN identities i ON i.id = s.identity_id
    LEFT JOIN users u ON u.company_id = s.company_id AND u.id = s.user_id
   WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > at
     AND CASE WHEN s.user_id IS NULL THEN i.is_operator
              ELSE u.status = 'ACTIVE' AND u.identity_id = s.identity_id AND auth_may_enter(s.company_id, s.user_id, s.opened_by) END
$$;
SELECT afc_for_requests('auth_viewer(uuid, timestamptz)');

-- Ends the sessions of a company that were opened in a way in which their people may no longer enter; with 'anew', all of its provider's.
CREATE FUNCTION auth_end_barred_sessions(company uuid, anew boolean, at timestamptz) RETURNS SETOF uuid LANGUAGE sql AS $$
  UPDATE sessions s SET revoked_at = at, revoked_because = 'ended', changed_at = clock_timestamp()
   WHERE s.company_id = company AND company = app_company() AND s.revoked_at IS NULL
     AND ((anew AND s.opened_by = 'company') OR NOT auth_may_enter(s.company_id, s.user_id, s.opened_by)) RETURNING s.id
$$;
SELECT afc_for_requests('auth_end_barred_sessions(uuid, boolean, timestamptz)');

DROP FUNCTION auth_sessions(uuid, timestamptz, interval, interval);
-- Sessions of an identity that are open, or of it in one company, the one used last first.
CREATE FUNCTION auth_sessions(identity uuid, of_company uuid, at timestamptz, admin_idle interval, portal_idle interval)
  RETURNS TABLE (id uuid, app text, ip text, user_agent text, created_at timestamptz, used_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.id, s.app, host(s.ip), s.user_agent, s.created_at, s.rotated_at FROM sessions s
   WHERE s.identity_id = identity AND (of_company IS NULL OR s.company_id = of_company) AND s.revoked_at IS NULL AND s.expires_at > at
     AND s.rotated_at + CASE s.app WHEN 'admin' THEN admin_idle ELSE portal_idle END > at
   ORDER BY s.rotated_at DESC, s.id DESC LIMIT 100
$$;
SELECT afc_for_requests('auth_sessions(uuid, uuid, timestamptz, interval, interval)');

-- Ends one session of an identity, or all of them but one; of those in one company where it is named.
CREATE FUNCTION auth_end_sessions(identity uuid, of_company uuid, only_one uuid, but uuid, at timestamptz, because text)
  RETURNS SETOF uuid LANGUAGE sql AS $$
  UPDATE sessions SET revoked_at = at, revoked_because = because, changed_at = clock_timestamp()
   WHERE identity_id = identity AND (of_company IS NULL OR company_id = of_company) AND revoked_at IS NULL
     AND (only_one IS NULL OR id = only_one) AND (but IS NULL OR id <> but)
   RETURNING id
$$;
SELECT afc_for_requests('auth_end_sessions(uuid, uuid, uuid, uuid, timestamptz, text)');
`;

const FLOWS = `
-- Somebody who was sent to a provider and has not come back. What they have to show is derived from a secret that only their browser has.
CREATE TABLE provider_flows (
  id uuid PRIMARY KEY,
  company_id uuid NOT NULL,
  app text NOT NULL CHECK (app IN ('admin', 'portal')),
  return_to text NOT NULL,
  -- The session that is to prove once more whose it is; null for signing in.
  session_id uuid,
  begun_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX provider_flows_expired ON provider_flows (expires_at);
ALTER TABLE provider_flows ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_flows FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON provider_flows TO afc_owner USING (true) WITH CHECK (true);
SELECT afc_let_look_up('provider_flows', 'SELECT, INSERT, DELETE');

CREATE FUNCTION auth_begin_flow(new_id uuid, company uuid, for_app text, back_to text, session uuid, at timestamptz, until timestamptz)
  RETURNS void LANGUAGE sql AS $$
  DELETE FROM provider_flows WHERE expires_at <= at;
  INSERT INTO provider_flows (id, company_id, app, return_to, session_id, begun_at, expires_at)
    VALUES (new_id, company, for_app, back_to, session, at, until);
$$;
SELECT afc_for_requests('auth_begin_flow(uuid, uuid, text, text, uuid, timestamptz, timestamptz)');

-- Takes a flow, once.
CREATE FUNCTION auth_take_flow(flow uuid, at timestamptz)
  RETURNS TABLE (company_id uuid, app text, return_to text, session_id uuid, begun_at timestamptz) LANGUAGE sql AS $$
  DELETE FROM provider_flows f WHERE f.id = flow AND f.expires_at > at RETURNING f.company_id, f.app, f.return_to, f.session_id, f.begun_at
$$;
SELECT afc_for_requests('auth_take_flow(uuid, timestamptz)');
`;
