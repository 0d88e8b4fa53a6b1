import type { EntityManager } from 'typeorm';
import { API_CONNECTIONS, type Database } from '../platform/database.ts';
import { Loaders } from '../platform/graphql/loader.ts';
import { Snapshot } from '../platform/graphql/snapshot.ts';
import type { FeedKind } from './append.ts';
import { Slots } from './slots.ts';
import type { FeedEvent } from './view.ts';

type Row = {
  id: string;
  number: string;
  kind: FeedKind;
  event: string;
  at: Date;
  transaction_id: string | null;
  card_id: string | null;
  user_id: string | null;
  notification_id: string | null;
  team_ids: string[];
};

/** A snapshot in which rows of the feed and everything they name are read together. */
export type FeedSnapshot = {
  readonly read: () => Promise<EntityManager>;
  /** Of one view: what a loader finds may depend on who asks. */
  loadersOf(view: string): Loaders;
  eventsAfter(number: bigint): Promise<FeedEvent[]>;
};

/** How many rows are read at once. */
const BATCH = 100;

/** Of a process's connections. The others are for requests, however many companies something happens in at once. */
export const FEED_CONNECTIONS = API_CONNECTIONS / 2;

/** The rows of `feed_events`. */
export class FeedRows {
  readonly #connections = new Slots(FEED_CONNECTIONS);

  constructor(private readonly database: Database) {}

  /** How far each of the companies is. */
  async heads(companyIds: readonly string[]): Promise<[string, bigint][]> {
    if (companyIds.length === 0) return [];
    const rows = await this.#connections.run(() =>
      this.database.api.query<{ company_id: string; number: string }[]>('SELECT company_id, number FROM feed_heads($1)', [companyIds]),
    );
    return rows.map((row) => [row.company_id, BigInt(row.number)]);
  }

  within<T>(companyId: string, run: (snapshot: FeedSnapshot) => Promise<T>): Promise<T> {
    return this.#connections.run(() => this.#within(companyId, run));
  }

  async #within<T>(companyId: string, run: (snapshot: FeedSnapshot) => Promise<T>): Promise<T> {
    const snapshot = new Snapshot(this.database.api, companyId);
    const read = () => snapshot.read();
    const loaders = new Map<string, Loaders>();
    const loadersOf = (view: string): Loaders => {
      const known = loaders.get(view) ?? new Loaders(read);
      loaders.set(view, known);
      return known;
    };
    try {
      return await run({ read, loadersOf, eventsAfter: async (number) => eventsAfter(await read(), companyId, number) });
    } finally {
      await snapshot.close();
    }
  }
}

async function eventsAfter(manager: EntityManager, companyId: string, number: bigint): Promise<FeedEvent[]> {
  const rows = await manager.query<Row[]>(
    `SELECT id, number, kind, event, at, transaction_id, card_id, user_id, team_ids, notification_id FROM feed_events
      WHERE company_id = $1 AND number > $2 ORDER BY number LIMIT ${BATCH}`,
    [companyId, number.toString()],
  );
  return rows.map((row) => ({
    companyId,
    id: row.id,
    number: BigInt(row.number),
    kind: row.kind,
    event: row.event,
    at: row.at,
    transactionId: row.transaction_id,
    cardId: row.card_id,
    userId: row.user_id,
    teamIds: row.team_ids,
    notificationId: row.notification_id,
  }));
}
