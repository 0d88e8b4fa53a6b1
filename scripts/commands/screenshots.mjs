import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepared } from '../lib/prepared.mjs';
import { inRoot, root } from '../lib/root.mjs';

/** `npm run screenshots`: starts a fresh demo in a folder that is thrown away and takes docs/screenshots/*.png. */
export async function main(args) {
  return prepared('screenshots.mjs', args, async (progress) => {
    const { startProduct } = await import('../lib/product.mjs');
    const { takeScreenshots } = await import('../lib/screenshots.mjs');
    const { testEnvironment } = await import('../lib/test-environment.mjs');
    const dataDir = mkdtempSync(join(tmpdir(), 'afc-screenshots-'));
    const env = {
      ...testEnvironment(),
      PORT: '0',
      EMULATOR_PORT: '0',
      POSTGRES_PORT: '0',
      DATA_DIR: dataDir,
      DEMO: '1',
      DEMO_PURCHASES_PER_MINUTE: '60',
    };
    const product = await startProduct({ progress, env, fast: true });
    try {
      await takeScreenshots({
        product,
        folder: inRoot('docs', 'screenshots'),
        onTaken: (path) => progress.say(`  ${relative(root, path)}`),
      });
    } finally {
      await product.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
    return 0;
  });
}
