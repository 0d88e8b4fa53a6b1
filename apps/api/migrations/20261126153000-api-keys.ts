import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Service accounts, and the keys under which programs ask in their name. A key is found beside the company policy, as sessions are; news of
 * one that ended or changed travels with that of sessions.
 */
export class ApiKeys1795707000000 implements MigrationInterface {
  readonly name = 'ApiKeys1795707000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    for (const [signature, body] of Object.entries(LOOKUPS)) await runner.query(lookup(signature, body));
    await runner.query(CHANGED);
    await runner.query(ACTORS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What keys did stands in the audit log.'));
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
-- A program that acts in a company. What it may is the sum of its scopes, and the same for all of its keys.
CREATE TABLE service_accounts (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  scopes text[] NOT NULL,
  -- Addresses and ranges; empty for any.
  allowed_ips text[] NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, name)
);

CREATE TABLE api_keys (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  service_account_id uuid NOT NULL,
  -- SHA-256 of 256 random bits: nothing to guess, so nothing to slow down.
  secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  replaced_by uuid,
  revoked_at timestamptz,
  -- To the minute.
  last_used_at timestamptz,
  last_used_ip inet,
  -- When it ended, or what it may changed, by the database's own clock: what every process asks for. Null before that.
  changed_at timestamptz,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, service_account_id) REFERENCES service_accounts (company_id, id),
  FOREIGN KEY (company_id, replaced_by) REFERENCES api_keys (company_id, id)
);
CREATE UNIQUE INDEX api_keys_id ON api_keys (id);
CREATE INDEX api_keys_account ON api_keys (company_id, service_account_id);
CREATE INDEX api_keys_changed ON api_keys (changed_at);

SELECT afc_protect('service_accounts', 'SELECT, INSERT, UPDATE', '');
SELECT afc_protect('api_keys', 'SELECT, INSERT, UPDATE', '');
SELECT afc_let_look_up('service_accounts', 'SELECT');
SELECT afc_let_look_up('api_keys', 'SELECT, UPDATE');
`;

const LOOKUPS: Readonly<Record<string, string>> = {
  /** What a key stands for now; no row for one that is over. */
  'auth_api_key(key uuid, at timestamptz) RETURNS TABLE (company_id uuid, account_id uuid, name text, scopes text[], allowed_ips text[], version int, secret_hash bytea, expires_at timestamptz) LANGUAGE sql STABLE': `
    SELECT a.company_id, a.id, a.name, a.scopes, a.allowed_ips, a.version, k.secret_hash, k.expires_at
      FROM api_keys k JOIN service_accounts a ON a.company_id = k.company_id AND a.id = k.service_account_id
     WHERE k.id = key AND k.revoked_at IS NULL AND k.expires_at > at`,

  /** Many processes may say so at once: one of them writes, and at most once a minute. */
  'auth_note_key_use(key uuid, at timestamptz, from_ip inet) RETURNS void LANGUAGE sql': `
    UPDATE api_keys SET last_used_at = at, last_used_ip = from_ip
     WHERE id = key AND (last_used_at IS NULL OR last_used_at <= at - interval '1 minute')`,
};

const CHANGED = `
CREATE OR REPLACE FUNCTION auth_changed_sessions(since interval) RETURNS TABLE (id uuid, ended boolean, changed_at timestamptz) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.id, s.revoked_at IS NOT NULL, s.changed_at FROM sessions s WHERE s.changed_at > clock_timestamp() - since
    UNION ALL
    SELECT k.id, k.revoked_at IS NOT NULL, k.changed_at FROM api_keys k WHERE k.changed_at > clock_timestamp() - since
$$;
`;

/** What stands in the log is one of these already: the next migration says so to the database without holding anybody up. */
const ACTORS = `
ALTER TABLE audit_events DROP CONSTRAINT audit_events_actor_kind_check;
ALTER TABLE audit_events ADD CONSTRAINT audit_events_actor_kind_check CHECK (actor_kind IN ('person', 'service', 'system')) NOT VALID;
`;
