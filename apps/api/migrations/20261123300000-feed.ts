import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far feeds have come, for a process that follows those of many companies. */
export class Feed1763964000000 implements MigrationInterface {
  readonly name = 'Feed1763964000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HEADS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The feed cannot be taken away.'));
  }
}

const HEADS = `
SELECT afc_let_look_up('company_gates', 'SELECT');
-- Numbers alone, beside the company policy: one statement a second for all the companies that somebody follows.
CREATE FUNCTION feed_heads(companies uuid[]) RETURNS TABLE (company_id uuid, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT g.company_id, g.next_feed_number - 1 FROM company_gates g WHERE g.company_id = ANY (companies)
$$;
ALTER FUNCTION feed_heads OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION feed_heads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feed_heads TO afc_api;
`;
