import type { Run } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';
import { type Content, type Head, INSTALLATION_CHAIN, type Origin, partKey, type Shown } from './chain.ts';
import type { Checkpoint, CheckpointKey } from './checkpoint.ts';
import { type PersonKeys, personKeysOf } from './person-keys.ts';
import { eventOf, type EventRow, eventsOf } from './stored-events.ts';
import type { ChainRecord } from './verify-chain.ts';

/** Runs `work` in a transaction that reads: a short one for each page, or one and the same. */
export type Reading = <Result>(work: (run: Run) => Promise<Result>) => Promise<Result>;

export type KeptChain = {
  readonly chain: string;
  readonly end: Head;
  readonly checkpoints: readonly Checkpoint[];
  readonly keys: readonly CheckpointKey[];
};

/** How far a chain goes now, and what was signed of it up to there. */
export async function keptChain(run: Run, chain: string): Promise<KeptChain> {
  const [head] = await run<{ number: string; hash: Buffer }>(`SELECT number, hash FROM audit_chains WHERE company_id = $1`, [chain]);
  const end: Head = { number: Number(head?.number ?? 0), hash: head?.hash.toString('hex') ?? '0'.repeat(64) };
  const checkpoints = await run<{ number: string; hash: Buffer; at: Date; key_id: string; signature: Buffer }>(
    `SELECT number, hash, at, key_id, signature FROM audit_checkpoints WHERE company_id = $1 ORDER BY number`,
    [chain],
  );
  const keys = await run<{ id: string; public_key: Buffer }>(`SELECT id, public_key FROM audit_keys ORDER BY first_used_at`, []);
  return {
    ...{ chain, end },
    checkpoints: checkpoints.map(({ number, hash, at, key_id: keyId, signature }) => ({
      ...{ chain, number: Number(number), hash: hash.toString('hex'), at: at.toISOString(), keyId },
      signature: signature.toString('base64'),
    })),
    keys: keys.map(({ id, public_key: publicKey }) => ({ id, publicKey: publicKey.toString('base64') })),
  };
}

const PAGE = 500;

type SealRow = {
  number: string;
  eventId: string;
  originOf: string | null;
  originCommitment: Buffer;
  contentOf: string | null;
  contentCommitment: Buffer;
  hash: Buffer;
};
type Row = SealRow & (EventRow | { [Name in keyof EventRow]: null });

/** The records of a chain up to a number, in order; what is in memory is one page of them. */
export async function* chainRecords(
  reading: Reading,
  sealer: Sealer,
  chain: string,
  upTo: number,
): AsyncGenerator<ChainRecord, void, undefined> {
  const { columns, table, ofChain } = eventsOf(chain);
  const sql = `
    SELECT s.number, s.event_id AS "eventId", s.origin_of AS "originOf", s.origin_commitment AS "originCommitment",
           s.content_of AS "contentOf", s.content_commitment AS "contentCommitment", s.hash, ${columns}
      FROM audit_seals s LEFT JOIN ${table} ON ${ofChain} AND e.id = s.event_id
     WHERE s.company_id = $1 AND s.number > $2 AND s.number <= $3 ORDER BY s.number LIMIT ${PAGE}`;
  for (let after = 0; ; ) {
    const records = await reading(async (run) => {
      const rows = await run<Row>(sql, [chain, after, upTo]);
      const persons = chain === INSTALLATION_CHAIN ? [] : rows.flatMap(({ originOf, contentOf }) => [originOf, contentOf]);
      const keys = await personKeysOf(run, sealer, chain, persons);
      return rows.map((row) => recordOf(row, keys));
    });
    yield* records;
    const last = records.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}

function recordOf(row: Row, keys: PersonKeys): ChainRecord {
  const event = row.id === null ? null : eventOf(row);
  const shown = <Value extends Origin | Content>(
    part: 'origin' | 'content',
    of: string | null,
    commitment: Buffer,
    value: Value | null,
  ): Shown<Value> => {
    const committed = { of, commitment: commitment.toString('hex') };
    if (of === null) return { ...committed, value, key: null };
    const key = keys.get(of);
    if (key == null) return { ...committed, value: null, key: null };
    return { ...committed, value, key: partKey(key, part, row.eventId).toString('hex') };
  };
  return {
    number: Number(row.number),
    hash: row.hash.toString('hex'),
    id: row.eventId,
    facts: event?.facts ?? null,
    origin: shown('origin', row.originOf, row.originCommitment, event?.origin ?? null),
    content: shown('content', row.contentOf, row.contentCommitment, event?.content ?? null),
  };
}
