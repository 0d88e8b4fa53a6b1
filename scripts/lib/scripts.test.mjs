import { mkdtempSync, writeFileSync, readFileSync, statSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { firstDifference } from '../commands/check-schema.mjs';
import { refuseOldNode } from './begin.mjs';
import { summary } from './build.mjs';
import { secrets } from './data-folder.mjs';
import { describe as describeUrl } from './database.mjs';
import { reason } from './install.mjs';
import { lastComplaint } from './node-service.mjs';
import { freePort } from './ports.mjs';
import { outsideOf, parsePidFile } from './postgres-place.mjs';
import { createStack } from './product.mjs';
import { bar, createProgress } from './progress.mjs';
import { lines } from './run.mjs';
import { announcement } from './serve-until-stopped.mjs';
import { parsePasswd } from './system-user.mjs';

const temporary = () => mkdtempSync(join(tmpdir(), 'afc-scripts-'));

test.each([
  ['18.19.0', true],
  ['20.0.0', false],
  ['26.1.0', false],
])('Node %s is refused: %s', (version, refused) => {
  expect(Boolean(refuseOldNode(version))).toBe(refused);
});

describe('ports', () => {
  test('a taken port gives the next free one', async () => {
    const taken = new Set([4000, 4001]);
    const free = async (port) => !taken.has(port);
    expect(await freePort(4000, { free })).toBe(4002);
    expect(await freePort(4000, { free, avoid: [4002] })).toBe(4003);
  });

  test('a range without a free port is an error, not an endless search', async () => {
    await expect(freePort(4000, { tries: 3, free: async () => false })).rejects.toThrow('between 4000 and 4002');
  });
});

describe('what went wrong with an install', () => {
  test.each([
    ['npm error code EACCES', 'make the folder writable'],
    ['ENOSPC: no space left on device', 'disk is full'],
    ['getaddrinfo ENOTFOUND registry', 'registry cannot be reached'],
    ['ERR_PNPM_OUTDATED_LOCKFILE', 'does not belong to the package.json'],
    ['something else', 'failed'],
  ])('%s', (output, sentence) => {
    expect(reason(output)).toContain(sentence);
  });
});

describe('the complaint of a process', () => {
  test('is its last error in the log, with what caused it', () => {
    const written = ['{"level":30,"msg":"starting"}', '{"level":60,"msg":"cannot start","err":{"message":"PORT is wrong"}}', 'bye'];
    expect(lastComplaint(written)).toBe('cannot start: PORT is wrong');
  });

  test('is said once when log and error say the same', () => {
    expect(lastComplaint(['{"level":60,"msg":"PORT is wrong","err":{"message":"PORT is wrong"}}'])).toBe('PORT is wrong');
  });

  test('is the uncaught error, not the stack below it', () => {
    expect(lastComplaint(['file.js:3', 'ConfigError: PORT is "x"', '    at main (file.js:3)', '', 'Node.js v24'])).toBe(
      'ConfigError: PORT is "x"',
    );
  });

  test('is the last line when nothing else is known', () => {
    expect(lastComplaint(['killed', ''])).toBe('killed');
    expect(lastComplaint([])).toBe('it wrote nothing');
  });
});

test('what was opened is closed in the reverse order, also when one of them fails', async () => {
  const closed = [];
  const stack = createStack();
  stack.add('database', async () => void closed.push('database'));
  stack.add('emulator', async () => {
    throw new Error('does not stop');
  });
  stack.add('API', async () => void closed.push('API'));
  await expect(stack.close()).rejects.toThrow('does not stop');
  expect(closed).toEqual(['API', 'database']);
});

describe('secrets', () => {
  test('are made once, readable by the owner alone, and kept', () => {
    const folder = temporary();
    const first = secrets(folder);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(first.MASTER_KEY, 'base64')).toHaveLength(32);
    expect(secrets(folder)).toEqual(first);
    expect(secrets(temporary()).MASTER_KEY).not.toBe(first.MASTER_KEY);
  });

  test('what a newer version needs is added, what there was stays', () => {
    const folder = temporary();
    writeFileSync(join(folder, 'secrets.json'), '{"TOKEN_SECRET":"mine"}');
    chmodSync(join(folder, 'secrets.json'), 0o600);
    expect(secrets(folder).TOKEN_SECRET).toBe('mine');
    expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')).MASTER_KEY).toBeDefined();
  });
});

