import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is painful to add later: tenant keys, row-level security for four roles, gates, partitions, sealed columns, audit,
 * idempotency, the feed. The roles themselves belong to the cluster and are made by `migrate.ts`.
 */
export class Foundations1763856000000 implements MigrationInterface {
  readonly name = 'Foundations1763856000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [FUNCTIONS, COMPANIES, PEOPLE, CARDS, CONTROLS, FEED_AND_AUDIT, WORK]) await runner.query(sql);
    for (const [table, api, gateway] of PROTECTED) await runner.query(`SELECT afc_protect($1, $2, $3)`, [table, api, gateway]);
    await runner.query(AFTER_PROTECTION);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The foundations cannot be taken away.'));
  }
}

const FUNCTIONS = `
CREATE FUNCTION app_company() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.company_id', true), '')::uuid $$;

-- Forced row-level security for a tenant table: afc_api by company, afc_gateway and the owner whole.
-- The grants are comma lists such as 'SELECT, INSERT'; an empty one grants nothing.
CREATE FUNCTION afc_protect(target text, api_grants text, gateway_grants text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  company_column text := CASE WHEN target = 'companies' THEN 'id' ELSE 'company_id' END;
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY owner ON %I TO afc_owner USING (true) WITH CHECK (true)', target);
  IF api_grants <> '' THEN
    EXECUTE format('GRANT %s ON %I TO afc_api', api_grants, target);
    EXECUTE format('CREATE POLICY company ON %I TO afc_api USING (%I = app_company()) WITH CHECK (%I = app_company())', target, company_column, company_column);
  END IF;
  IF gateway_grants <> '' THEN
    EXECUTE format('GRANT %s ON %I TO afc_gateway', gateway_grants, target);
    EXECUTE format('CREATE POLICY gateway ON %I TO afc_gateway USING (true) WITH CHECK (true)', target);
  END IF;
END $$;

-- Lets the functions of afc_lookup read a table beside the company policy.
CREATE FUNCTION afc_let_look_up(target text, grants text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT %s ON %I TO afc_lookup', grants, target);
  EXECUTE format('CREATE POLICY lookup ON %I TO afc_lookup USING (true) WITH CHECK (true)', target);
END $$;

-- The smallest UUIDv7 of a moment (RFC 9562 section 5.7).
CREATE FUNCTION uuid_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8000000000000000')::uuid
$$;

CREATE TABLE partitioned_tables (name text PRIMARY KEY);

-- Makes the monthly partitions that are missing between two moments, for every registered table. Each has a default
-- partition too, so that a row never finds no place.
CREATE FUNCTION ensure_partitions(first timestamptz, last timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  parent text;
  month timestamptz;
  made int := 0;
  partition text;
BEGIN
  FOR parent IN SELECT name FROM partitioned_tables ORDER BY name LOOP
    month := date_trunc('month', first, 'UTC');
    WHILE month <= last LOOP
      partition := parent || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM');
      IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', partition, parent,
                       uuid_floor(month), uuid_floor(month + interval '1 month'));
        made := made + 1;
      END IF;
      month := month + interval '1 month';
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION ensure_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions TO afc_api, afc_gateway;

-- The only way for a request to enqueue: graphile-worker's tables belong to the owner.
CREATE FUNCTION afc_enqueue(task text, payload text, job_key text, run_at timestamptz, queue text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  SELECT graphile_worker.add_job(identifier => task, payload => payload::json, job_key => job_key, run_at => run_at, queue_name => queue)
$$;
REVOKE ALL ON FUNCTION afc_enqueue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION afc_enqueue TO afc_api, afc_gateway;
GRANT EXECUTE ON FUNCTION app_company, uuid_floor TO afc_api, afc_gateway, afc_lookup;
`;

const COMPANIES = `
CREATE TABLE companies (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  time_zone text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  marqeta_business_token text UNIQUE,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CREATE TABLE company_gates (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  next_feed_number bigint NOT NULL DEFAULT 1,
  controls_version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);
`;

