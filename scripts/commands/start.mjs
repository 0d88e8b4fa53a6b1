import { install, isInstalled } from '../lib/install.mjs';
import { underPinnedNode } from '../lib/pinned-node.mjs';
import { createProgress } from '../lib/progress.mjs';
import { inRoot } from '../lib/root.mjs';

/** `npm start`: everything, from a bare checkout to the running product. */
export async function main(args) {
  const progress = createProgress();
  if (!isInstalled()) await progress.step('Dependencies', install);
  const elsewhere = await underPinnedNode(inRoot('scripts', 'start.mjs'), args);
  if (elsewhere !== undefined) return elsewhere;

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
