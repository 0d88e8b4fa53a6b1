import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A log that an outsider can verify. Events stay where they are and are never changed; their numbers and hashes stand beside them. What
 * was there before is numbered by the sealer, a batch at a time; what comes from now on waits in a list of its own.
 */
export class SealedAudit1795705200000 implements MigrationInterface {
  readonly name = 'SealedAudit1795705200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHAINS);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
    for (const sql of [INSTALLATION, WAITING, NEVER_CHANGED, FORGETTING, BEGIN]) await runner.query(sql);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A chain that is broken off proves nothing.'));
  }
}

const CHAINS = `
-- How far each chain has come. A chain is a company's; the one of no company (nil) is the installation's, of what operators did.
CREATE TABLE audit_chains (
  company_id uuid PRIMARY KEY,
  number bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT decode(repeat('0', 64), 'hex') CHECK (length(hash) = 32),
  -- How far the events were numbered that were there before there was a chain; null when all are.
  walked_to uuid
);
-- Events that are committed and not numbered yet.
CREATE TABLE audit_pending (
  company_id uuid NOT NULL,
  event_id uuid NOT NULL,
  PRIMARY KEY (company_id, event_id)
);
-- The place of an event in its chain. Of its personal parts only a keyed commitment stands here, and whose key it is.
CREATE TABLE audit_seals (
  company_id uuid NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  event_id uuid NOT NULL,
  version smallint NOT NULL,
  origin_of uuid,
  origin_commitment bytea NOT NULL CHECK (length(origin_commitment) = 32),
  content_of uuid,
  content_commitment bytea NOT NULL CHECK (length(content_commitment) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, number),
  UNIQUE (company_id, event_id)
);
CREATE TABLE audit_checkpoints (
  company_id uuid NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  at timestamptz NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (company_id, number)
);
-- Public keys that checkpoints were signed with: the old ones too, once the setting has another.
CREATE TABLE audit_keys (id text PRIMARY KEY, public_key bytea NOT NULL, first_used_at timestamptz NOT NULL);
ALTER TABLE audit_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY everybody ON audit_keys USING (true) WITH CHECK (true);
GRANT SELECT ON audit_keys TO afc_api;
GRANT SELECT, INSERT ON audit_keys TO afc_gateway;

ALTER TABLE audit_events DROP COLUMN chain_number, DROP COLUMN chain_hash, ADD COLUMN user_agent text;
ALTER TABLE operator_audit_events ADD COLUMN user_agent text;
`;

/** Table, what afc_api may, what afc_gateway may. The sealer is of the gateway's role: it sees all companies. */
const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['audit_chains', 'SELECT', 'SELECT, INSERT, UPDATE'],
  ['audit_pending', 'SELECT', 'SELECT, DELETE'],
  ['audit_seals', 'SELECT', 'SELECT, INSERT'],
  ['audit_checkpoints', 'SELECT', 'SELECT, INSERT'],
];

const NIL = `'00000000-0000-0000-0000-000000000000'::uuid`;

const INSTALLATION = `
GRANT SELECT ON audit_events, operator_audit_events TO afc_gateway;
CREATE POLICY gateway ON operator_audit_events TO afc_gateway USING (true) WITH CHECK (true);
-- What operators see of their own chain, while they are in no company.
${PROTECTED.map(([table]) => `CREATE POLICY installation ON ${table} TO afc_api USING (company_id = ${NIL} AND app_company() IS NULL);`).join('\n')}
`;

const WAITING = `
CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO audit_pending (company_id, event_id) VALUES (NEW.company_id, NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION operator_audit_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO audit_pending (company_id, event_id) VALUES (${NIL}, NEW.id);
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION audit_waits, operator_audit_waits FROM PUBLIC;
CREATE TRIGGER waits AFTER INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_waits();
CREATE TRIGGER waits AFTER INSERT ON operator_audit_events FOR EACH ROW EXECUTE FUNCTION operator_audit_waits();
`;

const NEVER_CHANGED = `
CREATE FUNCTION audit_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is never changed.';
END $$;
${['operator_audit_events', 'audit_seals', 'audit_checkpoints', 'audit_keys']
  .map((table) => `CREATE TRIGGER never_change BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION audit_never_changes();`)
  .join('\n')}
${['audit_events', 'operator_audit_events', 'audit_seals', 'audit_checkpoints', 'audit_keys']
  .map((table) => `CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION audit_never_changes();`)
  .join('\n')}
`;

const FORGETTING = `
-- Of an event only what belongs to an erased person may go, and nothing may come in its place.
CREATE FUNCTION audit_only_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  left_over audit_events := OLD;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.actor_kind = 'person' AND EXISTS (
         SELECT FROM person_keys k WHERE k.company_id = OLD.company_id AND k.user_id = OLD.actor_id AND k.wrapped_key IS NULL) THEN
      left_over.actor_name := '';
      left_over.ip := NULL;
      left_over.user_agent := NULL;
    END IF;
    IF OLD.subject_type = 'person' AND EXISTS (
         SELECT FROM person_keys k WHERE k.company_id = OLD.company_id AND k.user_id::text = OLD.subject_id AND k.wrapped_key IS NULL) THEN
      left_over.reason := NULL;
      left_over.before := NULL;
      left_over.after := NULL;
    END IF;
    IF NEW IS NOT DISTINCT FROM left_over THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'The audit log is never changed.';
END $$;
CREATE TRIGGER only_forgets BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_only_forgets();

-- For whoever erases a person, once the key is gone: empties what the log says of them. Says how many events that were.
CREATE FUNCTION forget_in_audit(person uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  forgotten bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM person_keys k WHERE k.company_id = app_company() AND k.user_id = person AND k.wrapped_key IS NULL) THEN
    RAISE EXCEPTION 'only for a person whose key is gone';
  END IF;
  UPDATE audit_events e SET
         actor_name = CASE WHEN e.actor_kind = 'person' AND e.actor_id = person THEN '' ELSE e.actor_name END,
         ip = CASE WHEN e.actor_kind = 'person' AND e.actor_id = person THEN NULL ELSE e.ip END,
         user_agent = CASE WHEN e.actor_kind = 'person' AND e.actor_id = person THEN NULL ELSE e.user_agent END,
         reason = CASE WHEN e.subject_type = 'person' AND e.subject_id = person::text THEN NULL ELSE e.reason END,
         before = CASE WHEN e.subject_type = 'person' AND e.subject_id = person::text THEN NULL ELSE e.before END,
         after = CASE WHEN e.subject_type = 'person' AND e.subject_id = person::text THEN NULL ELSE e.after END
   WHERE e.company_id = app_company()
     AND ((e.actor_kind = 'person' AND e.actor_id = person) OR (e.subject_type = 'person' AND e.subject_id = person::text));
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$;
REVOKE ALL ON FUNCTION forget_in_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_in_audit TO afc_api;
`;

const BEGIN = `
INSERT INTO audit_chains (company_id, walked_to) SELECT id, ${NIL} FROM companies;
INSERT INTO audit_chains (company_id, walked_to) VALUES (${NIL}, ${NIL});
`;
