import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the export of a person tells of their identity, which is of no company. */
export class HeldBeside1795778400000 implements MigrationInterface {
  readonly name = 'HeldBeside1795778400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNCTION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION held_beside(uuid)');
  }
}

const FUNCTION = `
-- Of a person of the company that asks, by table. No hash, no secret, and of an identity's sessions only those in this company.
CREATE FUNCTION held_beside(person uuid) RETURNS TABLE (held_in text, held jsonb) LANGUAGE sql STABLE AS $$
  WITH whose AS (SELECT i.* FROM users u JOIN identities i ON i.id = u.identity_id WHERE u.company_id = app_company() AND u.id = person)
  SELECT 'identities', jsonb_build_object('id', w.id, 'display_name', w.display_name, 'created_at', w.created_at) FROM whose w
  UNION ALL
  SELECT 'sessions', jsonb_build_object('id', s.id, 'app', s.app, 'ip', host(s.ip), 'user_agent', s.user_agent, 'created_at', s.created_at,
           'rotated_at', s.rotated_at, 'expires_at', s.expires_at, 'revoked_at', s.revoked_at, 'revoked_because', s.revoked_because,
           'proved_at', s.proved_at, 'opened_by', s.opened_by)
    FROM sessions s WHERE s.company_id = app_company() AND s.user_id = person
  UNION ALL
  SELECT 'second_factors', jsonb_build_object('begun_at', f.begun_at, 'confirmed_at', f.confirmed_at)
    FROM second_factors f JOIN whose w ON w.id = f.identity_id
  UNION ALL
  SELECT 'recovery_codes', jsonb_build_object('used_at', c.used_at) FROM recovery_codes c JOIN whose w ON w.id = c.identity_id
  UNION ALL
  SELECT 'password_resets', jsonb_build_object('id', r.id, 'asked_at', r.asked_at, 'expires_at', r.expires_at, 'used_at', r.used_at)
    FROM password_resets r JOIN whose w ON w.id = r.identity_id
  UNION ALL
  SELECT 'sign_in_failures', jsonb_build_object('failures', f.failures, 'last_at', f.last_at)
    FROM sign_in_failures f JOIN whose w ON w.email_hash = f.email_hash
$$;
SELECT afc_for_requests('held_beside(uuid)');
`;
