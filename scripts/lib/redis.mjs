import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { spawnKept } from './kept-process.mjs';
import { PlainError } from './plain-error.mjs';
import { freePort } from './ports.mjs';
import { waitUntil } from './processes.mjs';
import { isRoot } from './system-user.mjs';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** The first of these programs found on the PATH, with its folder. */
export function onPath(names, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const name of names) if (isRunnable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const redisProgram = () => onPath(PROGRAMS);

/** Starts a Redis or Valkey of this machine, nothing kept on disk; `undefined` when there is none. */
export async function startRedis({ dataDir, port = 6379 }) {
  const program = redisProgram();
  if (!program) return undefined;
  mkdirSync(dataDir, { recursive: true });
  const found = await freePort(port);
  const settings = [
    '--port',
    String(found),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    dataDir,
    '--daemonize',
    'no',
  ];
  const logPath = join(dataDir, 'redis.log');
  const server = spawnKept(program, settings, { logPath });
  if (!(await waitUntil(async () => server.over || (await answers(found)), 10_000)) || server.over) {
    await server.stop();
    throw new PlainError(`${program} did not start; its log is ${logPath}.`);
  }
  return { port: found, url: `redis://127.0.0.1:${found}`, exited: server.exited, stop: server.stop };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => {
      socket.end();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Makes sure that tests have a real Redis: installs it on Debian as root, and says so. Elsewhere answers the sentence to print;
 * with CI=true a missing Redis is a failure, since those tests would be skipped.
 */
export function ensureRedis({ ci = process.env.CI === 'true', say = () => {} } = {}) {
  if (redisProgram()) return undefined;
  if (isRoot() && onPath(['apt-get'])) {
    say('Redis is installed from the Debian repository: some tests need a real one.');
    // The package would start its service: runlevel 1 keeps it still.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
    const install = () => apt('install', '-y', '--no-install-recommends', 'redis-server');
    if (install().status !== 0) {
      apt('update');
      install();
    }
    if (redisProgram()) return undefined;
  }
  const advice =
    'No redis-server or valkey-server on the PATH: install one ("apt-get install redis-server", "brew install redis") to run the tests that need it.';
  if (ci) throw new PlainError(advice);
  return advice;
}
