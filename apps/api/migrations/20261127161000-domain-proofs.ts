import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A domain leads to a company's provider once its DNS says so. What was claimed before keeps leading there for the days that a record
 * may be missing, in which its admins can set it.
 */
export class DomainProofs1795795800000 implements MigrationInterface {
  readonly name = 'DomainProofs1795795800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROOFS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Who has proven a domain cannot be forgotten.'));
  }
}

const PROOFS = `
ALTER TABLE identity_provider_domains
  DROP CONSTRAINT identity_provider_domains_domain_key,
  -- What the company's record in the DNS says.
  ADD COLUMN token text,
  -- Since when it leads to the company. Null: its record was never found, or has been gone for too long.
  ADD COLUMN proven_at timestamptz,
  -- When the DNS last answered.
  ADD COLUMN checked_at timestamptz,
  -- Since when the record of a proven domain is gone.
  ADD COLUMN missing_since timestamptz;
UPDATE identity_provider_domains d SET token = replace(gen_random_uuid()::text, '-', ''), proven_at = p.changed_at
  FROM identity_providers p WHERE p.company_id = d.company_id;
ALTER TABLE identity_provider_domains
  ALTER COLUMN token SET NOT NULL,
  ADD CHECK (missing_since IS NULL OR proven_at IS NOT NULL);
-- A claim keeps nobody else out; a proven one does.
CREATE UNIQUE INDEX identity_provider_domains_proven ON identity_provider_domains (domain) WHERE proven_at IS NOT NULL;
GRANT UPDATE ON identity_provider_domains TO afc_api;
GRANT SELECT ON identity_provider_domains TO afc_gateway;
CREATE POLICY gateway ON identity_provider_domains FOR SELECT TO afc_gateway USING (true);

DROP FUNCTION auth_provider_of(text);
-- The company to whose provider an address leads.
CREATE FUNCTION auth_provider_of(of_domain text) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT company_id FROM identity_provider_domains WHERE domain = of_domain AND proven_at IS NOT NULL
$$;
SELECT afc_for_requests('auth_provider_of(text)');

-- Has the domain lead to the company from now on. False when it does not claim it, or when another has proven it.
CREATE FUNCTION prove_provider_domain(company uuid, of_domain text, of_token text, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE identity_provider_domains SET proven_at = coalesce(proven_at, at), checked_at = at, missing_since = NULL
   WHERE company_id = company AND domain = of_domain AND token = of_token;
  RETURN FOUND;
EXCEPTION WHEN unique_violation THEN
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION prove_provider_domain(uuid, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prove_provider_domain(uuid, text, text, timestamptz) TO afc_api;
`;
