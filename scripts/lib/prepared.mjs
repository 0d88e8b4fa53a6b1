import { install, isInstalled } from './install.mjs';
import { underPinnedNode } from './pinned-node.mjs';
import { createProgress } from './progress.mjs';
import { inRoot } from './root.mjs';

/**
 * What each command needs first: dependencies, the pinned Node, and a build: of everything, of the one package that `build` names
 * with what it needs, or none when that is `false`. Then runs `command(progress)`; under an older Node the whole script is run again by the pinned one instead.
 */
export async function prepared(script, args, command, { build = true } = {}) {
  const progress = createProgress();
  if (!isInstalled()) await progress.step('Dependencies', install);
  const elsewhere = await underPinnedNode(inRoot('scripts', script), args);
  if (elsewhere !== undefined) return elsewhere;
  if (build) {
    const { build: buildAll } = await import('./build.mjs');
    await progress.step('Build', (report) => buildAll(report, build === true ? undefined : build));
  }
  return command(progress);
}
