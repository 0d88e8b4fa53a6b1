import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PlainError } from './plain-error.mjs';
import { inRoot, manifest, root } from './root.mjs';
import { run, tail } from './run.mjs';

const stampPath = inRoot('node_modules', '.afc-install');

/** Everything that the contents of node_modules follow from. */
function wantedStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.getuid?.()}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(inRoot(file)));
  return hash.digest('hex');
}

export function isInstalled() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wantedStamp();
}

/** Installs the dependencies as the lockfile says, with the pinned pnpm, unless that is done already. */
export async function install(report) {
  if (isInstalled()) return 'nothing changed';
  const refusal = refuseReadOnly();
  if (refusal) throw new PlainError(refusal);
  const pnpm = manifest().packageManager;
  const { code, output } = await run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    env: { ...process.env, npm_config_update_notifier: 'false', CI: 'true' },
    onLine: (line) => line.startsWith('Progress: ') && report.note(line.slice('Progress: '.length)),
  });
  if (code !== 0) throw new PlainError(`${reason(output)}\n${tail(output, 15)}`);
  writeFileSync(stampPath, wantedStamp());
  return 'installed';
}

/** The failures of an install that a person can do something about, in words. */
export function reason(output) {
  if (/ENOSPC/.test(output)) return 'The disk is full: about 1.5 GB are needed for the dependencies.';
  if (/EACCES|EPERM|EROFS/.test(output))
    return `The dependencies cannot be written into ${root}: make the folder writable, or copy the checkout to one that is.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|META_FETCH_FAIL|ERR_SOCKET_TIMEOUT/.test(output))
    return 'The npm registry cannot be reached: check the network, or "npm config get registry" and "npm config get proxy".';
  if (/ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/.test(output))
    return 'pnpm-lock.yaml does not belong to the package.json files: run "npx pnpm install" and commit the lockfile.';
  return 'Installing the dependencies failed:';
}

/** Why the dependencies cannot be put where they belong, or `undefined` when they can. */
export function refuseReadOnly() {
  try {
    accessSync(root, constants.W_OK);
    accessSync(existsSync(inRoot('node_modules')) ? inRoot('node_modules') : root, constants.W_OK);
    return undefined;
  } catch {
    return `${root} cannot be written by this user, and the dependencies have to go there: make it writable, or copy the checkout to a folder of your own.`;
  }
}
