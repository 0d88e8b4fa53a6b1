import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How webhooks fare is how they fared lately: figures of last night do not belong into this hour's. */
export class RecentWebhookHealth1764108000000 implements MigrationInterface {
  readonly name = 'RecentWebhookHealth1764108000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HEALTH);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The health of webhooks is asked for with a moment.'));
  }
}

const HEALTH = `
DROP FUNCTION webhook_health;
-- From the latest thousand of them since a moment, and from what waits. Figures alone, no company's data.
CREATE FUNCTION webhook_health(
  since timestamptz,
  OUT last_received_at timestamptz, OUT last_type text, OUT delivery_lag_p50_ms double precision, OUT delivery_lag_p95_ms double precision,
  OUT apply_lag_p50_ms double precision, OUT apply_lag_p95_ms double precision, OUT flagged bigint,
  OUT pending bigint, OUT oldest_pending_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH latest AS MATERIALIZED (
    SELECT id, envelope, type, received_at, state, replays, flag,
           extract(epoch FROM received_at - said_at) * 1000 AS delivery_ms, extract(epoch FROM settled_at - received_at) * 1000 AS apply_ms
      FROM marqeta_inbox WHERE source = 'WEBHOOK' ORDER BY id DESC LIMIT 1000
  ), recent AS (SELECT * FROM latest WHERE received_at >= since),
  lag AS (
    SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY greatest(delivery_ms, 0)) FILTER (WHERE flag IS NULL) AS delivery,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY apply_ms) FILTER (WHERE state IN ('APPLIED', 'KEPT') AND replays = 0) AS apply,
           count(*) FILTER (WHERE flag IS NOT NULL) AS flagged
      FROM recent
  ), newest AS (SELECT received_at, envelope || coalesce('.' || type, '') AS type FROM latest ORDER BY id DESC LIMIT 1),
  waiting AS (SELECT count(*) AS pending, min(received_at) AS oldest FROM marqeta_inbox WHERE state = 'PENDING')
  SELECT newest.received_at, newest.type, lag.delivery[1], lag.delivery[2], lag.apply[1], lag.apply[2], lag.flagged, waiting.pending, waiting.oldest
    FROM waiting CROSS JOIN lag LEFT JOIN newest ON true
$$;
REVOKE ALL ON FUNCTION webhook_health FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhook_health TO afc_api;
`;
