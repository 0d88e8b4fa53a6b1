import { spawn } from 'node:child_process';

const running = new Set();

/** Asks everything that `run` has started and that still runs to end: what waits for it fails. */
export function endRunning() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a program to its end and keeps what it wrote. Answers `{ code, output }`; `onLine` sees each line as it comes.
 * `input` is closed at once: no program of ours may wait for an answer.
 */
export function run(command, args, { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    const keep = (stream) => {
      const feed = lines(onLine ?? (() => {}));
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        feed(text);
      });
    };
    keep(child.stdout);
    keep(child.stderr);
    child.once('error', reject);
    child.once('close', (code, ending) => {
      running.delete(child);
      resolve({ code: code ?? 1, ending, output });
    });
  });
}

export const tail = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');

/** Cuts a stream of pieces into lines; the unfinished rest waits for its end. */
export function lines(onLine) {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const line of parts) onLine(line.replace(/\r$/, ''));
  };
}