const PEOPLE = `
-- Who signs in. One identity may be a person in several companies, or an operator of the installation.
CREATE TABLE identities (
  id uuid PRIMARY KEY,
  email_hash bytea NOT NULL UNIQUE,
  email_sealed bytea NOT NULL,
  wrapped_key bytea NOT NULL,
  password_hash text,
  is_operator boolean NOT NULL DEFAULT false,
  display_name text NOT NULL,
  failed_attempts int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  created_at timestamptz NOT NULL
);
ALTER TABLE identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE identities FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON identities TO afc_owner USING (true) WITH CHECK (true);
SELECT afc_let_look_up('identities', 'SELECT, INSERT, UPDATE');

CREATE TABLE users (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  identity_id uuid REFERENCES identities (id),
  first_name text NOT NULL,
  last_name text NOT NULL,
  email_hash bytea NOT NULL,
  email_sealed bytea NOT NULL,
  phone_sealed bytea,
  birth_date_sealed bytea,
  address_sealed bytea,
  marqeta_user_token text UNIQUE,
  role text NOT NULL DEFAULT 'EMPLOYEE' CHECK (role IN ('ADMIN', 'MANAGER', 'ACCOUNTANT', 'EMPLOYEE')),
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  locale text NOT NULL DEFAULT 'en',
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, email_hash)
);
CREATE INDEX users_identity ON users (identity_id);

-- The key that seals a person's data, wrapped by the installation's master key. Without it the data is gone.
CREATE TABLE person_keys (
  company_id uuid NOT NULL,
  user_id uuid NOT NULL,
  wrapped_key bytea,
  master_key_id text NOT NULL,
  created_at timestamptz NOT NULL,
  erased_at timestamptz,
  PRIMARY KEY (company_id, user_id),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);

CREATE TABLE teams (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, name)
);
CREATE TABLE memberships (
  company_id uuid NOT NULL,
  team_id uuid NOT NULL,
  user_id uuid NOT NULL,
  is_manager boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, team_id, user_id),
  FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX memberships_user ON memberships (company_id, user_id);
`;

const CARDS = `
CREATE TABLE card_products (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  name text NOT NULL,
  marqeta_product_token text UNIQUE,
  card_type text NOT NULL CHECK (card_type IN ('VIRTUAL', 'PHYSICAL')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  config jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);
CREATE TABLE cards (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  card_product_id uuid NOT NULL,
  marqeta_card_token text NOT NULL UNIQUE,
  card_product_token text,
  card_type text NOT NULL CHECK (card_type IN ('VIRTUAL', 'PHYSICAL')),
  name text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- What we want.
  status text NOT NULL DEFAULT 'UNACTIVATED' CHECK (status IN ('UNACTIVATED', 'ACTIVE', 'SUSPENDED', 'TERMINATED')),
  -- What Marqeta last said, when, and through which channel: what FRAUD or SYSTEM set, no job of ours overwrites.
  issuer_status text NOT NULL DEFAULT 'REQUESTED'
    CHECK (issuer_status IN ('REQUESTED', 'UNACTIVATED', 'ACTIVE', 'LIMITED', 'SUSPENDED', 'TERMINATED', 'UNSUPPORTED')),
  issuer_channel text,
  issuer_changed_at timestamptz,
  fulfillment_status text,
  last_four text CHECK (last_four ~ '^[0-9]{4}$'),
  expires_at timestamptz,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
  FOREIGN KEY (company_id, card_product_id) REFERENCES card_products (company_id, id)
);
CREATE INDEX cards_holder ON cards (company_id, user_id, id);
CREATE INDEX cards_program ON cards (company_id, card_product_id);

-- The card's history, ours and Marqeta's.
CREATE TABLE card_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  card_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor_name text,
  reason text,
  marqeta_transition_token text,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (company_id, id),
  UNIQUE (company_id, marqeta_transition_token),
  FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id)
);
CREATE INDEX card_events_card ON card_events (company_id, card_id, at);
`;

const CONTROLS = `
-- subject_id names the team, card program, person or card of the scope; the company's own controls have none.
CREATE TABLE spending_controls (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('COMPANY', 'TEAM', 'CARD_PROGRAM', 'PERSON', 'CARD')),
  subject_id uuid,
  card_id uuid GENERATED ALWAYS AS (CASE WHEN scope = 'CARD' THEN subject_id END) STORED,
  control_type text NOT NULL,
  config jsonb NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  mode text NOT NULL DEFAULT 'ENFORCE' CHECK (mode IN ('ENFORCE', 'SHADOW')),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  CHECK ((scope = 'COMPANY') = (subject_id IS NULL)),
  FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id)
);
CREATE INDEX spending_controls_subject ON spending_controls (company_id, scope, subject_id);

-- Every version that ever was, so that a decision can be read against the control as it stood.
CREATE TABLE spending_control_versions (
  company_id uuid NOT NULL,
  control_id uuid NOT NULL,
  version int NOT NULL,
  config jsonb NOT NULL,
  mode text NOT NULL,
  is_active boolean NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, control_id, version),
  FOREIGN KEY (company_id, control_id) REFERENCES spending_controls (company_id, id)
);

-- month is the first day of a month of the company's zone; a null team is the whole company.
CREATE TABLE budgets (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  team_id uuid,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  UNIQUE NULLS NOT DISTINCT (company_id, team_id, month),
  FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id)
);
`;

