import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A second factor of an identity: a TOTP secret, sealed with its key, and recovery codes, hashed. */
export class SecondFactor1795709400000 implements MigrationInterface {
  readonly name = 'SecondFactor1795709400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION auth_second_factor(uuid), auth_lock_second_factor(uuid), auth_begin_second_factor(uuid, bytea, timestamptz),
        auth_confirm_second_factor(uuid, bigint, timestamptz), auth_use_step(uuid, bigint), auth_replace_recovery_codes(uuid, bytea[]),
        auth_use_recovery_code(uuid, bytea, timestamptz), auth_end_second_factor(uuid);
      DROP TABLE recovery_codes, second_factors`);
  }
}

const TABLES = `
CREATE TABLE second_factors (
  identity_id uuid PRIMARY KEY REFERENCES identities (id),
  secret_sealed bytea NOT NULL,
  begun_at timestamptz NOT NULL,
  -- Null while no code of it was given: it asks for nothing yet.
  confirmed_at timestamptz,
  -- The time step (RFC 6238) of the last code taken: neither it nor one before is taken again.
  last_step bigint
);
CREATE TABLE recovery_codes (
  identity_id uuid NOT NULL REFERENCES second_factors (identity_id) ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (identity_id, code_hash)
);
DO $$ DECLARE target text; BEGIN
  FOREACH target IN ARRAY ARRAY['second_factors', 'recovery_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner ON %I TO afc_owner USING (true) WITH CHECK (true)', target);
    PERFORM afc_let_look_up(target, 'SELECT, INSERT, UPDATE, DELETE');
  END LOOP;
END $$;
`;

const FUNCTIONS = `
CREATE FUNCTION auth_second_factor(identity uuid)
  RETURNS TABLE (secret_sealed bytea, wrapped_key bytea, confirmed_at timestamptz, last_step bigint, codes_left int) LANGUAGE sql STABLE AS $$
  SELECT f.secret_sealed, i.wrapped_key, f.confirmed_at, f.last_step,
         (SELECT count(*)::int FROM recovery_codes c WHERE c.identity_id = f.identity_id AND c.used_at IS NULL)
    FROM second_factors f JOIN identities i ON i.id = f.identity_id WHERE f.identity_id = identity
$$;
SELECT afc_for_requests('auth_second_factor(uuid)');

-- Codes of one identity are tried one after the other: many at once would all be the first.
CREATE FUNCTION auth_lock_second_factor(identity uuid) RETURNS void LANGUAGE sql AS $$
  SELECT FROM second_factors WHERE identity_id = identity FOR UPDATE
$$;
SELECT afc_for_requests('auth_lock_second_factor(uuid)');

-- Keeps a secret that is to be confirmed. False when there is a confirmed one.
CREATE FUNCTION auth_begin_second_factor(identity uuid, sealed bytea, at timestamptz) RETURNS boolean LANGUAGE sql AS $$
  WITH kept AS (
    INSERT INTO second_factors AS f (identity_id, secret_sealed, begun_at) VALUES (identity, sealed, at)
      ON CONFLICT (identity_id) DO UPDATE SET secret_sealed = sealed, begun_at = at WHERE f.confirmed_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM kept)
$$;
SELECT afc_for_requests('auth_begin_second_factor(uuid, bytea, timestamptz)');

CREATE FUNCTION auth_confirm_second_factor(identity uuid, step bigint, at timestamptz) RETURNS boolean LANGUAGE sql AS $$
  WITH confirmed AS (
    UPDATE second_factors SET confirmed_at = at, last_step = step WHERE identity_id = identity AND confirmed_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM confirmed)
$$;
SELECT afc_for_requests('auth_confirm_second_factor(uuid, bigint, timestamptz)');

-- Takes the code of a time step. False when it, or a later one, was taken before.
CREATE FUNCTION auth_use_step(identity uuid, step bigint) RETURNS boolean LANGUAGE sql AS $$
  WITH used AS (
    UPDATE second_factors SET last_step = step
     WHERE identity_id = identity AND confirmed_at IS NOT NULL AND coalesce(last_step, -1) < step RETURNING 1)
  SELECT EXISTS (SELECT FROM used)
$$;
SELECT afc_for_requests('auth_use_step(uuid, bigint)');

CREATE FUNCTION auth_replace_recovery_codes(identity uuid, hashes bytea[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM recovery_codes WHERE identity_id = identity;
  INSERT INTO recovery_codes (identity_id, code_hash) SELECT identity, unnest(hashes);
$$;
SELECT afc_for_requests('auth_replace_recovery_codes(uuid, bytea[])');

CREATE FUNCTION auth_use_recovery_code(identity uuid, hash bytea, at timestamptz) RETURNS boolean LANGUAGE sql AS $$
  WITH used AS (UPDATE recovery_codes SET used_at = at WHERE identity_id = identity AND code_hash = hash AND used_at IS NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM used)
$$;
SELECT afc_for_requests('auth_use_recovery_code(uuid, bytea, timestamptz)');

CREATE FUNCTION auth_end_second_factor(identity uuid) RETURNS boolean LANGUAGE sql AS $$
  WITH ended AS (DELETE FROM second_factors WHERE identity_id = identity AND confirmed_at IS NOT NULL RETURNING 1)
  SELECT EXISTS (SELECT FROM ended)
$$;
SELECT afc_for_requests('auth_end_second_factor(uuid)');
`;
