import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session reads one company at a time, and somebody hears of it, also where a company has no admin. */
export class SomebodyHearsOfReadings1795831260000 implements MigrationInterface {
  readonly name = 'SomebodyHearsOfReadings1795831260000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What an operator's session reads at the time, in whichever company. Until the transaction ends nobody else begins one for it: two that
      -- begin at once in two companies hold two gates.
      CREATE FUNCTION auth_reading_of(session uuid, at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM sessions WHERE id = session FOR NO KEY UPDATE;
        RETURN (SELECT b.id FROM break_glass_readings b WHERE b.session_id = session AND b.ended_at IS NULL AND b.expires_at > at LIMIT 1);
      END $$;
      SELECT afc_for_requests('auth_reading_of(uuid, timestamptz)');

      -- All operators but one.
      CREATE FUNCTION operator_emails_but(identity uuid) RETURNS TABLE (email_hash bytea, email_sealed bytea, wrapped_key bytea)
      LANGUAGE sql STABLE AS $$
        SELECT i.email_hash, i.email_sealed, i.wrapped_key FROM identities i WHERE i.is_operator AND i.id <> identity AND app_company() IS NULL
      $$;
      SELECT afc_for_requests('operator_emails_but(uuid)')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION auth_reading_of(uuid, timestamptz); DROP FUNCTION operator_emails_but(uuid)`);
  }
}
