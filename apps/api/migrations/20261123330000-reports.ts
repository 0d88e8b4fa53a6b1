import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a process looks up about the installation it runs in, and how a notification was mailed. */
export class Reports1763974800000 implements MigrationInterface {
  readonly name = 'Reports1763974800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT SELECT ON schema_migrations TO afc_api`);
    await runner.query(INSTALLATION);
    await runner.query(NOTIFICATIONS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Reports cannot be taken away.'));
  }
}

/** For the operator's page: counts alone, no company's data. graphile-worker's tables and the inbox belong to the owner. */
const INSTALLATION = `
CREATE FUNCTION installation_counts(OUT companies bigint, OUT jobs_pending bigint, OUT jobs_failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (SELECT count(*) FROM companies),
         (SELECT count(*) FROM graphile_worker.jobs WHERE attempts < max_attempts),
         (SELECT count(*) FROM graphile_worker.jobs WHERE attempts >= max_attempts)
$$;
REVOKE ALL ON FUNCTION installation_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION installation_counts TO afc_api;
`;

/** Made from what the feed records, once: a consumer that repeats itself adds nothing. */
const NOTIFICATIONS = `
ALTER TABLE notifications
  ADD COLUMN cause uuid,
  ADD COLUMN mail_state text NOT NULL DEFAULT 'PENDING' CHECK (mail_state IN ('PENDING', 'SENT', 'SKIPPED', 'FAILED')),
  ADD CHECK ((mail_state = 'SENT') = (mailed_at IS NOT NULL));
CREATE UNIQUE INDEX notifications_cause ON notifications (company_id, cause, user_id) WHERE cause IS NOT NULL;
CREATE INDEX notifications_unread ON notifications (company_id, user_id) WHERE read_at IS NULL;

-- How far the feed of a company was read for notifications.
CREATE TABLE notification_cursors (
  company_id uuid PRIMARY KEY REFERENCES companies (id),
  number bigint NOT NULL
);
SELECT afc_protect('notification_cursors', 'SELECT, INSERT, UPDATE', '');
SELECT afc_let_look_up('notification_cursors', 'SELECT');

-- Companies whose feed has come further than their notifications.
CREATE FUNCTION notification_backlog(most int) RETURNS TABLE (company_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT g.company_id FROM company_gates g LEFT JOIN notification_cursors c ON c.company_id = g.company_id
   WHERE g.next_feed_number - 1 > coalesce(c.number, 0) ORDER BY g.company_id LIMIT most
$$;
ALTER FUNCTION notification_backlog OWNER TO afc_lookup;
REVOKE ALL ON FUNCTION notification_backlog FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notification_backlog TO afc_api;
`;
