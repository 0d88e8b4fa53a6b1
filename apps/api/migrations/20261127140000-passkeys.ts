import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys of an identity (WebAuthn), and the challenges that they answer. Recovery codes are for who has any second factor. */
export class Passkeys1795788000000 implements MigrationInterface {
  readonly name = 'Passkeys1795788000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(CODES);
    await runner.query(PASSKEYS);
    await runner.query(CHALLENGES);
    await runner.query(PRIVACY);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Who signs in by a passkey alone could not sign in any more.'));
  }
}

const TABLES = `
CREATE TABLE passkeys (
  id uuid PRIMARY KEY,
  identity_id uuid NOT NULL REFERENCES identities (id),
  credential_id bytea NOT NULL UNIQUE,
  -- What the authenticator knows its owner by: random, and the same for all passkeys of an identity.
  user_handle bytea NOT NULL,
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL,
  transports text[] NOT NULL,
  -- Whether it may be copied to other devices of its owner, which is for ever, and whether it is now.
  syncable boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkeys_of_identity ON passkeys (identity_id);
-- What an authenticator is to sign: for one purpose, once, within minutes.
CREATE TABLE passkey_challenges (
  challenge bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('ADD', 'SIGN_IN', 'SECOND_STEP', 'STEP_UP')),
  app text CHECK (app IN ('admin', 'portal')),
  -- Null for signing in, before which nobody is known.
  identity_id uuid,
  session_id uuid,
  user_handle bytea,
  expires_at timestamptz NOT NULL,
  CHECK ((purpose = 'SIGN_IN') = (identity_id IS NULL)),
  CHECK ((purpose IN ('ADD', 'STEP_UP')) = (session_id IS NOT NULL)),
  CHECK ((purpose IN ('SIGN_IN', 'SECOND_STEP')) = (app IS NOT NULL)),
  CHECK ((purpose = 'ADD') = (user_handle IS NOT NULL))
);
CREATE INDEX passkey_challenges_expired ON passkey_challenges (expires_at);
DO $$ DECLARE target text; BEGIN
  FOREACH target IN ARRAY ARRAY['passkeys', 'passkey_challenges'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner ON %I TO afc_owner USING (true) WITH CHECK (true)', target);
    PERFORM afc_let_look_up(target, 'SELECT, INSERT, UPDATE, DELETE');
  END LOOP;
END $$;
`;

const CODES = `
-- They outlive the authenticator app while there is a passkey.
ALTER TABLE recovery_codes DROP CONSTRAINT recovery_codes_identity_id_fkey,
  ADD CONSTRAINT recovery_codes_identity_id_fkey FOREIGN KEY (identity_id) REFERENCES identities (id);

-- What is asked for after the password.
CREATE FUNCTION auth_factors(identity uuid) RETURNS TABLE (authenticator boolean, passkey boolean, codes_left int) LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM second_factors f WHERE f.identity_id = identity AND f.confirmed_at IS NOT NULL),
         EXISTS (SELECT FROM passkeys p WHERE p.identity_id = identity),
         (SELECT count(*)::int FROM recovery_codes c WHERE c.identity_id = identity AND c.used_at IS NULL)
$$;
SELECT afc_for_requests('auth_factors(uuid)');

-- Without a factor there is nothing to recover.
CREATE FUNCTION auth_drop_needless_codes(identity uuid) RETURNS void LANGUAGE sql AS $$
  DELETE FROM recovery_codes c WHERE c.identity_id = identity
     AND NOT EXISTS (SELECT FROM auth_factors(identity) f WHERE f.authenticator OR f.passkey)
$$;
SELECT afc_for_requests('auth_drop_needless_codes(uuid)');

CREATE OR REPLACE FUNCTION auth_end_second_factor(identity uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  ended boolean;
BEGIN
  DELETE FROM second_factors WHERE identity_id = identity AND confirmed_at IS NOT NULL;
  ended := FOUND;
  PERFORM auth_drop_needless_codes(identity);
  RETURN ended;
END $$;

-- For who has lost them: the authenticator app, the passkeys and the recovery codes. False when there was no factor.
CREATE FUNCTION auth_end_factors(identity uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  had boolean;
BEGIN
  SELECT f.authenticator OR f.passkey INTO had FROM auth_factors(identity) f;
  DELETE FROM second_factors WHERE identity_id = identity;
  DELETE FROM passkeys WHERE identity_id = identity;
  DELETE FROM passkey_challenges WHERE identity_id = identity;
  DELETE FROM recovery_codes WHERE identity_id = identity;
  RETURN had;
END $$;
SELECT afc_for_requests('auth_end_factors(uuid)');
`;

