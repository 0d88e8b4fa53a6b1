import { parseJitRequest } from '@afc/marqeta';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../platform/ids.ts';
import { asking, MoneyHarness, type TestCard, type TestCompany } from '../testing/money-harness.ts';
import { CardDirectory } from './card-directory.ts';
import { ControlsCache } from './controls-cache.ts';
import { type Asked, decideBatch, type DecideDeps, type Decided } from './decide-batch.ts';
import { foundLocked, isAway } from '../platform/failures.ts';
import { toAuthorizationRequest } from './request.ts';

let harness: MoneyHarness;
let gateway: pg.Pool;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  gateway = new pg.Pool({ connectionString: harness.database.urls.gateway, max: 4, pipeline: true });
  passOver(gateway);
});
afterAll(async () => {
  await gateway.end();
  await harness.close();
});

/** A connection that has been told to end may hear first that its database is dropped. */
function passOver(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/** A question of 129.00, and what a lane decides it with. */
async function questionOf(card: TestCard): Promise<{ asked: Asked; deps: DecideDeps }> {
  const parsed = parseJitRequest(Buffer.from(JSON.stringify(asking(card))));
  if (!parsed.ok) throw new Error('the question is not understood');
  const directory = new CardDirectory(gateway);
  const cache = new ControlsCache();
  await Promise.all([directory.find([card.token]), cache.load(gateway, [card.companyId])]);
  return {
    asked: { request: toAuthorizationRequest(parsed.request), receivedAt: performance.now() },
    deps: { gateway, clock: harness.clock, deadlineMs: 60_000, directory, cache, newId: () => uuidv7(harness.clock) },
  };
}

/** Has a batch wait for the gate until another lane has read the controls again. Null where that took too long. */
async function decidedAfterAnother(company: TestCompany, { asked, deps }: { asked: Asked; deps: DecideDeps }): Promise<Decided | null> {
  const holder = await harness.owner.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE', [company.id]);
    let deciding: Promise<Decided | null> = Promise.resolve(null);
    await new Promise<void>((isAsking) => {
      const newId = (): string => {
        isAsking();
        return deps.newId();
      };
      deciding = decideBatch({ ...deps, newId }, [asked], true).catch((error: unknown) => {
        if (foundLocked(error) || isAway(error)) return null;
        throw error;
      });
    });
    await deps.cache.load(gateway, [company.id]);
    await holder.query('COMMIT');
    return await deciding;
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

test('a batch that waited for the gate knows the counters of limits that another lane has heard of meanwhile', async () => {
  let decided: Decided | null = null;
  while (decided === null) {
    const company = await harness.company();
    const question = await questionOf(await company.card());
    await company.limit('COMPANY', null, 'LIFETIME', 20_000);
    await harness.sql(`UPDATE spend_counters SET amount_minor = 19000 WHERE company_id = $1`, [company.id]);
    decided = await decidedAfterAnother(company, question);
  }

  expect(decided.answers).toMatchObject([{ outcome: 'DECLINED', reason: 'AMOUNT_LIMIT_EXCEEDED' }]);
});

/** A connection on which no transaction begins, as when a statement is cancelled. */
class NeverBegins extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, ...rest] = args;
    const asked = typeof text === 'string' && text.startsWith('BEGIN') ? `SELECT 1 / 0; ${text}` : text;
    return (super.query as (...given: unknown[]) => unknown)(asked, ...rest) as never;
  }
}

test('nothing is recorded where no transaction has begun', async () => {
  const company = await harness.company();
  const { asked, deps } = await questionOf(await company.card());
  const pool = new pg.Pool({ connectionString: harness.database.urls.gateway, max: 1, pipeline: true, Client: NeverBegins });
  passOver(pool);

  await expect(decideBatch({ ...deps, gateway: pool }, [asked], true)).rejects.toMatchObject({ code: '22012' });

  // On the same connection, behind all that was sent.
  const { rows } = await pool.query('SELECT FROM authorizations WHERE company_id = $1', [company.id]);
  await pool.end();
  expect(rows).toEqual([]);
});
