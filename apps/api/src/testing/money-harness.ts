import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basicAuthorization, type CardTransition, signWebhook } from '@afc/marqeta';
import fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import type { ControlMode } from '../controls/compile.ts';
import type { ControlScope } from '../controls/scope.ts';
import type { ControlConfig, ControlType } from '../controls/control.ts';
import { recount } from '../controls/recount.ts';
import { ACCOUNTS } from '../ledger/transfer.ts';
import { chargebackSink } from '../disputes/apply-chargeback-transition.ts';
import { type MoneyDeps, type MoneyPath, openMoneyPath } from '../money.ts';
import { applyHolderTransition, companiesOfHolders } from '../people/verification/apply-holder-transition.ts';
import { ManualClock } from '../platform/clock.ts';
import { openGatewayPool } from '../platform/database.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { MarqetaLists } from '../reconciliation/marqeta-lists.ts';
import { createLog } from '../platform/log.ts';
import type { Tx } from '../platform/transact.ts';
import { brokenBooks } from './broken-books.ts';
import { cloneDatabase, type TestDatabase } from './test-database.ts';
import { NEVER_STOPPING } from './never-stopping.ts';

export const GATEWAY = { username: 'marqeta-gateway', password: 'gateway-Password-0123456789' };
export const WEBHOOK = { username: 'marqeta-webhook', password: 'webhook-Password-0123456789' };
export const SECRET = 'Webhook-Secret-0123456789!';

/** An account where nothing ever happened. */
export const NO_LISTS: MarqetaLists = {
  transactions: async function* () {},
  commandoModes: async function* () {},
  commandoTransitions: async function* () {},
};

type Json = Record<string, unknown>;
export type JitAnswer = { readonly status: number; readonly body: Json; readonly jit: Json };

/** The composed body of a fixture. */
export function fixture(name: string): Json {
  return JSON.parse(readFileSync(new URL(`../../../../packages/marqeta/fixtures/${name}.json`, import.meta.url), 'utf8')) as Json;
}

