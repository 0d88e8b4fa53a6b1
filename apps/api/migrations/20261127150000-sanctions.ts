import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The installation's sanctions list, and whom of its companies and people it may name. */
export class Sanctions1795791600000 implements MigrationInterface {
  readonly name = 'Sanctions1795791600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIST);
    await runner.query(HITS);
    await runner.query(OPERATORS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Whom a list named, and what was decided about it, cannot be forgotten.'));
  }
}

const LIST = `
-- The last good list, and what is wrong with the file since then.
CREATE TABLE sanctions_list (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- SHA-256 of the file; null until there was a good one.
  version text,
  entries int NOT NULL DEFAULT 0,
  loaded_at timestamptz,
  problem text,
  problem_since timestamptz,
  CHECK ((version IS NULL) = (loaded_at IS NULL)),
  CHECK ((problem IS NULL) = (problem_since IS NULL))
);
INSERT INTO sanctions_list DEFAULT VALUES;
GRANT SELECT, UPDATE ON sanctions_list TO afc_gateway;

CREATE TABLE sanctions_entries (
  id text PRIMARY KEY,
  name text NOT NULL,
  aliases text[] NOT NULL,
  birth_date text,
  country text,
  list text
);
GRANT SELECT, INSERT, DELETE ON sanctions_entries TO afc_gateway;
`;

const HITS = `
-- Who was compared with which list, as they were named then: a person's version grows with each new name, a company's mark is a hash of it.
CREATE TABLE sanctions_screenings (
  company_id uuid NOT NULL REFERENCES companies (id),
  subject_id uuid NOT NULL,
  -- The list's version and how alike names had to be.
  basis text NOT NULL,
  mark text NOT NULL,
  PRIMARY KEY (company_id, subject_id)
);
SELECT afc_protect('sanctions_screenings', '', 'SELECT, INSERT, UPDATE');

-- A pair of a subject and an entry that are named alike, once for ever: what was decided about it stays decided.
CREATE TABLE sanctions_hits (
  company_id uuid NOT NULL REFERENCES companies (id),
  id uuid NOT NULL UNIQUE,
  -- Null when it is about the company itself.
  user_id uuid,
  entry_id text NOT NULL,
  -- The entry as it stood in the list when it was found.
  entry jsonb NOT NULL,
  list_version text NOT NULL,
  -- How alike the names are, in percent.
  score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  state text NOT NULL CHECK (state IN ('OPEN', 'DISMISSED', 'CONFIRMED')),
  found_at timestamptz NOT NULL,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  reason text,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (company_id, id),
  UNIQUE NULLS NOT DISTINCT (company_id, user_id, entry_id),
  CHECK ((state = 'OPEN') = (decided_at IS NULL)),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX sanctions_hits_open ON sanctions_hits (id) WHERE state = 'OPEN';
SELECT afc_protect('sanctions_hits', 'SELECT, UPDATE', 'SELECT, INSERT');
`;

const OPERATORS = `
-- Of all companies, for operators, who belong to none.
CREATE FUNCTION sanctions_hits_of_all() RETURNS SETOF sanctions_hits
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM sanctions_hits WHERE app_company() IS NULL
$$;
REVOKE ALL ON FUNCTION sanctions_hits_of_all FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sanctions_hits_of_all TO afc_api;

-- How those are called whom hits are about.
CREATE FUNCTION sanctions_subjects(hits uuid[]) RETURNS TABLE (hit uuid, company_name text, person_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT h.id, c.name, u.first_name || ' ' || u.last_name
    FROM sanctions_hits h JOIN companies c ON c.id = h.company_id LEFT JOIN users u ON u.company_id = h.company_id AND u.id = h.user_id
   WHERE h.id = ANY (hits) AND (app_company() IS NULL OR h.company_id = app_company())
$$;
REVOKE ALL ON FUNCTION sanctions_subjects FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sanctions_subjects TO afc_api;

CREATE FUNCTION decide_sanctions_hit(hit uuid, of_version int, to_state text, operator uuid, operator_name text, why text, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF app_company() IS NOT NULL THEN RAISE EXCEPTION 'only for the installation'; END IF;
  UPDATE sanctions_hits h SET state = to_state, decided_by = operator, decided_by_name = operator_name, decided_at = at, reason = why,
         version = h.version + 1
   WHERE h.id = hit AND h.version = of_version;
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION decide_sanctions_hit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION decide_sanctions_hit TO afc_api;

CREATE FUNCTION sanctions_health(OUT version text, OUT entries int, OUT loaded_at timestamptz, OUT problem text, OUT problem_since timestamptz, OUT open_hits bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.version, l.entries, l.loaded_at, l.problem, l.problem_since, (SELECT count(*) FROM sanctions_hits WHERE state = 'OPEN')
    FROM sanctions_list l
$$;
REVOKE ALL ON FUNCTION sanctions_health FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sanctions_health TO afc_api;
`;
