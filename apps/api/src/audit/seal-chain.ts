import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { withConnection } from '../platform/database.ts';
import { type Run, runOnClient } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';
import { CHAIN_VERSION, type Head, INSTALLATION_CHAIN, personsOf } from './chain.ts';
import type { CheckpointSigner } from './checkpoint.ts';
import { personKeysOf } from './person-keys.ts';
import { type Seal, sealEvents } from './seal-events.ts';
import { eventOf, type EventRow, eventsOf } from './stored-events.ts';

export type SealDeps = {
  /** Role `afc_gateway`, which sees all companies. */
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly signer: CheckpointSigner;
};

/** Events in one transaction. */
const BATCH = 500;
/** A checkpoint is signed after so many events, or so long after the last one when there is any event since. */
export const CHECKPOINT_EVENTS = 1_000;
const CHECKPOINT_MS = 3_600_000;
const WITHIN_MS = 15_000;
/** A sealer whose line was cut lets go of its chain by itself; whoever waits for a chain does not keep a worker from other jobs. */
const BEGIN = `BEGIN; SET LOCAL lock_timeout = 3000; SET LOCAL statement_timeout = 10000; SET LOCAL idle_in_transaction_session_timeout = 5000`;

type ChainRow = { number: string; hash: Buffer; walked: string | null; checkpoint: string; checkpointAt: Date | null };

/** Numbers what is committed and not numbered yet, until there is no more. @returns how many events were numbered */
export async function sealChain(deps: SealDeps, chain: string): Promise<number> {
  for (let sealed = 0; ; ) {
    const { done, count } = await withConnection(deps.gateway, WITHIN_MS, async (client) => {
      await client.query(BEGIN);
      const batch = await sealBatch(deps, runOnClient(client), chain);
      await client.query('COMMIT');
      return batch;
    });
    sealed += count;
    if (done) return sealed;
  }
}

/** One at a time: whoever holds the chain's row. What is read after it is younger than what the one before has written. */
async function sealBatch(deps: SealDeps, run: Run, chain: string): Promise<{ count: number; done: boolean }> {
  await run(`INSERT INTO audit_chains (company_id) VALUES ($1) ON CONFLICT DO NOTHING`, [chain]);
  await run(`SELECT 1 FROM audit_chains WHERE company_id = $1 FOR UPDATE`, [chain]);
  const [row] = await run<ChainRow>(
    `SELECT c.number, c.hash, c.walked_to AS walked, coalesce(k.number, 0) AS checkpoint, k.at AS "checkpointAt" FROM audit_chains c
       LEFT JOIN LATERAL (SELECT number, at FROM audit_checkpoints WHERE company_id = c.company_id ORDER BY number DESC LIMIT 1) k ON true
      WHERE c.company_id = $1`,
    [chain],
  );
  if (row === undefined) throw new Error(`the chain ${chain} is not there`);
  const events = (await waiting(run, chain, row.walked)).map(eventOf);
  const persons = events.flatMap(({ facts }) => Object.values(personsOf(facts)));
  const keys = await personKeysOf(run, deps.sealer, chain, chain === INSTALLATION_CHAIN ? [] : persons);
  const head = { number: Number(row.number), hash: row.hash.toString('hex') };
  const seals = sealEvents(chain, head, events, keys);
  const whole = events.length < BATCH;
  const walkedTo = row.walked === null || whole ? null : (seals.at(-1)?.eventId ?? null);
  await record(run, chain, seals, deps.clock.now());
  const last: Head = seals.at(-1) ?? head;
  await run(`UPDATE audit_chains SET number = $2, hash = $3, walked_to = $4 WHERE company_id = $1`, [
    ...[chain, last.number, Buffer.from(last.hash, 'hex'), walkedTo],
  ]);
  await checkpoint(deps, run, chain, last, row);
  // After the walk there may be what came meanwhile with an earlier id.
  return { count: seals.length, done: whole && row.walked === null };
}

