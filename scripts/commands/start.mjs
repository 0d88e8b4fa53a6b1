import { prepared } from '../lib/prepared.mjs';

/** `npm start`: everything, from a bare checkout to the running product. */
export async function main(args) {
  return prepared('start.mjs', args, startAll, { builds: 'none' });
}

async function startAll(progress) {
  const [{ build }, { startProduct }, { serveUntilStopped }] = await Promise.all([
    import('../lib/build.mjs'),
    import('../lib/product.mjs'),
    import('../lib/serve-until-stopped.mjs'),
  ]);
  const env = { ...process.env, DEMO: process.env.DEMO || '1' };
  return serveUntilStopped(progress, async () => {
    await progress.step('Build', build);
    return startProduct({ progress, env, demo: env.DEMO === '1' });
  });
}