const PASSKEYS = `
CREATE FUNCTION auth_passkeys(identity uuid)
  RETURNS TABLE (id uuid, credential_id bytea, user_handle bytea, transports text[], backed_up boolean, name text, created_at timestamptz,
                 last_used_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT p.id, p.credential_id, p.user_handle, p.transports, p.backed_up, p.name, p.created_at, p.last_used_at
    FROM passkeys p WHERE p.identity_id = identity ORDER BY p.created_at, p.id
$$;
SELECT afc_for_requests('auth_passkeys(uuid)');

-- False when somebody has it already.
CREATE FUNCTION auth_add_passkey(new_id uuid, identity uuid, credential bytea, handle bytea, key bytea, count bigint, ways text[],
                                 may_sync boolean, is_backed_up boolean, called text, at timestamptz) RETURNS boolean LANGUAGE sql AS $$
  WITH added AS (
    INSERT INTO passkeys (id, identity_id, credential_id, user_handle, public_key, sign_count, transports, syncable, backed_up, name, created_at)
      VALUES (new_id, identity, credential, handle, key, count, ways, may_sync, is_backed_up, called, at)
      ON CONFLICT (credential_id) DO NOTHING RETURNING 1)
  SELECT EXISTS (SELECT FROM added)
$$;
SELECT afc_for_requests('auth_add_passkey(uuid, uuid, bytea, bytea, bytea, bigint, text[], boolean, boolean, text, timestamptz)');

-- Whose it is and what it signs with. Answers of one passkey are looked at one after the other: its counter goes up with each.
CREATE FUNCTION auth_passkey_shown(credential bytea)
  RETURNS TABLE (id uuid, identity_id uuid, user_handle bytea, public_key bytea, sign_count bigint, syncable boolean, backed_up boolean)
  LANGUAGE sql AS $$
  SELECT p.id, p.identity_id, p.user_handle, p.public_key, p.sign_count, p.syncable, p.backed_up
    FROM passkeys p WHERE p.credential_id = credential FOR UPDATE
$$;
SELECT afc_for_requests('auth_passkey_shown(bytea)');

CREATE FUNCTION auth_use_passkey(passkey uuid, count bigint, is_backed_up boolean, at timestamptz) RETURNS void LANGUAGE sql AS $$
  UPDATE passkeys SET sign_count = count, backed_up = is_backed_up, last_used_at = at WHERE id = passkey
$$;
SELECT afc_for_requests('auth_use_passkey(uuid, bigint, boolean, timestamptz)');

CREATE FUNCTION auth_rename_passkey(identity uuid, passkey uuid, called text) RETURNS boolean LANGUAGE sql AS $$
  WITH renamed AS (UPDATE passkeys SET name = called WHERE id = passkey AND identity_id = identity RETURNING 1)
  SELECT EXISTS (SELECT FROM renamed)
$$;
SELECT afc_for_requests('auth_rename_passkey(uuid, uuid, text)');

CREATE FUNCTION auth_remove_passkey(identity uuid, passkey uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  removed boolean;
BEGIN
  DELETE FROM passkeys WHERE id = passkey AND identity_id = identity;
  removed := FOUND;
  PERFORM auth_drop_needless_codes(identity);
  RETURN removed;
END $$;
SELECT afc_for_requests('auth_remove_passkey(uuid, uuid)');
`;

