import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { FeedConsumer } from '../feed/feed-follower.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { prepared, type Prepared } from '../platform/prepared.ts';
import { read, transact, type Tx } from '../platform/transact.ts';
import { gather, type Gathered, type GatheredPurchase } from './gather.ts';
import { type Alert, raise } from './raise.ts';
import { learnt } from './rules/company-rules.ts';
import { judge, judgePrice } from './rules/judge.ts';
import { DAY_MS, type Past } from './rules/purchase.ts';
import { settingsOf, type StoredSettings } from './settings-store.ts';

const BATCH = 100;
/** Then it is the turn of another company; the sweep comes back to one that had more. */
const BATCHES = 50;
/** After a batch it rests for so many times as long as that took: what was missed can wait, decisions have the processor. */
const REST = 3;
/** Of what is older no case is made: an installation that is new to the rules learns from what was, and begins. */
const FRESH_MS = 3 * DAY_MS;

type KnownMerchant = NonNullable<Past['merchant']>;

type JudgedRow = { readonly id: string; readonly awaitsPrice: boolean };

/** A part of the feed that was looked at, and what came of it. */
type Looked = {
  readonly from: bigint;
  readonly reached: bigint;
  readonly atEnd: boolean;
  readonly settingsVersion: number;
  readonly judged: readonly JudgedRow[];
  readonly alerts: readonly Alert[];
  readonly merchants: ReadonlyMap<string, KnownMerchant>;
};

/**
 * Judges purchases after the feed has told of them, each once, and by its price when that is known. It reads without any lock; only where a rule found something does it take
 * the company's gate, to open a case. Nothing that decides a purchase waits for it.
 */
export class PurchaseWatch implements FeedConsumer {
  readonly name = 'risk';

  constructor(private readonly database: Database) {}

