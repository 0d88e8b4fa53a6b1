import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { inRoot } from './lib/root.mjs';

const NOWHERE = 'postgres://afc:afc@127.0.0.1:1/afc';
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afc-programs-'));
  return () => rmSync(folder, { recursive: true });
});

/** A script as npm starts it, which nobody sits before. */
function program(script, args = [], but = {}) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder, PORT: '0', EMULATOR_PORT: '0', ...but };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
    child.stdin.end();
  });
}

describe('doctor', () => {
  const doctor = (but) => program(inRoot('scripts', 'doctor.mjs'), [], but);

  test('looks at each thing that a start needs, and finds nothing in its way where the tests run', async () => {
    const { code, said } = await doctor();

    expect([code, said.trim().split('\n').at(-1)]).toEqual([0, 'Nothing stands in the way of "npm start".']);
    const looked = ['Node', 'npm', 'Dependencies', 'Data folder', 'Disk', 'Memory', 'PostgreSQL', 'Redis', 'Port of the apps', 'Chromium'];
    for (const thing of looked) expect(said).toMatch(new RegExp(`^  [✓·] ${thing} `, 'm'));
  });

  test('says what is wrong with a database that is away, and fails', async () => {
    const { code, said } = await doctor({ DATABASE_URL: NOWHERE });

    expect(code).toBe(1);
    expect(said).toMatch(/^ {2}✗ PostgreSQL +DATABASE_URL\b.+$/m);
    expect(said).toContain('1 thing stands in the way of "npm start".');
  });
});

describe('demo', () => {
  const demo = (args, but) => program(inRoot('scripts', 'demo.mjs'), args, but);
  const kept = () => existsSync(join(folder, 'files', 'receipt.pdf'));
  beforeEach(() => {
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files', 'receipt.pdf'), 'a receipt');
  });

  test('deletes nothing that nobody said yes to', async () => {
    const { code, said } = await demo([]);

    expect([code, kept()]).toEqual([1, true]);
    expect(said.trim()).toMatch(/^"npm run demo" deletes the data in \S+ and .+ say "npm run demo -- --yes" if that is meant\.$/);
  });

  test('touches no database of somebody’s own, though they say yes', async () => {
    const { code, said } = await demo(['--yes'], { DATABASE_URL: NOWHERE });

    expect([code, kept()]).toEqual([1, true]);
    expect(said.trim()).toMatch(/^DATABASE_URL is set: .+$/);
  });
});

describe('schema and schema:publish', () => {
  const SCHEMA = join('packages', 'schema');
  const here = (name) => readFileSync(inRoot(SCHEMA, name), 'utf8');
  const there = (name) => readFileSync(join(folder, SCHEMA, name), 'utf8');
  /** In a checkout beside this one, whose schema is an old one; what the API emits is this one's. */
  const schema = (...args) => program(join(folder, 'scripts', 'check-schema.mjs'), args);
  const OLD = 'type Query {\n  cards: Int\n}\n';

  beforeEach(() => {
    cpSync(inRoot('scripts'), join(folder, 'scripts'), { recursive: true });
    cpSync(inRoot(SCHEMA), join(folder, SCHEMA), { recursive: true, filter: (path) => !path.includes('node_modules') });
    cpSync(inRoot('docs', 'api-changes.md'), join(folder, 'docs', 'api-changes.md'));
    symlinkSync(inRoot('apps'), join(folder, 'apps'));
    for (const name of ['schema.graphql', 'published.graphql']) writeFileSync(join(folder, SCHEMA, name), OLD);
  });

  test('a schema that is not what the API emits is told of, and left as it is', async () => {
    const { code, said } = await schema();

    expect(code).toBe(1);
    expect(said).toContain('packages/schema/schema.graphql is not what the API emits');
    expect(there('schema.graphql')).toBe(OLD);
  });

  test('--write commits to it and promises nothing: that integrators were promised something else is said', async () => {
    const { code, said } = await schema('--write');

    expect(code).toBe(1);
    expect(said).toContain('This breaks programs that were written for packages/schema/published.graphql.');
    expect(there('schema.graphql')).toBe(here('schema.graphql'));
    expect(there('published.graphql')).toBe(OLD);
  });

  test('--publish promises it as well', async () => {
    expect(await schema('--publish')).toEqual({ code: 0, said: '' });
    expect([there('schema.graphql'), there('published.graphql')]).toEqual([here('schema.graphql'), here('schema.graphql')]);
  });
});
