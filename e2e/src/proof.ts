import pg from 'pg';
import type { Product } from './product.ts';

/** Makes it an hour ago that somebody last proved who they are; a page that is loaded after that knows. */
export async function letProofsAge({ settings }: Product, firstName: string): Promise<void> {
  const client = new pg.Client({ connectionString: settings['DATABASE_OWNER_URL'] });
  await client.connect();
  try {
    await client.query(
      `UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE user_id IN (SELECT id FROM users WHERE first_name = $1)`,
      [firstName],
    );
  } finally {
    await client.end();
  }
}