const FEED_AND_AUDIT = `
-- What the live feed shows, numbered by the company's gate without gap. It names company, teams and person, so that who
-- may see it is decided from the row alone.
CREATE TABLE feed_events (
  company_id uuid NOT NULL,
  number bigint NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('TRANSACTION', 'CARD', 'CONTROL', 'BALANCE')),
  event text NOT NULL,
  at timestamptz NOT NULL,
  transaction_id uuid,
  card_id uuid,
  user_id uuid,
  team_ids uuid[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (company_id, number, id)
) PARTITION BY RANGE (id);
CREATE TABLE feed_events_default PARTITION OF feed_events DEFAULT;

-- One row a command; numbered and chained after commit, so that commands need not wait for each other's hash.
CREATE TABLE audit_events (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  command text NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'system')),
  actor_id uuid,
  actor_name text NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  before jsonb,
  after jsonb,
  reason text,
  trace_id text,
  ip inet,
  chain_number bigint,
  chain_hash bytea,
  PRIMARY KEY (company_id, id)
) PARTITION BY RANGE (id);
CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT;
CREATE INDEX audit_events_subject ON audit_events (company_id, subject_type, subject_id);

INSERT INTO partitioned_tables (name) VALUES ('feed_events'), ('audit_events');
`;

const WORK = `
CREATE TABLE idempotency_keys (
  company_id uuid NOT NULL REFERENCES companies (id),
  actor_id text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  command text NOT NULL,
  input_hash bytea NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, actor_id, key)
);
CREATE TABLE notifications (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  href text,
  read_at timestamptz,
  mailed_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX notifications_person ON notifications (company_id, user_id, id DESC);
CREATE TABLE files (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
  sha256 bytea NOT NULL,
  storage_key text NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id),
  FOREIGN KEY (company_id, created_by) REFERENCES users (company_id, id)
);
-- A command that waits for another person's yes. The command is kept as it will be run.
CREATE TABLE approvals (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  command text NOT NULL,
  input jsonb NOT NULL,
  subject_type text NOT NULL,
  subject_id text NOT NULL,
  status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'DECLINED', 'WITHDRAWN', 'EXPIRED')),
  requested_by uuid NOT NULL,
  decided_by uuid,
  reason text,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  decided_at timestamptz,
  PRIMARY KEY (company_id, id),
  CHECK (decided_by IS NULL OR decided_by <> requested_by),
  FOREIGN KEY (company_id, requested_by) REFERENCES users (company_id, id),
  FOREIGN KEY (company_id, decided_by) REFERENCES users (company_id, id)
);
`;

/** Table, what afc_api may, what afc_gateway may. */
const PROTECTED: readonly (readonly [string, string, string])[] = [
  ['companies', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['company_gates', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE'],
  ['users', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['person_keys', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['teams', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'],
  ['memberships', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'],
  ['card_products', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['cards', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE'],
  ['card_events', 'SELECT, INSERT', 'SELECT, INSERT'],
  ['spending_controls', 'SELECT, INSERT, UPDATE', 'SELECT'],
  ['spending_control_versions', 'SELECT, INSERT', 'SELECT'],
  ['budgets', 'SELECT, INSERT, UPDATE', ''],
  ['feed_events', 'SELECT, INSERT', 'SELECT, INSERT'],
  ['audit_events', 'SELECT, INSERT', 'INSERT'],
  ['idempotency_keys', 'SELECT, INSERT', ''],
  ['notifications', 'SELECT, INSERT, UPDATE', 'INSERT'],
  ['files', 'SELECT, INSERT', ''],
  ['approvals', 'SELECT, INSERT, UPDATE', ''],
];

const AFTER_PROTECTION = `
SELECT afc_let_look_up('users', 'SELECT');
SELECT afc_let_look_up('companies', 'SELECT');

-- The first document's column, from the one truth.
CREATE VIEW card_spending_limits WITH (security_invoker = true) AS
  SELECT company_id, subject_id AS card_id, jsonb_agg(config || jsonb_build_object('control_type', control_type) ORDER BY id) AS spending_limits
    FROM spending_controls WHERE scope = 'CARD' AND is_active GROUP BY company_id, subject_id;
GRANT SELECT ON card_spending_limits TO afc_api;

SELECT ensure_partitions(now() - interval '4 months', now() + interval '2 months');
`;