const CHALLENGES = `
CREATE FUNCTION auth_keep_passkey_challenge(new_challenge bytea, what_for text, for_app text, identity uuid, session uuid, handle bytea,
                                            at timestamptz, until timestamptz) RETURNS void LANGUAGE sql AS $$
  DELETE FROM passkey_challenges WHERE expires_at <= at;
  INSERT INTO passkey_challenges (challenge, purpose, app, identity_id, session_id, user_handle, expires_at)
    VALUES (new_challenge, what_for, for_app, identity, session, handle, until);
$$;
SELECT afc_for_requests('auth_keep_passkey_challenge(bytea, text, text, uuid, uuid, bytea, timestamptz, timestamptz)');

-- Takes a challenge, once, whatever comes of it.
CREATE FUNCTION auth_take_passkey_challenge(given bytea, at timestamptz)
  RETURNS TABLE (purpose text, app text, identity_id uuid, session_id uuid, user_handle bytea) LANGUAGE sql AS $$
  DELETE FROM passkey_challenges c WHERE c.challenge = given AND c.expires_at > at
    RETURNING c.purpose, c.app, c.identity_id, c.session_id, c.user_handle
$$;
SELECT afc_for_requests('auth_take_passkey_challenge(bytea, timestamptz)');
`;

const PRIVACY = `
CREATE OR REPLACE FUNCTION auth_forget_person(person uuid, new_hash bytea, at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  whose uuid;
  known bytea;
BEGIN
  UPDATE sessions SET revoked_at = coalesce(revoked_at, at), revoked_because = coalesce(revoked_because, 'access_changed'),
         changed_at = CASE WHEN revoked_at IS NULL THEN clock_timestamp() ELSE changed_at END, ip = NULL, user_agent = NULL
   WHERE company_id = app_company() AND user_id = person;
  SELECT u.identity_id INTO whose FROM users u WHERE u.company_id = app_company() AND u.id = person;
  IF whose IS NULL
     OR EXISTS (SELECT FROM identities i WHERE i.id = whose AND i.is_operator)
     OR EXISTS (SELECT FROM users u WHERE u.identity_id = whose AND NOT (u.company_id = app_company() AND u.id = person)) THEN
    RETURN;
  END IF;
  SELECT i.email_hash INTO known FROM identities i WHERE i.id = whose FOR UPDATE;
  DELETE FROM sign_in_failures WHERE email_hash = known;
  PERFORM auth_end_factors(whose);
  DELETE FROM password_resets WHERE identity_id = whose;
  UPDATE identities SET email_hash = new_hash, email_sealed = '', wrapped_key = '', password_hash = NULL, display_name = '' WHERE id = whose;
END $$;

CREATE OR REPLACE FUNCTION held_beside(person uuid) RETURNS TABLE (held_in text, held jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH whose AS (SELECT i.* FROM users u JOIN identities i ON i.id = u.identity_id WHERE u.company_id = app_company() AND u.id = person)
  SELECT 'identities', jsonb_build_object('id', w.id, 'display_name', w.display_name, 'created_at', w.created_at) FROM whose w
  UNION ALL
  SELECT 'sessions', jsonb_build_object('id', s.id, 'app', s.app, 'ip', host(s.ip), 'user_agent', s.user_agent, 'created_at', s.created_at,
           'rotated_at', s.rotated_at, 'expires_at', s.expires_at, 'revoked_at', s.revoked_at, 'revoked_because', s.revoked_because,
           'proved_at', s.proved_at, 'opened_by', s.opened_by)
    FROM sessions s WHERE s.company_id = app_company() AND s.user_id = person
  UNION ALL
  SELECT 'second_factors', jsonb_build_object('begun_at', f.begun_at, 'confirmed_at', f.confirmed_at)
    FROM second_factors f JOIN whose w ON w.id = f.identity_id
  UNION ALL
  SELECT 'passkeys', jsonb_build_object('id', p.id, 'name', p.name, 'backed_up', p.backed_up, 'created_at', p.created_at,
           'last_used_at', p.last_used_at)
    FROM passkeys p JOIN whose w ON w.id = p.identity_id
  UNION ALL
  SELECT 'recovery_codes', jsonb_build_object('used_at', c.used_at) FROM recovery_codes c JOIN whose w ON w.id = c.identity_id
  UNION ALL
  SELECT 'password_resets', jsonb_build_object('id', r.id, 'asked_at', r.asked_at, 'expires_at', r.expires_at, 'used_at', r.used_at)
    FROM password_resets r JOIN whose w ON w.id = r.identity_id
  UNION ALL
  SELECT 'sign_in_failures', jsonb_build_object('failures', f.failures, 'last_at', f.last_at)
    FROM sign_in_failures f JOIN whose w ON w.email_hash = f.email_hash
$$;
`;
