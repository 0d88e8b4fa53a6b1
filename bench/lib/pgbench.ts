import { execFile, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchOptions } from './options.ts';

const run = promisify(execFile);

const INSTALL = 'apt-get install -y --no-install-recommends postgresql-15';

/**
 * Finds pgbench; as root on Debian installs it. Without it a quick run says so and goes on without the peer, as it proves nothing
 * about figures; a full one ends with the command to use.
 */
export function findPgbench({ quick }: Pick<BenchOptions, 'quick'>): string | null {
  const found = (): string | undefined =>
    [process.env['PGBENCH'] ?? '', '/usr/bin/pgbench', '/usr/local/bin/pgbench', ...globSync('/usr/lib/postgresql/*/bin/pgbench')].find(
      (path) => path !== '' && existsSync(path),
    );
  const known = found();
  if (known !== undefined) return known;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
    spawnSync('/bin/sh', ['-c', `apt-get update -q && ${INSTALL} -q`], { stdio: 'ignore' });
  const installed = found();
  if (installed !== undefined) return installed;
  process.stderr.write(`pgbench is missing: install it with "${INSTALL}" (any version from 14 will do), or name it in PGBENCH.\n`);
  if (!quick) process.exit(1);
  return null;
}

export type PgbenchRun = {
  readonly url: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  /** Transactions a second, arriving as in a Poisson process; as fast as it goes when left out. */
  readonly rate?: number;
};

export type PgbenchResult = {
  readonly perSecond: number;
  /** Sorted. With a rate from the moment at which the transaction was due. */
  readonly latenciesMs: Float64Array;
};

/** Prepared statements, one thread a core at most. */
export async function pgbench(path: string, { url, script, clients, seconds, rate }: PgbenchRun): Promise<PgbenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'afc-pgbench-'));
  try {
    const { stdout } = await run(
      path,
      [
        ...['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', String(Math.min(clients, 2)), '-T', String(seconds)],
        ...['-l', `--log-prefix=${join(folder, 'log')}`],
        ...(rate === undefined ? [] : ['-R', String(rate)]),
        url,
      ],
      { maxBuffer: 2 ** 24, timeout: (seconds + 60) * 1000 },
    );
    const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
    const done = Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1]);
    if (Number.isNaN(done) || failed > 0) throw new Error(`pgbench did not do what was asked:\n${stdout}`);
    // On a busy machine a short turn may be over before the first transaction is: then there is no rate.
    const perSecond = Number(/tps = ([\d.]+) \(without initial connection time\)/.exec(stdout)?.[1] ?? 0);
    return { perSecond, latenciesMs: await readLog(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `client transaction latency(µs) script epoch µs [lag]`, one line a transaction; the latency is counted from when it was due. */
async function readLog(folder: string): Promise<Float64Array> {
  const latencies: number[] = [];
  for (const file of globSync(join(folder, 'log*'))) {
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      const micros = line.split(' ', 3)[2];
      if (micros !== undefined && micros !== 'skipped') latencies.push(Number(micros) / 1000);
    }
  }
  return Float64Array.from(latencies).sort();
}
