import type pg from 'pg';
import { type Run, runOnClient } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';
import { type Head, INSTALLATION_CHAIN } from './chain.ts';
import { chainRecords, keptChain, type Reading } from './chain-records.ts';
import { DecisionsVerifier, rangeIn } from './decision-seals.ts';
import { decisionsIn } from './kept-decisions.ts';
import { eventsOf } from './stored-events.ts';
import { type ChainRecord, ChainVerifier, type WrongLink } from './verify-chain.ts';

export type Counts = { chains: number; events: number; checkpoints: number; decisions: number; erasedPersons: number; waiting: number };

export type VerifyOptions = {
  readonly sealer: Sealer;
  /** Only this chain. */
  readonly chain?: string | undefined;
  /** Ids of the keys that checkpoints may be signed with; null: any that the database knows. */
  readonly trusted: readonly string[] | null;
  /** A link of the one chain that is looked at, kept elsewhere. */
  readonly remembered: Head | null;
  readonly onProgress: (counts: Readonly<Counts>) => void;
};

export type Verified = { readonly counts: Readonly<Counts>; readonly wrong: (WrongLink & { readonly chain: string }) | null };

/** Looks at the chains of a database, one after the other, each in a snapshot of its own; writes nothing. */
export async function verifyDatabase(pool: pg.Pool, options: VerifyOptions): Promise<Verified> {
  const counts: Counts = { chains: 0, events: 0, checkpoints: 0, decisions: 0, erasedPersons: 0, waiting: 0 };
  const client = await pool.connect();
  try {
    const run = runOnClient(client);
    for (const chain of options.chain === undefined ? await chainsOf(run) : [options.chain]) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const wrong = await wrongIn(run, chain, options, counts);
      await client.query('COMMIT');
      if (wrong !== null) return { counts, wrong: { ...wrong, chain } };
      counts.chains += 1;
    }
    return { counts, wrong: null };
  } finally {
    client.release(true);
  }
}

/** Also those of which all was removed but the company. */
async function chainsOf(run: Run): Promise<string[]> {
  const rows = await run<{ id: string }>(
    `SELECT id FROM companies UNION SELECT company_id FROM audit_chains UNION SELECT '${INSTALLATION_CHAIN}'::uuid ORDER BY id`,
    [],
  );
  return rows.map(({ id }) => id);
}

async function wrongIn(
  run: Run,
  chain: string,
  { sealer, trusted, remembered, onProgress }: VerifyOptions,
  counts: Counts,
): Promise<WrongLink | null> {
  const kept = await keptChain(run, chain);
  const verifier = new ChainVerifier({ ...kept, trusted, remembered });
  const begun = verifier.begin();
  if (begun !== null) return begun;
  const reading: Reading = (work) => work(run);
  const decisions = new DecisionsVerifier();
  // Beyond its end nothing may be: what is there is read as well, and found.
  for await (const record of chainRecords(reading, sealer, chain, Number.MAX_SAFE_INTEGER)) {
    const wrong = verifier.add(record) ?? (await wrongDecisions(reading, chain, decisions, record));
    if (wrong !== null) return wrong;
    counts.events += 1;
    onProgress(counts);
  }
  const wrong = verifier.end() ?? (await wrongOutside(run, chain));
  counts.decisions += decisions.records;
  counts.checkpoints += kept.checkpoints.length;
  counts.erasedPersons += verifier.erasedPersons;
  const [waiting] = await run<{ count: string }>(`SELECT count(*) AS count FROM audit_pending WHERE company_id = $1`, [chain]);
  counts.waiting += Number(waiting?.count ?? 0);
  return wrong;
}

/** Of an event that seals decision records: whether they are there as it says. */
async function wrongDecisions(
  reading: Reading,
  chain: string,
  verifier: DecisionsVerifier,
  record: ChainRecord,
): Promise<WrongLink | null> {
  const range = rangeIn(record);
  if (range === null) return null;
  const begun = verifier.begin(record.number, range);
  if (begun !== null) return begun;
  for await (const decision of decisionsIn(reading, chain, range)) {
    const wrong = verifier.add(decision);
    if (wrong !== null) return wrong;
  }
  return verifier.end();
}

/** Events that are not in the chain: each has to wait for its number, and what waits has to be there. */
async function wrongOutside(run: Run, chain: string): Promise<WrongLink | null> {
  const { table, ofChain } = eventsOf(chain);
  const [inserted] = await run<{ id: string }>(
    `SELECT e.id FROM ${table} WHERE ${ofChain}
        AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.company_id = $1 AND s.event_id = e.id)
        AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.company_id = $1 AND p.event_id = e.id)
        AND NOT EXISTS (SELECT FROM audit_chains c WHERE c.company_id = $1 AND e.id > c.walked_to)
      ORDER BY e.id LIMIT 1`,
    [chain],
  );
  if (inserted !== undefined)
    return { wrong: 'INSERTED', number: null, eventId: inserted.id, expected: 'a number', found: 'a row that never waited for one' };
  const [removed] = await run<{ id: string }>(
    `SELECT p.event_id AS id FROM audit_pending p WHERE p.company_id = $1
        AND NOT EXISTS (SELECT FROM ${table} WHERE ${ofChain} AND e.id = p.event_id) ORDER BY p.event_id LIMIT 1`,
    [chain],
  );
  if (removed === undefined) return null;
  return { wrong: 'REMOVED', number: null, eventId: removed.id, expected: `event ${removed.id}`, found: 'no such row' };
}
