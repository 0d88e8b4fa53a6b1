import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

// The shell stands between this process and the server for one reason: when its standard input closes, because `stop()` closed
// it or because this process is gone, it asks the server to end. A session of its own keeps the terminal's Ctrl-C from both.
const KEEPER = `
exec 3<&0
signal=$1; shift
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3; kill -s "$signal" $server 2>/dev/null ) &
guard=$!
wait $server
code=$?
kill $guard 2>/dev/null
exit $code
`;

/** Starts a server that never outlives this process, whichever way this process ends. Its output goes to `logPath`. */
export function spawnKept(command, args, { user, logPath, signal = 'TERM', env = {} }) {
  const log = openSync(logPath, 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', signal, command, ...args], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...env },
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.stdin.on('error', () => {}); // The pipe breaks when the server ends first; `exited` tells that.
  const kept = {
    over: false,
    exited: new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('exit', (code, ending) => resolve({ code, signal: ending }));
    }),
    /** Asks the server to end and waits until it has. */
    async stop() {
      child.stdin.end();
      await kept.exited;
    },
  };
  void kept.exited.then(() => {
    kept.over = true;
  });
  return kept;
}
