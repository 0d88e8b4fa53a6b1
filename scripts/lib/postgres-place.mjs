import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { isAlive, commandLine } from './processes.mjs';
import { PlainError } from './plain-error.mjs';
import { isRoot, postgresUser, reachable } from './system-user.mjs';

const OUTSIDE = '/var/lib/atlanticfrewaycard';

/** The same folder name for the same checkout, and different ones for two checkouts. */
export function outsideOf(dataDir, base = OUTSIDE) {
  const digest = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 10);
  const checkout = dirname(resolve(dataDir))
    .split(sep)
    .findLast((part) => !part.startsWith('.'));
  return join(base, `${checkout || 'data'}-${digest}`);
}

/**
 * Where the cluster lives and who runs it: `{ home, cluster, user, moved }`. `home` is `dataDir`, unless the user that
 * PostgreSQL runs as cannot enter it: then a folder outside, the same one at every start, and `moved` is true.
 */
export function placeCluster(dataDir) {
  const wanted = resolve(dataDir);
  for (const home of isRoot() ? [wanted, outsideOf(wanted), outsideOf(wanted, join(tmpdir(), 'atlanticfrewaycard'))] : [wanted]) {
    const cluster = join(home, 'cluster');
    const user = postgresUser(existsSync(cluster) ? cluster : undefined);
    makeOpen(home);
    if (reachable(home, user)) return { home, cluster, user, moved: home !== wanted };
  }
  throw new PlainError(`No folder found that the user of PostgreSQL can enter (tried ${wanted} and ${OUTSIDE}): set DATA_DIR to one.`);
}

/** Makes the folder and what is missing above it enterable by others, whatever the umask; what was in use keeps its rights. */
function makeOpen(folder) {
  const first = mkdirSync(folder, { recursive: true });
  if (!first && isRoot() && readdirSync(folder).length === 0) chmodSync(folder, 0o711);
  for (let made = folder; first && made.startsWith(first); made = dirname(made)) chmodSync(made, 0o755);
}

/** The server that a `postmaster.pid` names: its process, port and whether it accepts connections. */
export function parsePidFile(text) {
  const [pid, , , port, , , , status] = text.split('\n').map((line) => line.trim());
  return { pid: Number(pid), port: Number(port), ready: status === 'ready' };
}

export function readPidFile(cluster) {
  const path = join(cluster, 'postmaster.pid');
  return existsSync(path) ? parsePidFile(readFileSync(path, 'utf8')) : undefined;
}

/** True when the process that the pid file names is a PostgreSQL of this very folder, not a stranger who got its number. */
export function isRunning(pidFile, cluster) {
  return isAlive(pidFile.pid) && commandLine(pidFile.pid).includes(cluster);
}
