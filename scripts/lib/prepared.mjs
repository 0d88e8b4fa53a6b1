import { install, isInstalled } from './install.mjs';
import { underPinnedNode } from './pinned-node.mjs';
import { createProgress } from './progress.mjs';
import { inRoot } from './root.mjs';

/**
 * What each command needs first: dependencies, the pinned Node, and a build: of `'all'`, of the one package named with what it
 * needs, or `'none'`. Then runs `command(progress)`; under another Node the whole script is run again by the pinned one instead.
 */
export async function prepared(script, args, command, { builds = 'all' } = {}) {
  const progress = createProgress();
  if (!isInstalled()) await progress.step('Dependencies', install);
  const elsewhere = await underPinnedNode(inRoot('scripts', script), args);
  if (elsewhere !== undefined) return elsewhere;
  if (builds !== 'none') {
    const { build } = await import('./build.mjs');
    await progress.step('Build', (report) => build(report, builds === 'all' ? undefined : builds));
  }
  return command(progress);
}
