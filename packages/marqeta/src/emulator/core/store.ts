import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

type Row = Record<string, SQLInputValue>;

/**
 * The emulator's state in SQLite. All writes of one turn of the event loop are one transaction, committed at its end: hundreds of
 * messages a second cost few commits, and what was answered is on disk before the caller can see it.
 */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #beforeCommit: (() => void)[] = [];
  readonly #whenUndone: (() => void)[] = [];
  #afterwards: (() => void)[] = [];
  #open = false;
  #depth = 0;
  #pending: NodeJS.Immediate | null = null;

  /** `:memory:` keeps nothing. */
  constructor(dataDir: string) {
    if (dataDir !== ':memory:') mkdirSync(dataDir, { recursive: true });
    this.#db = new DatabaseSync(dataDir === ':memory:' ? dataDir : join(dataDir, 'emulator.sqlite'));
    // A crash of the process loses nothing; a crash of the machine may lose the last moments, which an emulator can bear.
    // Checkpoints are small, so that none holds up what is being decided.
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 500');
    this.#db.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000');
    migrate(this.#db);
  }

  get<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  all<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  run(sql: string, ...values: SQLInputValue[]): { lastId: number; changes: number } {
    this.#begin();
    const { lastInsertRowid, changes } = this.#statement(sql).run(...values);
    return { lastId: Number(lastInsertRowid), changes: Number(changes) };
  }

  /** All of it, or nothing when it throws. */
  atomically<T>(work: () => T): T {
    this.#begin();
    const name = `step${this.#depth}`;
    const planned = this.#afterwards.length;
    this.#depth += 1;
    this.#statement(`SAVEPOINT ${name}`).run();
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#statement(`ROLLBACK TO ${name}`).run();
      this.#afterwards.length = planned;
      for (const forget of this.#whenUndone) forget();
      throw error;
    } finally {
      this.#statement(`RELEASE ${name}`).run();
      this.#depth -= 1;
    }
    if (this.#depth === 0) this.#doAfterwards();
    return result;
  }

  /** Does what cannot be undone once the outermost step has succeeded, and never when it was undone; at once outside of any. */
  afterwards(work: () => void): void {
    if (this.#depth === 0) return work();
    this.#afterwards.push(work);
  }

  /** Called when a step was undone: what was remembered of it is wrong. */
  whenUndone(forget: () => void): void {
    this.#whenUndone.push(forget);
  }

  /** Called before each commit, to write what is only worth writing once for all of it. */
  beforeCommit(write: () => void): void {
    this.#beforeCommit.push(write);
  }

  commit(): void {
    if (this.#pending !== null) clearImmediate(this.#pending);
    this.#pending = null;
    if (!this.#open) return;
    for (const write of this.#beforeCommit) write();
    this.#statement('COMMIT').run();
    this.#open = false;
  }

  close(): void {
    this.commit();
    this.#db.close();
  }

  /** Forgets everything. */
  clear(): void {
    for (const table of TABLES) this.run(`DELETE FROM ${table}`);
    this.commit();
  }

  #doAfterwards(): void {
    const planned = this.#afterwards;
    this.#afterwards = [];
    for (const work of planned) work();
  }

  #begin(): void {
    if (this.#open) return;
    this.#statement('BEGIN IMMEDIATE').run();
    this.#open = true;
    this.#pending = setImmediate(() => this.commit());
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

const TABLES = [
  'meta',
  'resources',
  'card_secrets',
  'single_use_tokens',
  'one_time_tokens',
  'wallet_token_pans',
  'purchases',
  'transactions',
  'accounts',
  'outbox',
  'exchanges',
  'exchange_subjects',
  'schedule',
  'control_usage',
  'control_charges',
  'faults',
] as const;

/** Each entry is applied once, in order; never edit one that has landed. */
const MIGRATIONS = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE resources (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, token TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
    request TEXT, body TEXT NOT NULL, UNIQUE (kind, token));
  CREATE INDEX resources_modified ON resources (kind, modified DESC, id DESC);
  CREATE INDEX users_parent ON resources (json_extract(body, '$.parent_token')) WHERE kind = 'user';
  CREATE INDEX cards_user ON resources (json_extract(body, '$.user_token')) WHERE kind = 'card';
  CREATE INDEX cards_last_four ON resources (json_extract(body, '$.last_four')) WHERE kind = 'card';
  CREATE INDEX card_transitions_card ON resources (json_extract(body, '$.card_token')) WHERE kind = 'cardtransition';
  CREATE INDEX user_transitions_user ON resources (json_extract(body, '$.user_token')) WHERE kind = 'usertransition';
  CREATE INDEX business_transitions_business ON resources (json_extract(body, '$.business_token')) WHERE kind = 'businesstransition';
  CREATE TABLE card_secrets (card_token TEXT PRIMARY KEY, pan TEXT NOT NULL, cvv TEXT NOT NULL, pin TEXT) WITHOUT ROWID;
  CREATE TABLE purchases (
    token TEXT PRIMARY KEY, seq INTEGER NOT NULL, card_token TEXT NOT NULL, account TEXT NOT NULL, currency TEXT NOT NULL,
    time INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX purchases_seq ON purchases (seq DESC);
  CREATE TABLE transactions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, purchase TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL,
    card_token TEXT NOT NULL, user_token TEXT, acting_user_token TEXT, business_token TEXT,
    transaction_time INTEGER NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX transactions_purchase ON transactions (purchase);
  CREATE INDEX transactions_time ON transactions (transaction_time);
  CREATE INDEX transactions_created ON transactions (created);
  CREATE INDEX transactions_card ON transactions (card_token, transaction_time);
  CREATE TABLE accounts (holder TEXT NOT NULL, currency TEXT NOT NULL, held INTEGER NOT NULL, updated INTEGER NOT NULL,
    PRIMARY KEY (holder, currency)) WITHOUT ROWID;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, envelope TEXT NOT NULL, event_type TEXT NOT NULL,
    event_token TEXT NOT NULL, purchase TEXT, headers TEXT, body TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL);
  CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL, emulator_time INTEGER NOT NULL,
    real_time INTEGER NOT NULL, url TEXT NOT NULL, request_headers TEXT NOT NULL, request_body TEXT NOT NULL, status INTEGER,
    response_headers TEXT, response_body TEXT, error TEXT, duration_ms REAL NOT NULL, attempt INTEGER NOT NULL);
  CREATE TABLE exchange_subjects (purchase TEXT NOT NULL, exchange INTEGER NOT NULL, PRIMARY KEY (purchase, exchange)) WITHOUT ROWID;
  CREATE INDEX exchange_subjects_exchange ON exchange_subjects (exchange);
  CREATE TABLE schedule (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX schedule_due ON schedule (at, id);
  CREATE INDEX schedule_subject ON schedule (subject);
  `,
  `
  ALTER TABLE transactions ADD COLUMN funding_source TEXT;
  UPDATE transactions SET funding_source = (
    SELECT json_extract(p.body, '$.config.jit_funding.programgateway_funding_source.funding_source_token') FROM resources p
     WHERE p.kind = 'cardproduct' AND p.token = json_extract(transactions.body, '$.card_product_token'));
  CREATE INDEX transactions_funding_source ON transactions (funding_source, transaction_time);
  `,
  `
  CREATE TABLE control_usage (
    control TEXT NOT NULL, holder TEXT NOT NULL, "window" INTEGER NOT NULL, amount INTEGER NOT NULL, uses INTEGER NOT NULL,
    PRIMARY KEY (control, holder, "window")) WITHOUT ROWID;
  CREATE TABLE control_charges (
    purchase TEXT NOT NULL, control TEXT NOT NULL, holder TEXT NOT NULL, "window" INTEGER NOT NULL, part TEXT NOT NULL,
    cash_back INTEGER NOT NULL, amount INTEGER NOT NULL, opens INTEGER NOT NULL, PRIMARY KEY (purchase, control, "window")) WITHOUT ROWID;
  CREATE INDEX velocity_controls_user ON resources (json_extract(body, '$.association.user_token')) WHERE kind = 'velocitycontrol';
  `,
  `
  CREATE INDEX chargebacks_transaction ON resources (json_extract(body, '$.transaction_token')) WHERE kind = 'chargeback';
  CREATE INDEX chargeback_transitions_chargeback ON resources (json_extract(body, '$.chargeback_token')) WHERE kind = 'chargebacktransition';
  CREATE INDEX cases_transaction ON resources (json_extract(body, '$.dispute_details.original_transaction_token')) WHERE kind = 'case';
  CREATE INDEX case_transitions_case ON resources (json_extract(body, '$.case_token')) WHERE kind = 'casetransition';
  `,
  `
  CREATE INDEX card_secrets_pan ON card_secrets (pan);
  CREATE INDEX cards_barcode ON resources (json_extract(body, '$.barcode')) WHERE kind = 'card';
  `,
  `
  ALTER TABLE card_secrets ADD COLUMN pin_failures INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE single_use_tokens (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL, card_token TEXT NOT NULL,
    created INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL);
  CREATE INDEX single_use_tokens_card ON single_use_tokens (card_token, seq);
  `,
  `
  CREATE TABLE faults (seq INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, body TEXT NOT NULL, seen INTEGER NOT NULL, struck INTEGER NOT NULL);
  ALTER TABLE exchanges ADD COLUMN fault TEXT;
  `,
  `
  ALTER TABLE accounts ADD COLUMN available INTEGER NOT NULL DEFAULT 0;
  UPDATE purchases SET body = json_set(body, '$.funding', 'GATEWAY', '$.fundingSource',
    (SELECT funding_source FROM transactions t WHERE t.token = purchases.token));
  `,
  `
  ALTER TABLE exchanges ADD COLUMN webhook TEXT;
  ALTER TABLE exchanges ADD COLUMN event_type TEXT;
  CREATE INDEX outbox_event ON outbox (event_token);
  `,
  `
  CREATE TABLE wallet_token_pans (token TEXT PRIMARY KEY, pan TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX wallet_tokens_card ON resources (json_extract(body, '$.card_token')) WHERE kind = 'digitalwallettoken';
  CREATE INDEX wallet_transitions_token ON resources (json_extract(body, '$.digital_wallet_token.token')) WHERE kind = 'digitalwallettokentransition';
  `,
  `
  CREATE TABLE one_time_tokens (token TEXT PRIMARY KEY, user_token TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
  `,
  `
  ALTER TABLE exchanges ADD COLUMN method TEXT NOT NULL DEFAULT 'POST';
  CREATE INDEX exchanges_deliveries ON exchanges (id) WHERE webhook IS NOT NULL;
  `,
];

function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error('The data folder was written by a newer emulator.');
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