/** The oldest first. As long as a chain is walked, that is in the order of all its events. */
function waiting(run: Run, chain: string, walkedTo: string | null): Promise<EventRow[]> {
  const { columns, table, ofChain } = eventsOf(chain);
  return walkedTo === null
    ? run(
        `SELECT ${columns} FROM (SELECT event_id FROM audit_pending WHERE company_id = $1 ORDER BY event_id LIMIT ${BATCH}) p
           JOIN ${table} ON ${ofChain} AND e.id = p.event_id ORDER BY e.id`,
        [chain],
      )
    : run(`SELECT ${columns} FROM ${table} WHERE ${ofChain} AND e.id > $2 ORDER BY e.id LIMIT ${BATCH}`, [chain, walkedTo]);
}

async function record(run: Run, chain: string, seals: readonly Seal[], now: Date): Promise<void> {
  if (seals.length === 0) return;
  const ids = seals.map(({ eventId }) => eventId);
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  await run(
    `INSERT INTO audit_seals (company_id, number, event_id, version, origin_of, origin_commitment, content_of, content_commitment, hash, sealed_at)
     SELECT $1, s.*, $9::timestamptz FROM (SELECT number, event_id, ${CHAIN_VERSION}::smallint, origin_of, origin_commitment, content_of, content_commitment, hash
       FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::bytea[], $6::uuid[], $7::bytea[], $8::bytea[])
         AS sealed (number, event_id, origin_of, origin_commitment, content_of, content_commitment, hash)) s`,
    [
      ...[chain, seals.map(({ number }) => number), ids],
      ...[seals.map(({ origin }) => origin.of), seals.map(({ origin }) => bytes(origin.commitment))],
      ...[seals.map(({ content }) => content.of), seals.map(({ content }) => bytes(content.commitment))],
      ...[seals.map(({ hash }) => bytes(hash)), now],
    ],
  );
  await run(`DELETE FROM audit_pending WHERE company_id = $1 AND event_id = ANY ($2::uuid[])`, [chain, ids]);
}

async function checkpoint({ clock, signer }: SealDeps, run: Run, chain: string, head: Head, last: ChainRow): Promise<void> {
  const now = clock.now();
  const since = head.number - Number(last.checkpoint);
  const isLate = now.getTime() - (last.checkpointAt?.getTime() ?? 0) >= CHECKPOINT_MS;
  if (since === 0 || (since < CHECKPOINT_EVENTS && !isLate)) return;
  const { keyId, signature } = signer.sign(chain, head, now);
  await run(`INSERT INTO audit_keys (id, public_key, first_used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
    ...[keyId, Buffer.from(signer.key.publicKey, 'base64'), now],
  ]);
  await run(`INSERT INTO audit_checkpoints (company_id, number, hash, at, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6)`, [
    ...[chain, head.number, Buffer.from(head.hash, 'hex'), now, keyId, Buffer.from(signature, 'base64')],
  ]);
}

/** The chains that have something to be numbered, to be walked or to be signed. */
export async function unsealedChains(gateway: pg.Pool, now: Date): Promise<string[]> {
  const { rows } = await withConnection(gateway, WITHIN_MS, (client) =>
    client.query<{ id: string }>(
      `SELECT DISTINCT company_id AS id FROM audit_pending
     UNION SELECT company_id FROM audit_chains WHERE walked_to IS NOT NULL
     UNION SELECT c.company_id FROM audit_chains c
            CROSS JOIN LATERAL (SELECT max(number) AS number, max(at) AS at FROM audit_checkpoints k WHERE k.company_id = c.company_id) k
            WHERE c.number > coalesce(k.number, 0) AND coalesce(k.at, '-infinity') <= $1
     ORDER BY id`,
      [new Date(now.getTime() - CHECKPOINT_MS)],
    ),
  );
  return rows.map(({ id }) => id);
}
