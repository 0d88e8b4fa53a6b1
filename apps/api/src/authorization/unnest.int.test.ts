import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../testing/test-database.ts';
import { unnest } from './unnest.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase();
  client = new pg.Client({ connectionString: database.urls.gateway });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const RUNS = process.env['LONG'] === '1' ? 2_000 : 200;
const TEXTS = unnest<string | null>([['text', 'text', (row) => row]]);

/** What PostgreSQL cannot hold: it loses a zero byte, and has a half of a character replaced on the way to it. */
const held = (text: string | null): string | null => text?.replaceAll('\0', '').toWellFormed() ?? null;

test('every text arrives as it was given, quotes, backslashes and control characters and all', async () => {
  const text = fc.oneof(
    fc.string({
      unit: fc.constantFrom('"', '\\', '{', '}', ',', 'n', 'u0041', '\n', '\t', '\u001f', '\0', '\uD83D', '\uDE00', ' ', 'é', 'NULL'),
    }),
    fc.json(),
    fc.constant(null),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
      const { rows } = await client.query<{ text: string | null }>(TEXTS.select(1), TEXTS.parameters(texts));
      expect(rows.map((row) => row.text)).toEqual(texts.map(held));
    }),
    { numRuns: RUNS },
  );
});
