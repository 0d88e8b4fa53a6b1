import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { spawnKept } from './kept-process.mjs';
import { PlainError } from './plain-error.mjs';

/** The object that a line of log is, or `undefined` for any other text. */
export function parseLogLine(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A line of text that happens to begin with a brace.
  }
}

/** What went wrong, from the lines a process has written: its last error in the log, else its last uncaught one, else its last line. */
export function lastComplaint(written) {
  const entry = written.map(parseLogLine).findLast((each) => Number(each?.level) >= 50);
  if (entry) return [entry.msg, entry.err?.message].filter((text, at, all) => text && all.indexOf(text) === at).join(': ');
  const thrown = written.findLast((line) => /^(Uncaught )?[A-Za-z]*Error\b/.test(line));
  return (thrown ?? written.findLast((line) => line.trim() !== '') ?? 'it wrote nothing').trim();
}

const KEEP_LINES = 200;

/** Starts a Node program of ours, ready when one of the entries of its log satisfies `isReady`; that entry is the answer's `ready`. */
export async function startNodeService({ script, nodeArgs = [], args = [], isReady, onEntry = () => {}, ...rest }) {
  if (!existsSync(script)) throw new PlainError(`${rest.name} is not built (${script} is missing): run "npm start".`);
  return startService({
    ...rest,
    command: process.execPath,
    args: [...nodeArgs, script, ...args],
    readyLine(line) {
      const entry = parseLogLine(line);
      if (!entry) return undefined;
      onEntry(entry);
      return isReady(entry) ? entry : undefined;
    },
  });
}

/**
 * Starts a program that serves until it is stopped, and waits until `readyLine(line)` gives something for a line that it writes.
 * `failure` settles, with a sentence, if it ends unasked later.
 */
export async function startService({ name, command, args, env, cwd, logPath, readyLine, timeoutMs = 60_000, patienceMs = 20_000 }) {
  keepLastLog(logPath);
  const written = [];
  let tellReady;
  const ready = new Promise((resolve) => {
    tellReady = resolve;
  });
  const service = spawnKept(command, args, {
    logPath,
    env,
    cwd,
    patienceMs,
    onLine(line) {
      written.push(line);
      if (written.length > KEEP_LINES) written.shift();
      const answer = readyLine(line);
      if (answer) tellReady({ answer });
    },
  });
  const ended = service.exited.then(({ code, signal }) => ({
    complaint: `${name} stopped by itself (${signal ?? `exit code ${code}`}): ${lastComplaint(written)} (log: ${logPath})`,
  }));
  const late = new Promise((resolve) => {
    setTimeout(
      () => resolve({ complaint: `${name} was not ready after ${timeoutMs / 1000} s: ${lastComplaint(written)} (log: ${logPath})` }),
      timeoutMs,
    ).unref();
  });

  const first = await Promise.race([ready, ended, late]);
  if (first.complaint) {
    await service.stop();
    throw new PlainError(first.complaint);
  }
  return {
    ready: first.answer,
    failure: ended.then(({ complaint }) => (service.stopping ? new Promise(() => {}) : complaint)),
    stop: () => service.stop(),
  };
}

function keepLastLog(path) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) renameSync(path, `${path}.1`);
}
