import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { installedChromium } from './chromium.mjs';
import { dataFolder } from './data-folder.mjs';
import { isInstalled, refuseReadOnly } from './install.mjs';
import { isFree } from './ports.mjs';
import { outsideOf, placeCluster } from './postgres-place.mjs';
import { redisProgram } from './redis.mjs';
import { inRoot, manifest, root } from './root.mjs';
import { run } from './run.mjs';

const good = (text) => ({ state: 'good', text });
const note = (text) => ({ state: 'note', text });
const bad = (text) => ({ state: 'bad', text });
const gib = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const DISK_NEEDED = 2 * 2 ** 30;
const MEMORY_NEEDED = 2 * 2 ** 30;

/** Free memory as Linux reckons it: with what its caches would give back. */
function availableMemory() {
  if (!existsSync('/proc/meminfo')) return freemem();
  const kib = readFileSync('/proc/meminfo', 'utf8').match(/MemAvailable:\s+(\d+)/)?.[1];
  return kib ? Number(kib) * 1024 : freemem();
}

async function port(name, wanted) {
  if (await isFree(wanted)) return good(`${wanted} is free`);
  return note(`${wanted} is taken: the next free one will be used, or set ${name}`);
}

/** What is looked at, in the order in which a start needs it. */
export const CHECKS = [
  [
    'Node',
    async () =>
      good(`${process.versions.node} (20 or newer starts it; the product runs on ${manifest().devDependencies.node}, which it installs)`),
  ],
  [
    'npm',
    async () => {
      const { code, output } = await run('npm', ['--version']).catch(() => ({ code: 1, output: '' }));
      return code === 0 ? good(output.trim().split('\n').at(-1)) : bad('not found: it comes with Node, install it from https://nodejs.org');
    },
  ],
  [
    'Dependencies',
    async () => {
      if (isInstalled()) return good('installed');
      const refusal = refuseReadOnly();
      if (refusal) return bad(refusal);
      const { code } = await run('npm', ['ping', '--silent', '--fetch-timeout=8000', '--fetch-retries=0']).catch(() => ({ code: 1 }));
      return code === 0
        ? note('not installed yet: "npm start" does it')
        : bad('not installed, and the npm registry does not answer: check "npm config get registry" and "npm config get proxy"');
    },
  ],
  [
    'Data folder',
    async () => {
      const { path, warning } = dataFolder();
      return warning ? note(warning) : good(path);
    },
  ],
  [
    'Disk',
    async () => {
      const { bavail, bsize } = statfsSync(root);
      const free = bavail * bsize;
      return free > DISK_NEEDED
        ? good(`${gib(free)} free`)
        : bad(`${gib(free)} free: dependencies, build and demo data need ${gib(DISK_NEEDED)}`);
    },
  ],
  [
    'Memory',
    async () => {
      const free = availableMemory();
      return free > MEMORY_NEEDED
        ? good(`${gib(free)} of ${gib(totalmem())} available`)
        : note(`${gib(free)} available: ${gib(MEMORY_NEEDED)} are comfortable, close other programs if it is slow`);
    },
  ],
  [
    'PostgreSQL',
    async () => {
      if (process.env.DATABASE_URL) {
        const { checkConnection } = await import('./database.mjs');
        await checkConnection('DATABASE_URL', process.env.DATABASE_URL);
        return good('DATABASE_URL answers');
      }
      if (!isInstalled()) return note('embedded: comes with the dependencies');
      const { runnablePostgres } = await import('./postgres-binaries.mjs');
      const dataDir = join(dataFolder().path, 'postgres');
      const { home, user } = placeCluster(dataDir);
      const { code, output } = await run(join(runnablePostgres(user, outsideOf(dataDir)), 'bin', 'postgres'), ['--version'], { cwd: '/' });
      return code === 0
        ? good(`embedded ${output.trim().split(' ').at(-1)}, data in ${home}${user ? `, as ${user.name}` : ''}`)
        : bad(`the embedded server does not run here: ${output.trim()}; set DATABASE_URL, DATABASE_GATEWAY_URL and DATABASE_OWNER_URL`);
    },
  ],
  [
    'Redis',
    async () => {
      if (process.env.REDIS_URL) return good('REDIS_URL is set');
      const program = redisProgram();
      return program
        ? good(program)
        : note(
            'none on the PATH: kept in memory, inside the process; some tests need one ("apt-get install redis-server", "brew install redis")',
          );
    },
  ],
  ['Port of the apps', () => port('PORT', Number(process.env.PORT || 4000))],
  ['Port of Marqeta', () => port('EMULATOR_PORT', Number(process.env.EMULATOR_PORT || 4001))],
  [
    'Chromium',
    async () => {
      const path = installedChromium();
      if (path) return good(path);
      if (!isInstalled()) return note('none installed: tests use the one in npm');
      const packed = existsSync(inRoot('e2e', 'node_modules', '@sparticuz', 'chromium'));
      if (!packed || process.platform !== 'linux')
        return note('none: needed by browser tests and screenshots only; install Chromium or set CHROMIUM_PATH');
      createRequire(inRoot('e2e', 'package.json')).resolve('@sparticuz/chromium');
      return good('the one inside @sparticuz/chromium');
    },
  ],
];