/** The path between Marqeta and the ledger on a database of its own, with time that stands still. */
export class MoneyHarness {
  readonly clock = new ManualClock(new Date('2026-03-02T09:15:05Z'));
  readonly transitions: CardTransition[] = [];
  /** By transaction token: what Marqeta answers when it is asked. */
  readonly marqetaKnows = new Map<string, string>();
  /** By the token of a purchase's first message: all of its messages, when it is asked. */
  readonly marqetaRelates = new Map<string, readonly string[]>();
  /** Whose lists are compared with ours; none: Marqeta's are empty. */
  peer: MarqetaLists = NO_LISTS;
  readonly #paths: { path: MoneyPath; app: FastifyInstance; pool: pg.Pool }[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly owner: pg.Pool,
  ) {}

  static async open(): Promise<MoneyHarness> {
    const database = await cloneDatabase();
    const owner = new pg.Pool({ connectionString: database.urls.owner, max: 4 });
    owner.on('error', () => undefined);
    return new MoneyHarness(database, owner);
  }

  async close(): Promise<void> {
    for (const { path, app, pool } of this.#paths) {
      await app.close();
      await path.stop();
      await pool.end();
    }
    await this.owner.end();
    await this.database.drop();
  }

  /** One process of the API: its own pool, caches and lanes. */
  async process(but: Partial<MoneyDeps> & { gatewayUrl?: string } = {}): Promise<Process> {
    const { gatewayUrl, ...deps } = but;
    const log = createLog(process.env['TEST_LOG'] ?? 'silent');
    const pool = openGatewayPool(gatewayUrl ?? this.database.urls.gateway, log, 8);
    const path = openMoneyPath({
      gateway: pool,
      clock: this.clock,
      log,
      publisher: { companyAt: () => undefined },
      marqeta: { gateway: GATEWAY, webhook: WEBHOOK, webhookSecrets: [SECRET], allowedIps: [] },
      decisionDeadlineMs: 5_000,
      appliesInbox: true,
      applyCardTransition: (_client, transition) => {
        this.transitions.push(transition);
        return Promise.resolve(null);
      },
      holders: { companiesOf: companiesOfHolders, apply: applyHolderTransition },
      chargebacks: chargebackSink(this.clock),
      applyWalletTransition: () => Promise.resolve(null),
      applyAuthentication: () => Promise.resolve(null),
      askMarqeta: (token) => Promise.resolve(this.marqetaKnows.get(token) ?? null),
      askRelated: (token) => Promise.resolve(this.marqetaRelates.get(token) ?? []),
      lists: {
        transactions: (window) => this.peer.transactions(window),
        commandoModes: () => this.peer.commandoModes(),
        commandoTransitions: (mode) => this.peer.commandoTransitions(mode),
      },
      listPauseMs: 0,
      ...deps,
    });
    const app = fastify({ logger: false });
    await app.register(path.routes);
    this.#paths.push({ path, app, pool });
    return new Process(path, app);
  }

  async sql<Row extends pg.QueryResultRow = Json>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(text, values)).rows;
  }

  async company(but: { timeZone?: string; currency?: string; funds?: number } = {}): Promise<TestCompany> {
    const { timeZone = 'Europe/Lisbon', currency = 'USD', funds = 1_000_000 } = but;
    const id = uuidv7(this.clock);
    const now = this.clock.now();
    await this.sql(`INSERT INTO companies (id, name, time_zone, currency, created_at) VALUES ($1, 'Harborline', $2, $3, $4)`, [
      id,
      timeZone,
      currency,
      now,
    ]);
    await this.sql(`INSERT INTO company_gates (company_id) VALUES ($1)`, [id]);
    const company = new TestCompany(this, id, currency);
    if (funds > 0) await company.fund(funds);
    return company;
  }

  /** Every check of the books of these companies that does not hold. */
  async broken(...companies: readonly TestCompany[]): Promise<string[]> {
    const results = await brokenBooks(
      this.owner,
      this.clock.now(),
      companies.map(({ id }) => id),
    );
    return results.map(({ code, differenceMinor }) => `${code} ${differenceMinor}`);
  }
}

/** What one process answers over HTTP. */
export class Process {
  constructor(
    readonly path: MoneyPath,
    readonly app: FastifyInstance,
  ) {}

