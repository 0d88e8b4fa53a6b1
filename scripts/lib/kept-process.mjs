import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { lines } from './run.mjs';

// The shell stands between this process and the server for one reason: when its standard input closes, because `stop()` closed
// it or because this process is gone, it asks the server to end, and ends it by force when it does not. A session of its own
// keeps the terminal's Ctrl-C from both.
const KEEPER = `
exec 3<&0
signal=$1; patience=$2; shift 2
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3; kill -s "$signal" $server; sleep "$patience"; kill -9 $server ) >/dev/null 2>&1 &
guard=$!
wait $server
code=$?
kill $guard 2>/dev/null
exit $code
`;

const bare = () => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

/**
 * Starts a server that never outlives this process, whichever way this process ends. Its output goes to `logPath`, and line by
 * line to `onLine` when that is given. `stop()` asks it to end, and after `patienceMs` it is ended by force.
 */
export function spawnKept(command, args, { user, logPath, signal = 'TERM', env = bare(), cwd = '/', onLine, patienceMs = 30_000 }) {
  const log = openSync(logPath, 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', signal, String(Math.ceil(patienceMs / 1000)), command, ...args], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd,
    env,
    detached: true,
    stdio: ['pipe', onLine ? 'pipe' : log, onLine ? 'pipe' : log],
  });
  child.stdin.on('error', () => {}); // The pipe breaks when the server ends first; `exited` tells that.
  const kept = {
    over: false,
    stopping: false,
    exited: new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('close', (code, ending) => resolve({ code, signal: ending }));
    }),
    async stop() {
      if (kept.over) return;
      kept.stopping = true;
      child.stdin.end();
      await kept.exited;
    },
  };
  if (onLine) {
    for (const stream of [child.stdout, child.stderr]) {
      const feed = lines((line) => {
        writeSync(log, `${line}\n`);
        onLine(line);
      });
      stream.setEncoding('utf8').on('data', feed);
    }
  }
  void kept.exited.then(() => {
    kept.over = true;
    closeSync(log);
  });
  return kept;
}
