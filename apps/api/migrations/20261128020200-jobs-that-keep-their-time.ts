import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A job that waits for its time is not put off by what is added to it. The function of five arguments stays for whoever still calls it. */
export class JobsThatKeepTheirTime1795831320000 implements MigrationInterface {
  readonly name = 'JobsThatKeepTheirTime1795831320000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION afc_enqueue(task text, payload text, job_key text, run_at timestamptz, queue text, key_mode text) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
        SELECT graphile_worker.add_job(identifier => task, payload => payload::json, job_key => job_key, run_at => run_at, queue_name => queue,
                                       job_key_mode => key_mode)
      $$;
      REVOKE ALL ON FUNCTION afc_enqueue(text, text, text, timestamptz, text, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION afc_enqueue(text, text, text, timestamptz, text, text) TO afc_api, afc_gateway`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION afc_enqueue(text, text, text, timestamptz, text, text)`);
  }
}
