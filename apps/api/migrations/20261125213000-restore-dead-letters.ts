import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An operator may take a dismissal back: a letter then is what it was. */
export class RestoreDeadLetters1764106200000 implements MigrationInterface {
  readonly name = 'RestoreDeadLetters1764106200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RESTORING);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What was dismissed and restored cannot be forgotten.'));
  }
}

const RESTORING = `
-- What it was before somebody dismissed it.
ALTER TABLE dead_letters ADD COLUMN dismissed_from text CHECK (dismissed_from IN ('SET_ASIDE', 'UNKNOWN'));

CREATE OR REPLACE FUNCTION dismiss_dead_letters(letters uuid[], operator uuid, operator_name text, why text, at timestamptz) RETURNS TABLE (letter uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF app_company() IS NOT NULL THEN RAISE EXCEPTION 'only for the installation'; END IF;
  PERFORM 1 FROM marqeta_inbox i WHERE i.id = ANY (letters) AND i.state IN ('SET_ASIDE', 'KEPT') ORDER BY i.id FOR UPDATE;
  RETURN QUERY
  WITH taken AS (
    UPDATE dead_letters d SET state = 'DISMISSED', dismissed_from = d.state, settled_at = at,
           decided_by = operator, decided_by_name = operator_name, decided_at = at, reason = why
     WHERE d.id = ANY (letters) AND d.state IN ('SET_ASIDE', 'UNKNOWN') RETURNING d.id
  )
  UPDATE marqeta_inbox i SET state = 'KEPT', settled_at = at FROM taken t WHERE i.id = t.id RETURNING t.id;
END $$;

CREATE FUNCTION restore_dead_letters(letters uuid[], operator uuid, operator_name text, at timestamptz) RETURNS TABLE (letter uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF app_company() IS NOT NULL THEN RAISE EXCEPTION 'only for the installation'; END IF;
  PERFORM 1 FROM marqeta_inbox i WHERE i.id = ANY (letters) AND i.state = 'KEPT' ORDER BY i.id FOR UPDATE;
  RETURN QUERY
  WITH taken AS (
    UPDATE dead_letters d SET state = coalesce(d.dismissed_from, 'SET_ASIDE'), dismissed_from = NULL, settled_at = NULL,
           decided_by = operator, decided_by_name = operator_name, decided_at = at, reason = NULL
     WHERE d.id = ANY (letters) AND d.state = 'DISMISSED' RETURNING d.id, d.state
  )
  -- What is not understood is kept; only what failed alone is set aside.
  UPDATE marqeta_inbox i SET state = CASE t.state WHEN 'UNKNOWN' THEN 'KEPT' ELSE 'SET_ASIDE' END FROM taken t WHERE i.id = t.id RETURNING t.id;
END $$;
REVOKE ALL ON FUNCTION restore_dead_letters FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restore_dead_letters TO afc_api;
`;
