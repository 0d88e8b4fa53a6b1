import { prepared } from '../lib/prepared.mjs';

/** `npm run migrate`: brings the database up to date, the one that the environment names or the embedded one. */
export async function main(args) {
  return prepared(
    'migrate.mjs',
    args,
    async (progress) => {
      const { withDatabase, migrate } = await import('../lib/product.mjs');
      await withDatabase(progress, (settings) => migrate({ progress }, settings));
      return 0;
    },
    { builds: '@afc/api' },
  );
}
