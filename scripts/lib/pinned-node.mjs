import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { inRoot, manifest } from './root.mjs';

const pinned = () => inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const isPinnedNode = () => process.versions.node === manifest().devDependencies.node;

/** The environment of our programs: the tools of this checkout first on the PATH, no reports to anyone. */
export function toolEnvironment(env = process.env) {
  const PATH = [inRoot('node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  return { ...env, PATH, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
}

/**
 * Runs the same script again under the Node that the product is pinned to, and answers its exit code; `undefined` when this
 * process is that Node already. Signals are handed on, since some reach this process alone; of the
 * terminal's Ctrl-C the other then hears twice.
 */
export async function underPinnedNode(script, args) {
  if (isPinnedNode()) {
    Object.assign(process.env, toolEnvironment());
    return undefined;
  }
  if (!existsSync(pinned()))
    throw new PlainError('The Node that the product runs on is not installed: run "npm start" first, or "npx pnpm install".');
  const child = spawn(realpathSync(pinned()), [script, ...args], { stdio: 'inherit', env: process.env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