  async catchUp(companyId: string, stopping?: AbortSignal): Promise<void> {
    let more = true;
    for (let batches = 0; more && batches < BATCHES && stopping?.aborted !== true; batches += 1) {
      const beganMs = performance.now();
      more = await this.#advance(companyId);
      if (more) await sleep((performance.now() - beganMs) * REST, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async backlog(): Promise<string[]> {
    const rows = await this.database.api.query<{ company_id: string }[]>('SELECT company_id FROM risk_backlog(500)');
    return rows.map((row) => row.company_id);
  }

  async #advance(companyId: string): Promise<boolean> {
    const now = this.database.clock.now();
    const looked = await read(this.database, companyId, (manager) => look(manager, companyId, now));
    if (looked === null) return false;
    const command = { command: 'purchase.judge', actor: { kind: 'system', companyId, name: 'risk' } } as const;
    // Each by itself, so that decisions wait for one at most; what was raised before a crash is not raised again.
    for (const alert of looked.alerts) {
      await transact(this.database, command, async (tx) => {
        await gate(tx, companyId);
        await raise(tx, companyId, alert, looked.settingsVersion);
      });
    }
    return transact(this.database, command, async (tx) => {
      // Another worker has come further meanwhile: what follows is looked at anew.
      if (!(await moveCursor(tx, companyId, looked))) return true;
      await insertAssessments(tx, companyId, looked, now);
      await saveMerchants(tx, companyId, looked.merchants);
      return !looked.atEnd;
    });
  }
}

const NEWS: Prepared = {
  name: 'risk-news',
  text: `SELECT number, transaction_id FROM feed_events WHERE company_id = $1 AND number > $2 AND number <= $3 AND kind = 'TRANSACTION'
            AND transaction_id IS NOT NULL ORDER BY number LIMIT ${BATCH}`,
};

/** Null when there is nothing new. */
async function look(manager: EntityManager, companyId: string, now: Date): Promise<Looked | null> {
  const [span] = await manager.query<{ from: string; head: string }[]>(
    `SELECT coalesce(c.number, 0) AS from, g.next_feed_number - 1 AS head
       FROM company_gates g LEFT JOIN risk_cursors c ON c.company_id = g.company_id WHERE g.company_id = $1`,
    [companyId],
  );
  if (span === undefined || BigInt(span.from) >= BigInt(span.head)) return null;
  const rows = await prepared<{ number: string; transaction_id: string }>(manager, NEWS, [companyId, span.from, span.head]);
  const atEnd = rows.length < BATCH;
  const settings = await settingsOf(manager, companyId);
  const gathered = await gather(manager, companyId, [...new Set(rows.map((row) => row.transaction_id))], settings.rules);
  const known = await merchantsOf(manager, companyId, gathered);
  return {
    from: BigInt(span.from),
    reached: atEnd ? BigInt(span.head) : BigInt(rows.at(-1)?.number ?? span.head),
    ...{ atEnd, settingsVersion: settings.version, judged: gathered.map(({ purchase }) => judgedRow(purchase, now)) },
    ...judgeAll(gathered, known, settings, now),
  };
}

function isFresh({ atMs }: GatheredPurchase, now: Date): boolean {
  return now.getTime() - atMs <= FRESH_MS;
}

/** What is too old for a case when it is first read makes none later either. */
function judgedRow(purchase: GatheredPurchase, now: Date): JudgedRow {
  return { id: purchase.id, awaitsPrice: purchase.awaitsPrice && isFresh(purchase, now) };
}

/** In the order of the purchases: what one teaches of its merchant, the next one knows. */
function judgeAll(
  gathered: readonly Gathered[],
  known: ReadonlyMap<string, KnownMerchant>,
  { rules }: StoredSettings,
  now: Date,
): Pick<Looked, 'alerts' | 'merchants'> {
  const merchants = new Map<string, KnownMerchant>();
  const alerts = gathered.flatMap(({ purchase, past, again }): Alert[] => {
    const merchant = merchants.get(purchase.merchantKey) ?? known.get(purchase.merchantKey) ?? null;
    const judgeIt = again ? judgePrice : judge;
    const findings = again || isFresh(purchase, now) ? judgeIt(purchase, { ...past, merchant }, rules) : [];
    const after = learnt(merchant, purchase);
    if (after !== null && after !== merchant) merchants.set(purchase.merchantKey, after);
    return findings.map((finding) => ({ finding, purchase }));
  });
  return { alerts, merchants };
}

async function merchantsOf(
  manager: EntityManager,
  companyId: string,
  gathered: readonly { readonly purchase: GatheredPurchase }[],
): Promise<Map<string, KnownMerchant>> {
  const rows = await manager.query<{ merchant: string; first_at: Date; people: string[] }[]>(
    `SELECT merchant, first_at, people FROM risk_merchants WHERE company_id = $1 AND merchant = ANY ($2)`,
    [companyId, gathered.map(({ purchase }) => purchase.merchantKey)],
  );
  return new Map(rows.map(({ merchant, first_at: firstAt, people }) => [merchant, { firstMs: firstAt.getTime(), people }]));
}

/** False when the cursor is no longer where it was. Its row is the lock between two workers. */
async function moveCursor(tx: Tx, companyId: string, { from, reached }: Looked): Promise<boolean> {
  const moved = await tx.query<unknown[]>(
    `INSERT INTO risk_cursors AS c (company_id, number) VALUES ($1, $3)
     ON CONFLICT (company_id) DO UPDATE SET number = EXCLUDED.number WHERE c.number = $2 RETURNING number`,
    [companyId, from.toString(), reached.toString()],
  );
  return moved.length > 0;
}

async function insertAssessments(tx: Tx, companyId: string, { judged, settingsVersion }: Looked, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO risk_assessments (company_id, transaction_id, settings_version, assessed_at, awaits_price)
     SELECT $1, j.id, $4, $5, j.awaits FROM unnest($2::uuid[], $3::boolean[]) AS j (id, awaits)
     ON CONFLICT (company_id, transaction_id) DO UPDATE
       SET settings_version = EXCLUDED.settings_version, assessed_at = EXCLUDED.assessed_at, awaits_price = EXCLUDED.awaits_price`,
    [companyId, judged.map(({ id }) => id), judged.map(({ awaitsPrice }) => awaitsPrice), settingsVersion, now],
  );
}

async function saveMerchants(tx: Tx, companyId: string, merchants: ReadonlyMap<string, KnownMerchant>): Promise<void> {
  for (const [merchant, { firstMs, people }] of merchants) {
    await tx.query(
      `INSERT INTO risk_merchants (company_id, merchant, first_at, people) VALUES ($1, $2, $3, $4)
       ON CONFLICT (company_id, merchant) DO UPDATE SET people = EXCLUDED.people`,
      [companyId, merchant, new Date(firstMs), people],
    );
  }
}
