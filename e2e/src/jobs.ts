import pg from 'pg';
import type { Product } from './product.ts';

/** Has the worker do now what the clock would have it do within minutes. */
export async function runJob({ settings }: Product, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: settings['DATABASE_OWNER_URL'] });
  await client.connect();
  try {
    await client.query(`SELECT graphile_worker.add_job($1, job_key => $1)`, [name]);
  } finally {
    await client.end();
  }
}
