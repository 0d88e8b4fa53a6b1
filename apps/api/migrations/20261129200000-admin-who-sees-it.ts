import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where no mail leaves, what stands in the app is heard of by who is signed in to it. */
export class AdminWhoSeesIt1795982400000 implements MigrationInterface {
  readonly name = 'AdminWhoSeesIt1795982400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION auth_admin_is_signed_in(company uuid, at timestamptz, admin_idle interval) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM users u JOIN sessions s ON s.company_id = u.company_id AND s.user_id = u.id
                        WHERE u.company_id = company AND u.role = 'ADMIN' AND u.status = 'ACTIVE' AND s.app = 'admin'
                          AND s.revoked_at IS NULL AND s.expires_at > at AND s.rotated_at + admin_idle > at)
      $$;
      SELECT afc_for_requests('auth_admin_is_signed_in(uuid, timestamptz, interval)')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION auth_admin_is_signed_in(uuid, timestamptz, interval)`);
  }
}
