import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Somebody who is signed in sets another password. */
export class OwnPassword1795780200000 implements MigrationInterface {
  readonly name = 'OwnPassword1795780200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNCTION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION auth_change_password(uuid, uuid, text, timestamptz)');
  }
}

const FUNCTION = `
-- Sets it, uses up what was mailed to set another, and ends every session but the one in which it is done. @returns those
CREATE FUNCTION auth_change_password(identity uuid, but uuid, new_password_hash text, at timestamptz) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
  UPDATE identities SET password_hash = new_password_hash WHERE id = identity;
  UPDATE password_resets r SET used_at = at WHERE r.identity_id = identity AND r.used_at IS NULL;
  RETURN QUERY SELECT auth_end_sessions(identity, NULL, but, at, 'password_reset');
END $$;
SELECT afc_for_requests('auth_change_password(uuid, uuid, text, timestamptz)');
`;
