import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { PlainError } from './plain-error.mjs';

const NAME = 'afc-postgres';

export const isRoot = () => process.getuid?.() === 0;

/** The line of /etc/passwd with this name, as `{ name, uid, gid }`. */
export function parsePasswd(text, name) {
  const line = text.split('\n').find((each) => each.startsWith(`${name}:`));
  if (!line) return undefined;
  const [, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

const lookUp = (name) => parsePasswd(readFileSync('/etc/passwd', 'utf8'), name);

/**
 * Who the embedded PostgreSQL runs as. PostgreSQL refuses to run as root, so root gets a system user of its own
 * (made at the first start); anyone else runs it as themselves, which is the answer `undefined`.
 * A cluster that exists already keeps the owner of its folder.
 */
export function postgresUser(existingCluster) {
  if (!isRoot()) return undefined;
  if (existingCluster) {
    const { uid, gid } = statSync(existingCluster);
    if (uid !== 0) return { name: `user ${uid}`, uid, gid };
  }
  return lookUp(NAME) ?? create() ?? lookUp('nobody') ?? fail();
}

function create() {
  const made = spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', NAME], {
    encoding: 'utf8',
  });
  return made.status === 0 ? lookUp(NAME) : undefined;
}

function fail() {
  throw new PlainError(
    'PostgreSQL does not run as root and no other user exists here: start as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL to a running server.',
  );
}

/** True when this user may enter the folder (or run the file) at `path`; asks the system itself, so that lists of rights count too. */
export function reachable(path, user) {
  if (!user) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0;
}
