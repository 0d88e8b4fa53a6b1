import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { openDatabase } from './database.mjs';
import { startNodeService } from './node-service.mjs';
import { startPostgres } from './postgres.mjs';
import { isAlive, waitUntil } from './processes.mjs';
import { redisProgram, startRedis } from './redis.mjs';

const temporary = () => mkdtempSync(join(tmpdir(), 'afc-servers-'));

async function ask(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data and its passwords from one start to the next', async () => {
    const dataDir = join(temporary(), 'postgres');
    const first = await startPostgres({ dataDir, port: 0, fast: true });
    await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await startPostgres({ dataDir, port: 0, fast: true });
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.password('postgres')).toBe(first.password('postgres'));
    expect(statSync(join(second.dataDir, 'passwords.json')).mode & 0o777).toBe(0o600);
    await second.stop({ remove: true });
    expect(existsSync(second.dataDir)).toBe(false);
  });

  test('recovers when its process was killed, and refuses a wrong password', async () => {
    const dataDir = join(temporary(), 'postgres');
    const first = await startPostgres({ dataDir, port: 0, fast: true });
    await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = Number(readFileSync(join(first.dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await first.exited;
    const second = await startPostgres({ dataDir, port: 0, fast: true });
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await expect(ask(second.url().replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
    await second.stop({ remove: true });
  });

  test('takes the next port when the wanted one is taken', async () => {
    const one = await startPostgres({ dataDir: join(temporary(), 'postgres'), port: 0, fast: true });
    const two = await startPostgres({ dataDir: join(temporary(), 'postgres'), port: one.port, fast: true });
    expect(two.port).toBeGreaterThan(one.port);
    await Promise.all([one.stop({ remove: true }), two.stop({ remove: true })]);
  });
});

describe('the database that the environment names', () => {
  const env = {
    DATABASE_URL: 'postgres://afc_api:x@127.0.0.1:1/cards',
    DATABASE_GATEWAY_URL: 'postgres://g:x@127.0.0.1:1/cards',
    DATABASE_OWNER_URL: 'postgres://o:x@127.0.0.1:1/cards',
  };

  test('is told by its variable when it cannot be reached', async () => {
    await expect(openDatabase({ dataDir: temporary(), env })).rejects.toThrow(
      /^DATABASE_OWNER_URL: no connection to o@127\.0\.0\.1:1\/cards: .*ECONNREFUSED/,
    );
  });

  test('is told by its variable when it is no URL', async () => {
    await expect(openDatabase({ dataDir: temporary(), env: { ...env, DATABASE_OWNER_URL: 'cards' } })).rejects.toThrow(
      'DATABASE_OWNER_URL is not a URL of a database',
    );
  });

  test('needs all three URLs', async () => {
    await expect(openDatabase({ dataDir: temporary(), env: { DATABASE_URL: env.DATABASE_URL } })).rejects.toThrow(
      'DATABASE_GATEWAY_URL and DATABASE_OWNER_URL are not',
    );
  });
});

test.skipIf(!redisProgram())('Redis answers and ends with its keeper', async () => {
  const redis = await startRedis({ dataDir: temporary(), port: 0 });
  expect(redis.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
  await redis.stop();
  expect(await redis.exited).toEqual({ code: 0, signal: null });
});

describe('a service of ours', () => {
  const program = (text) => {
    const script = join(temporary(), 'program.mjs');
    writeFileSync(script, text);
    return script;
  };
  const start = (script, more = {}) =>
    startNodeService({
      name: 'The program',
      script,
      env: process.env,
      cwd: '/',
      logPath: join(temporary(), 'log'),
      isReady: (entry) => entry.ready === true,
      ...more,
    });

  test('is ready when it says so, and is asked to end before it is ended', async () => {
    const mark = join(temporary(), 'mark');
    const script = program(`
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(mark)}, 'asked'); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log('{"ready":true,"pid":' + process.pid + '}');`);
    const service = await start(script);
    expect(isAlive(service.ready.pid)).toBe(true);
    await service.stop();
    expect(readFileSync(mark, 'utf8')).toBe('asked');
    expect(await waitUntil(() => !isAlive(service.ready.pid), 2000)).toBe(true);
  });

  test('that cannot start tells why in one line', async () => {
    const script = program(`console.error('ConfigError: PORT is "x": it expects a number.'); process.exit(1);`);
    await expect(start(script)).rejects.toThrow(
      /^The program stopped by itself \(exit code 1\): ConfigError: PORT is "x": it expects a number\./,
    );
  });

  test('that ends later settles its failure', async () => {
    const script = program(`console.log('{"ready":true}'); setTimeout(() => process.exit(3), 200);`);
    const service = await start(script);
    expect(await service.failure).toContain('The program stopped by itself (exit code 3)');
  });

  test('that does not end when asked is ended by force', async () => {
    const script = program(
      `process.on('SIGTERM', () => {}); console.log('{"ready":true,"pid":' + process.pid + '}'); setInterval(() => {}, 1000);`,
    );
    const service = await start(script, { patienceMs: 1000 });
    await service.stop();
    expect(isAlive(service.ready.pid)).toBe(false);
  });

  test('ends when whoever started it is killed, though it cannot write its log any more', async () => {
    const script = program(`console.log('{"ready":true}'); setInterval(() => console.log('still here'), 20);`);
    const starter = program(`
      import { startNodeService } from ${JSON.stringify(new URL('./node-service.mjs', import.meta.url).href)};
      await startNodeService({ name: 'x', script: ${JSON.stringify(script)}, env: process.env, cwd: '/', logPath: ${JSON.stringify(join(temporary(), 'log'))}, isReady: (entry) => entry.ready === true, patienceMs: 1000 });
      console.log('started');
      setInterval(() => {}, 1000);`);
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    expect(await waitUntil(() => spawnSync('pgrep', ['-f', script]).status !== 0, 5000)).toBe(true);
  });

  test('that is never ready is stopped', async () => {
    const script = program(`setInterval(() => {}, 1000);`);
    await expect(start(script, { timeoutMs: 500 })).rejects.toThrow('was not ready after 0.5 s');
  });
});