  async ask(body: Json | string, headers: Record<string, string> = {}): Promise<JitAnswer> {
    const response = await this.app.inject({
      method: 'POST',
      url: '/webhooks/marqeta/auth',
      headers: { authorization: basicAuthorization(GATEWAY), 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = response.json<Json>();
    return { status: response.statusCode, body: answer, jit: (answer['jit_funding'] ?? {}) as Json };
  }

  /** Delivers and waits until it is applied. */
  async deliver(body: Json | string, headers: Record<string, string> = {}, url = '/webhooks/marqeta/transaction'): Promise<number> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.app.inject({
      method: 'POST',
      url,
      headers: {
        authorization: basicAuthorization(WEBHOOK),
        'content-type': 'application/json',
        'x-marqeta-signature': signWebhook(SECRET, 'HMAC_SHA_256', payload),
        ...headers,
      },
      payload,
    });
    await this.path.drain();
    return response.statusCode;
  }

  /** The fixture's gateway request, for a card and with other fields. */
  job(name: string, stopping = NEVER_STOPPING) {
    const job = this.path.jobs.find((one) => one.name === name);
    if (job === undefined) throw new Error(`no job ${name}`);
    return job.run({} as never, stopping);
  }
}

export class TestCompany {
  constructor(
    readonly harness: MoneyHarness,
    readonly id: string,
    readonly currency: string,
  ) {}

  async fund(minor: number): Promise<void> {
    const { harness, id, currency } = this;
    await harness.sql(
      `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, $2, 'top_up', $3, 'EXTERNAL', 'AVAILABLE', $4, 'test', $5)`,
      [id, randomUUID(), currency, minor, harness.clock.now()],
    );
    await harness.sql(
      `INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, $2, 'AVAILABLE', $3), ($1, $2, 'EXTERNAL', -$3::bigint)
       ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
      [id, currency, minor],
    );
  }

  async team(name: string): Promise<string> {
    const id = uuidv7(this.harness.clock);
    await this.harness.sql(`INSERT INTO teams (company_id, id, name, created_at) VALUES ($1, $2, $3, $4)`, [
      this.id,
      id,
      name,
      this.harness.clock.now(),
    ]);
    return id;
  }

  async person(but: { status?: string; teams?: readonly string[] } = {}): Promise<string> {
    const { clock } = this.harness;
    const id = uuidv7(clock);
    await this.harness.sql(
      `INSERT INTO users (company_id, id, first_name, last_name, email_hash, email_sealed, status, created_at, updated_at)
       VALUES ($1, $2, 'Maya', 'Okafor', $3, '', $4, $5, $5)`,
      [this.id, id, Buffer.from(id), but.status ?? 'ACTIVE', clock.now()],
    );
    for (const team of but.teams ?? []) {
      await this.harness.sql(`INSERT INTO memberships (company_id, team_id, user_id, created_at) VALUES ($1, $2, $3, $4)`, [
        this.id,
        team,
        id,
        clock.now(),
      ]);
    }
    return id;
  }

  async program(): Promise<string> {
    const id = uuidv7(this.harness.clock);
    await this.harness.sql(
      `INSERT INTO card_products (company_id, id, name, card_type, currency, created_at) VALUES ($1, $2, $3, 'VIRTUAL', $4, $5)`,
      [this.id, id, `program ${id}`, this.currency, this.harness.clock.now()],
    );
    return id;
  }

  async card(
    but: {
      userId?: string;
      programId?: string;
      status?: string;
      issuerStatus?: string;
      expiresAt?: Date;
      token?: string;
      /** The first card of a line. */
      replaces?: TestCard;
    } = {},
  ): Promise<TestCard> {
    const { clock } = this.harness;
    const id = uuidv7(clock);
    const token = but.token ?? randomUUID();
    const userId = but.userId ?? (await this.person());
    const programId = but.programId ?? (await this.program());
    await this.harness.sql(
      `INSERT INTO cards (company_id, id, user_id, card_product_id, marqeta_card_token, card_type, name, currency, status, issuer_status, last_four, expires_at, created_at, updated_at, frozen_with,
                          replaces_card_id, line_id, replacement_reason)
       VALUES ($1, $2, $3, $4, $5, 'VIRTUAL', 'Travel', $6, $7, $8, '7701', $9, $10, $10, CASE WHEN $7 = 'SUSPENDED' THEN 'ADMIN' END,
               $11::uuid, $11::uuid, CASE WHEN $11::uuid IS NOT NULL THEN 'LOST' END)`,
      [
        this.id,
        id,
        userId,
        programId,
        token,
        this.currency,
        but.status ?? 'ACTIVE',
        but.issuerStatus ?? 'ACTIVE',
        but.expiresAt ?? new Date('2030-03-31T23:59:59Z'),
        clock.now(),
        but.replaces?.id ?? null,
      ],
    );
    if (but.replaces !== undefined)
      await this.harness.sql(`UPDATE company_gates SET controls_version = controls_version + 1 WHERE company_id = $1`, [this.id]);
    return { id, token, userId, programId, companyId: this.id };
  }

  /** A control as the controls slice leaves it: counted under the gate, and the gate's version has moved. */
  async control(
    scope: ControlScope,
    subjectId: string | null,
    controlType: ControlType,
    config: Json,
    mode: ControlMode = 'ENFORCE',
  ): Promise<string> {
    const { clock, owner } = this.harness;
    const id = uuidv7(clock);
    const client = await owner.connect();
    const tx = {
      query: async (text: string, values: unknown[]): Promise<unknown> => (await client.query<Json>(text, values)).rows,
    } as unknown as Tx;
    try {
      await client.query('BEGIN');
      await gate(tx, this.id);
      await client.query(
        `INSERT INTO spending_controls (company_id, id, scope, subject_id, control_type, config, mode, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
        [this.id, id, scope, subjectId, controlType, JSON.stringify(config), mode, clock.now()],
      );
      const control = { companyId: this.id, id, scope, subjectId, controlType, config: config as ControlConfig, mode, version: 1 };
      await recount(tx, control, clock.now().getTime());
      await bumpControls(tx, this.id);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
    return id;
  }

  limit(scope: ControlScope, subjectId: string | null, window: string, minor: number, mode: ControlMode = 'ENFORCE'): Promise<string> {
    return this.control(scope, subjectId, 'AMOUNT_LIMIT', { window, amountMinor: String(minor), currency: this.currency }, mode);
  }

  /** Balances that are not zero, without EXTERNAL. */
  async balances(): Promise<Record<string, number>> {
    const rows = await this.harness.sql<{ account: string; balance_minor: string }>(
      `SELECT account, balance_minor FROM ledger_accounts WHERE company_id = $1 AND balance_minor <> 0`,
      [this.id],
    );
    const order = (account: string): number => (ACCOUNTS as readonly string[]).indexOf(account);
    return Object.fromEntries(
      rows
        .filter(({ account }) => account !== 'EXTERNAL')
        .sort((left, right) => order(left.account) - order(right.account))
        .map(({ account, balance_minor: minor }) => [account, Number(minor)]),
    );
  }

  async transactions(): Promise<Json[]> {
    return this.harness.sql(
      `SELECT kind, status, amount_minor::int AS amount, held_minor::int AS held, cleared_minor::int AS cleared, unconfirmed, merchant_name AS merchant, marqeta_transaction_token AS token
         FROM transactions WHERE company_id = $1 ORDER BY transacted_at, id`,
      [this.id],
    );
  }

  async feed(): Promise<string[]> {
    const rows = await this.harness.sql<{ event: string }>(`SELECT event FROM feed_events WHERE company_id = $1 ORDER BY number`, [
      this.id,
    ]);
    return rows.map(({ event }) => event);
  }
}

export type TestCard = {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly programId: string;
  readonly companyId: string;
};

export type AskOptions = {
  /** Major units, as they stand on the wire. */
  readonly amount?: number | string;
  readonly token?: string;
  readonly jitToken?: string;
  readonly method?: string;
  readonly currency?: string;
  readonly mcc?: string;
  readonly mid?: string;
  readonly at?: string;
  readonly preceding?: string;
};

/** A gateway request from a fixture, for a card of ours and with tokens of its own. */
export function asking(card: Pick<TestCard, 'token'>, but: AskOptions = {}, name = 'jit-request.authorization'): Json {
  const body = fixture(name);
  const order = (body['gpa_order'] ?? body['gpa_order_unload']) as Json;
  const jit = order['jit_funding'] as Json;
  const acceptor = body['card_acceptor'] as Json | undefined;
  body['card_token'] = card.token;
  body['token'] = but.token ?? randomUUID();
  jit['token'] = but.jitToken ?? randomUUID();
  if (but.amount !== undefined) body['amount'] = body['request_amount'] = order['amount'] = jit['amount'] = but.amount;
  if (but.method !== undefined) jit['method'] = but.method;
  if (but.currency !== undefined) body['currency_code'] = order['currency_code'] = but.currency;
  if (but.at !== undefined) body['user_transaction_time'] = but.at;
  if (but.preceding !== undefined) body['preceding_related_transaction_token'] = but.preceding;
  if (acceptor !== undefined && but.mcc !== undefined) acceptor['mcc'] = but.mcc;
  if (acceptor !== undefined && but.mid !== undefined) acceptor['mid'] = but.mid;
  return body;
}

/** The items of a webhook fixture, for a card of ours. */
export function told(card: Pick<TestCard, 'token'>, name: string, but: Json = {}): Json {
  const body = fixture(name);
  for (const item of body['transactions'] as Json[]) Object.assign(item, { card_token: card.token }, but);
  return body;
}
