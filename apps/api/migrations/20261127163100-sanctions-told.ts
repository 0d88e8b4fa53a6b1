import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when those who decide about a hit know of it. */
export class SanctionsTold1795797060000 implements MigrationInterface {
  readonly name = 'SanctionsTold1795797060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TOLD);
    await runner.query(OPERATORS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Who was told cannot be forgotten.'));
  }
}

const TOLD = `
-- What was found before is not told now: it stands in the list.
ALTER TABLE sanctions_hits ADD COLUMN told_at timestamptz DEFAULT now();
ALTER TABLE sanctions_hits ALTER COLUMN told_at DROP DEFAULT;
CREATE INDEX sanctions_hits_untold ON sanctions_hits (company_id) WHERE told_at IS NULL;
`;

const OPERATORS = `
-- How many hits wait for an operator, but for those about themselves as somebody of a company.
CREATE FUNCTION sanctions_waiting() RETURNS TABLE (email_hash bytea, email_sealed bytea, wrapped_key bytea, hits bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT i.email_hash, i.email_sealed, i.wrapped_key, count(*)
    FROM identities i JOIN sanctions_hits h ON h.state = 'OPEN'
    LEFT JOIN users u ON u.company_id = h.company_id AND u.id = h.user_id
   WHERE i.is_operator AND app_company() IS NULL AND u.identity_id IS DISTINCT FROM i.id
   GROUP BY i.id
$$;
REVOKE ALL ON FUNCTION sanctions_waiting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sanctions_waiting TO afc_api;
`;
