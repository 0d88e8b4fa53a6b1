import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which domain's address sent somebody to a provider: if it has lapsed when they come back, nobody is let in by it. */
export class FlowsKnowTheirDomain1795982460000 implements MigrationInterface {
  readonly name = 'FlowsKnowTheirDomain1795982460000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Null for a proof of who is signed in.
      ALTER TABLE provider_flows ADD COLUMN domain text;

      -- Beside the one without a domain, which the release before this one calls while it is still running.
      CREATE FUNCTION auth_begin_flow(new_id uuid, company uuid, for_app text, back_to text, session uuid, of_domain text, at timestamptz,
                                      until timestamptz) RETURNS void LANGUAGE sql AS $$
        DELETE FROM provider_flows WHERE expires_at <= at;
        INSERT INTO provider_flows (id, company_id, app, return_to, session_id, domain, begun_at, expires_at)
          VALUES (new_id, company, for_app, back_to, session, of_domain, at, until);
      $$;
      SELECT afc_for_requests('auth_begin_flow(uuid, uuid, text, text, uuid, text, timestamptz, timestamptz)');

      DROP FUNCTION auth_take_flow(uuid, timestamptz);
      -- Takes a flow, once.
      CREATE FUNCTION auth_take_flow(flow uuid, at timestamptz)
        RETURNS TABLE (company_id uuid, app text, return_to text, session_id uuid, domain text, begun_at timestamptz) LANGUAGE sql AS $$
        DELETE FROM provider_flows f WHERE f.id = flow AND f.expires_at > at
          RETURNING f.company_id, f.app, f.return_to, f.session_id, f.domain, f.begun_at
      $$;
      SELECT afc_for_requests('auth_take_flow(uuid, timestamptz)')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION auth_begin_flow(uuid, uuid, text, text, uuid, text, timestamptz, timestamptz);
      DROP FUNCTION auth_take_flow(uuid, timestamptz);
      CREATE FUNCTION auth_take_flow(flow uuid, at timestamptz)
        RETURNS TABLE (company_id uuid, app text, return_to text, session_id uuid, begun_at timestamptz) LANGUAGE sql AS $$
        DELETE FROM provider_flows f WHERE f.id = flow AND f.expires_at > at
          RETURNING f.company_id, f.app, f.return_to, f.session_id, f.begun_at
      $$;
      SELECT afc_for_requests('auth_take_flow(uuid, timestamptz)');
      ALTER TABLE provider_flows DROP COLUMN domain`);
  }
}