test('a database is told without its password', () => {
  expect(describeUrl('postgres://afc_api:hush@db.example:5433/cards')).toBe('afc_api@db.example:5433/cards');
});

test('the pid file of PostgreSQL tells whether it takes connections', () => {
  const text = '812\n/data/cluster\n1790000000\n5433\n\n127.0.0.1\n  123 4\n';
  expect(parsePidFile(`${text}starting\n`)).toEqual({ pid: 812, port: 5433, ready: false });
  expect(parsePidFile(`${text}ready   \n`).ready).toBe(true);
});

test('two checkouts have two folders outside', () => {
  expect(outsideOf('/root/a/.data', '/var')).toBe(outsideOf('/root/a/.data', '/var'));
  expect(outsideOf('/root/a/.data', '/var')).not.toBe(outsideOf('/root/b/.data', '/var'));
});

test('a user is found by the whole name', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\nafc-postgres:x:999:998::/nonexistent:/usr/sbin/nologin\n';
  expect(parsePasswd(text, 'afc-postgres')).toEqual({ name: 'afc-postgres', uid: 999, gid: 998 });
  expect(parsePasswd(text, 'afc')).toBeUndefined();
});

test('lines come whole, however the stream was cut', () => {
  const got = [];
  const feed = lines((line) => got.push(line));
  for (const piece of ['{"a"', ':1}\n{"b":', '2}\r\n', 'rest']) feed(piece);
  expect(got).toEqual(['{"a":1}', '{"b":2}']);
});

describe('progress', () => {
  test('a bar shows the part, within its bounds', () => {
    expect(bar(0.5, 4)).toBe('[##--]  50 %');
    expect(bar(7, 4)).toBe('[####] 100 %');
  });

  test('in a log a step has a line as it begins, one for each tenth, one when done', async () => {
    let text = '';
    const progress = createProgress({ isTTY: false, write: (piece) => void (text += piece) }, () => 0);
    await progress.step('Demo companies', async (report) => {
      for (let part = 0; part <= 1; part += 0.05) report.part(part, 'days');
      return 'done';
    });
    const written = text.trimEnd().split('\n');
    expect(written[0]).toBe('  … Demo companies');
    expect(written.at(-1)).toMatch(/✓ Demo companies .* done$/);
    expect(written.length).toBeLessThanOrEqual(12);
  });

  test('a step that fails says so and hands its error on', async () => {
    let text = '';
    const progress = createProgress({ isTTY: false, write: (piece) => void (text += piece) });
    await expect(progress.step('Build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(text).toContain('✗ Build');
  });
});

test('what turbo did is told as a person would', () => {
  expect(summary(' Tasks:    6 successful, 6 total\nCached:    6 cached, 6 total\n')).toBe('nothing changed');
  expect(summary('Cached:    4 cached, 6 total')).toBe('2 of 6 packages');
});

test('the first line in which schemas differ is named', () => {
  expect(firstDifference('a\nb\n', 'a\nb')).toBeUndefined();
  expect(firstDifference('a\nb', 'a\nc')).toEqual({ line: 2, committed: 'b', emitted: 'c' });
  expect(firstDifference('a', 'a\nb')).toEqual({ line: 2, committed: '(end)', emitted: 'b' });
});

test('at the end of a start stand the addresses and who can sign in', () => {
  const text = announcement({
    url: 'http://localhost:4000',
    emulatorUrl: 'http://localhost:4001',
    notes: [],
    signIns: [{ company: 'Northwind', role: 'admin', email: 'alice@example.com', password: 'secret' }],
  }).join('\n');
  for (const part of [
    'http://localhost:4000/admin',
    'http://localhost:4000/portal',
    'http://localhost:4001',
    'alice@example.com',
    'Ctrl-C',
  ])
    expect(text).toContain(part);
});
