import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { spawnKept } from './kept-process.mjs';
import { PlainError } from './plain-error.mjs';
import { freePort } from './ports.mjs';
import { runnablePostgres } from './postgres-binaries.mjs';
import { isRunning, outsideOf, placeCluster, readPidFile } from './postgres-place.mjs';
import { isAlive, waitUntil } from './processes.mjs';

const MAJOR = '18';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const silent = { info() {}, warn() {} };

/**
 * Starts the embedded PostgreSQL on the loopback address; makes the cluster at the first start. It ends when `stop()` is
 * called, and also when this process ends in any other way.
 */
export async function startPostgres({ dataDir, port = 5432, fast = false, settings: own = {}, logger = silent }) {
  const place = placeCluster(dataDir);
  if (place.moved) logger.warn(`The user of PostgreSQL cannot enter ${dataDir}: its data is kept in ${place.home}.`);
  const programs = runnablePostgres(place.user, outsideOf(dataDir));
  const passwords = openPasswords(join(place.home, 'passwords.json'));
  await endOrphan(place, logger);
  if (!existsSync(place.cluster)) initialise(place, programs, passwords.of('postgres'), fast);
  refuseOtherVersion(place);

  const server = await startServer(place, programs, port, { fast, own });
  return {
    ...connection(server.port, passwords),
    dataDir: place.home,
    exited: server.exited,
    stop: async ({ remove = false } = {}) => {
      await server.stop(remove);
      if (remove) rmSync(place.home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The way into a server of this folder that another process keeps, e.g. a running `npm start`; `undefined` when none runs. */
export function attachPostgres(dataDir) {
  const { home, cluster } = placeCluster(dataDir);
  const pidFile = readPidFile(cluster);
  if (!pidFile?.ready || !isRunning(pidFile, cluster) || !isAlive(readKeeper(home) ?? 0)) return undefined;
  return connection(pidFile.port, openPasswords(join(home, 'passwords.json')));
}

const connection = (port, passwords) => ({
  port,
  url: (user = 'postgres', database = 'postgres') => `postgresql://${user}:${passwords.of(user)}@127.0.0.1:${port}/${database}`,
  password: passwords.of,
});

/** Deletes the data of a cluster that does not run, wherever `startPostgres` has put it. */
export function removePostgres(dataDir) {
  const { home, cluster } = placeCluster(dataDir);
  const pidFile = readPidFile(cluster);
  if (pidFile && isRunning(pidFile, cluster))
    throw new PlainError(`PostgreSQL of ${home} is running (process ${pidFile.pid}): stop it first.`);
  rmSync(home, { recursive: true, force: true });
}

/** Passwords made at first ask and kept beside the cluster, readable by the owner alone. */
function openPasswords(path) {
  const known = existsSync(path) ? JSON.parse(readOwn(path)) : {};
  return {
    of(user) {
      if (!known[user]) {
        known[user] = randomBytes(24).toString('base64url');
        writeFileSync(path, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
      }
      return known[user];
    },
  };
}

function readOwn(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'EACCES') throw error;
    throw new PlainError(`${path} belongs to another user: start as that user, or set DATA_DIR to a folder of your own.`);
  }
}

const asUser = (user) => (user ? { uid: user.uid, gid: user.gid } : {});
const environment = () => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/** Makes the cluster beside its final place and moves it there when complete: a start cut short leaves nothing half made. */
function initialise(place, programs, password, fast) {
  const unfinished = `${place.cluster}.new`;
  const passwordFile = join(place.home, `password.${process.pid}`);
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (place.user) {
      chownSync(passwordFile, place.user.uid, place.user.gid);
      makeOwned(unfinished, place.user);
    }
    const made = spawnSync(
      join(programs, 'bin', 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(fast ? ['--no-sync'] : []),
      ],
      { ...asUser(place.user), cwd: '/', env: environment(), encoding: 'utf8' },
    );
    if (made.status !== 0)
      throw new PlainError(`PostgreSQL could not make its data folder ${place.cluster}: ${lastLine(made.stderr) || made.error?.message}`);
    renameSync(unfinished, place.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function makeOwned(folder, user) {
  spawnSync('/bin/sh', ['-c', 'mkdir -m 700 "$1"', 'sh', folder]);
  chownSync(folder, user.uid, user.gid);
}

function refuseOtherVersion({ home, cluster }) {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found !== MAJOR)
    throw new PlainError(`The data in ${home} is of PostgreSQL ${found}, this is ${MAJOR}: move that folder away, or dump and restore it.`);
}

/** A server of this folder that still runs belongs either to another start, which is refused, or to one that died, which is ended. */
async function endOrphan({ home, cluster }, logger) {
  const pidFile = readPidFile(cluster);
  if (!pidFile) return;
  if (!isRunning(pidFile, cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return;
  }
  const keeper = readKeeper(home);
  if (keeper && keeper !== process.pid && isAlive(keeper))
    throw new PlainError(`${home} is in use by another start (process ${keeper}): stop that one first.`);
  logger.warn(`A PostgreSQL left over from an earlier start (process ${pidFile.pid}) is stopped.`);
  process.kill(pidFile.pid, 'SIGINT');
  if (!(await waitUntil(() => !isAlive(pidFile.pid), STOP_TIMEOUT_MS)))
    throw new PlainError(`PostgreSQL of ${home} (process ${pidFile.pid}) does not stop: end it by hand.`);
}

const keeperFile = (home) => join(home, 'keeper.pid');
const readKeeper = (home) => (existsSync(keeperFile(home)) ? Number(readFileSync(keeperFile(home), 'utf8')) : undefined);

function settings(port, { fast, own }) {
  const sharedMb = Math.max(128, Math.min(fast ? 256 : 1024, Math.floor(totalmem() / 2 ** 20 / 8)));
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: `${sharedMb}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(fast ? { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0, autovacuum_naptime: '15s' } : {}),
    ...own,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function startServer(place, programs, wanted, how) {
  let port = await freePort(wanted);
  for (;;) {
    const started = await tryStart(place, programs, port, how);
    if (!started.portTaken) return { ...started, port };
    port = await freePort(port + 1);
  }
}

async function tryStart(place, programs, port, how) {
  const logPath = join(place.home, 'postgres.log');
  const server = spawnKept(join(programs, 'bin', 'postgres'), ['-D', place.cluster, ...settings(port, how)], {
    user: place.user,
    logPath,
    signal: 'INT',
  });
  writeFileSync(keeperFile(place.home), String(process.pid));

  if (!(await waitUntil(() => server.over || readPidFile(place.cluster)?.ready, START_TIMEOUT_MS))) {
    await end(server, place.cluster, true);
    throw new PlainError(`PostgreSQL did not start within ${START_TIMEOUT_MS / 1000} s; its log is ${logPath}.`);
  }
  if (!server.over) return { portTaken: false, exited: server.exited, stop: (hurried) => end(server, place.cluster, hurried) };

  const text = readFileSync(logPath, 'utf8');
  if (/could not bind .*Address already in use/.test(text)) return { portTaken: true };
  throw new PlainError(
    `PostgreSQL did not start: ${lastLine(text.replaceAll(/^(?!.*(FATAL|PANIC)).*$/gm, '')) || lastLine(text)} (log: ${logPath})`,
  );
}

/** Fast shutdown through the keeper; a server that is to be thrown away, or that does not stop in time, is ended at once. */
async function end(server, cluster, hurried) {
  if (server.over) return;
  const pid = readPidFile(cluster)?.pid;
  const quit = () => pid && isAlive(pid) && process.kill(pid, 'SIGQUIT');
  if (hurried) quit();
  const late = setTimeout(quit, STOP_TIMEOUT_MS);
  await server.stop();
  clearTimeout(late);
}

const lastLine = (text) => text?.trim().split('\n').at(-1)?.trim() ?? '';
