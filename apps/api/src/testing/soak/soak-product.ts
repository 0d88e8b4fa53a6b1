import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CardProgramService } from '../../cards/card-program.service.ts';
import { CardService } from '../../cards/card.service.ts';
import { type IssueCard, IssueService } from '../../cards/issue/issue.service.ts';
import { cardEntities } from '../../cards/entities.ts';
import { ControlService } from '../../controls/control.service.ts';
import { ApprovalService } from '../../approvals/approval.service.ts';
import { FUND_COMMANDS } from '../../funds/fund-commands.ts';
import { FundService } from '../../funds/fund.service.ts';
import { CompanyService } from '../../people/company.service.ts';
import { peopleEntities } from '../../people/entities.ts';
import { PersonService } from '../../people/person.service.ts';
import { systemClock } from '../../platform/clock.ts';
import { type Database, type DatabaseUrls, openDatabase } from '../../platform/database.ts';
import { DomainError } from '../../platform/errors.ts';
import { createLog } from '../../platform/log.ts';
import { Sealer } from '../../platform/seal.ts';
import { ApiProcess, MASTER_KEY } from '../api-process.ts';
import { cloneDatabase, type TestDatabase } from '../test-database.ts';
import { brokenBooks } from '../broken-books.ts';
import { EMULATOR_ACCESS } from './soak-emulator.ts';

/** A purchase as the product has it, in cents. */
export type ProductPurchase = {
  readonly token: string;
  readonly kind: string;
  readonly status: string;
  readonly held: number;
  readonly cleared: number;
  readonly refunded: number;
  readonly unconfirmed: boolean;
};

export type SoakCompany = {
  readonly companyId: string;
  readonly personId: string;
  readonly programId: string;
  readonly fundsMinor: number;
  readonly cards: readonly string[];
};

/** Where the product keeps its data, and how its process is told of it. */
export type SoakPlace = {
  /** As commands and looks reach it. */
  readonly database: TestDatabase;
  /** As the process reaches it. */
  readonly reachedBy?: DatabaseUrls;
  readonly env?: Readonly<Record<string, string>>;
};

/** The product as it is deployed, one process of the build, with services of the same code to give it commands. */
export class SoakProduct {
  readonly #place: SoakPlace;
  readonly #database: Database;
  readonly #owner: pg.Pool;
  readonly #services: ReturnType<typeof servicesOf>;
  readonly #baseUrl: string;
  #process: ApiProcess;
  #commands = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: { place: SoakPlace; database: Database; process: ApiProcess; baseUrl: string }) {
    this.#place = parts.place;
    this.#database = parts.database;
    this.#process = parts.process;
    this.#baseUrl = parts.baseUrl;
    this.#owner = new pg.Pool({ connectionString: parts.place.database.urls.owner, max: 2 });
    this.#owner.on('error', () => undefined);
    this.#services = servicesOf(parts.database);
  }

  /** Points the emulator at itself before it returns. */
  static async start(baseUrl: string, given?: SoakPlace): Promise<SoakProduct> {
    const place = given ?? { database: await cloneDatabase() };
    const database = await openDatabase({
      urls: place.database.urls,
      entities: [...peopleEntities, ...cardEntities],
      clock: systemClock,
      publisher: { companyAt: () => undefined },
      log: createLog('silent'),
      apiPoolSize: 2,
      gatewayPoolSize: 2,
    });
    const process = await ApiProcess.start(reachedBy(place), { ...settings(baseUrl), ...place.env });
    return new SoakProduct({ place, database, process, baseUrl });
  }

  /** Ends at once, in the middle of whatever it does, and starts again where Marqeta looks for it. */
  async crash(): Promise<void> {
    const { port } = new URL(this.#process.url);
    await this.#process.stop('SIGKILL');
    this.#process = await ApiProcess.start(reachedBy(this.#place), {
      ...settings(this.#baseUrl),
      ...this.#place.env,
      DEMO: '',
      PORT: port,
    });
  }

  /** False when it has ended by itself. */
  get runs(): boolean {
    return this.#process.runs;
  }

  async close(): Promise<void> {
    await this.#process.stop();
    await this.#database.close();
    await this.#owner.end();
    await this.#place.database.drop();
  }

  /** A company with virtual cards of one person. */
  async company(name: string, fundsMinor: number, limits: readonly (number | null)[]): Promise<SoakCompany> {
    const { companies, people, programs, funds } = this.#services;
    const host = `${name.toLowerCase()}.example`;
    const admin = { firstName: 'Ana', lastName: 'Costa', email: `ana@${host}`, password: 'correct horse battery' };
    const { companyId } = await companies.create('soak', { name, timeZone: 'Europe/Lisbon', currency: 'USD', admin });
    const by = { kind: 'system', companyId, name: 'soak' } as const;
    const person = { firstName: 'Bruno', lastName: 'Silva', email: `bruno@${host}`, password: 'correct horse battery', role: 'EMPLOYEE' };
    const { personId } = await people.add(by, person as never);
    const program = { name: 'Virtual', cardType: 'VIRTUAL', color: 'atlantic', acceptedCountriesToken: 'accept_all' } as const;
    const { programId } = await programs.create(by, program);
    await funds.fund(by, { minor: BigInt(fundsMinor), currency: 'USD' });
    const cards: string[] = [];
    for (const limit of limits) cards.push(await this.issue({ companyId, personId, programId }, limit));
    return { companyId, personId, programId, fundsMinor, cards };
  }

  async issue(of: Pick<SoakCompany, 'companyId' | 'personId' | 'programId'>, limitMinor: number | null): Promise<string> {
    const by = { kind: 'system', companyId: of.companyId, name: 'soak' } as const;
    const input: IssueCard = {
      idempotencyKey: this.#key(),
      holderId: of.personId,
      programId: of.programId,
      name: 'Coffee',
      limit: limitMinor === null ? undefined : { minor: BigInt(limitMinor), window: 'MONTH' },
    };
    return (await this.#inTurn(() => this.#services.issuing.issue(by, input))).cardId;
  }

  /** What the card's state does not allow is refused, and that is no failure. */
  async command(which: 'freeze' | 'unfreeze', companyId: string, cardId: string): Promise<void> {
    try {
      const by = { kind: 'system', companyId, name: 'soak' } as const;
      await this.#inTurn(() => this.#services.cards[which](by, { idempotencyKey: this.#key(), cardId }));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** A job that would come by the clock, now. */
  async run(job: string, withinMs = 60_000): Promise<void> {
    const until = performance.now() + withinMs;
    const { rows } = await this.#owner.query<{ id: string }>(`SELECT id FROM graphile_worker.add_job($1, '{}')`, [job]);
    for (let waits = true; waits; await sleep(50)) {
      if (performance.now() > until) throw new Error(`The job ${job} was not done in ${withinMs} ms.`);
      const { rowCount } = await this.#owner.query(`SELECT 1 FROM graphile_worker.jobs WHERE id = $1`, [rows[0]?.id]);
      waits = rowCount !== 0;
    }
  }

  /** Of these purchases, those that hold exactly what they were approved for. */
  async holding(tokens: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#owner.query<{ token: string }>(
      `SELECT a.transaction_token AS token FROM authorizations a JOIN transactions t ON t.company_id = a.company_id AND t.id = a.transaction_id
        WHERE a.transaction_token = ANY ($1) AND a.outcome = 'APPROVED' AND a.released_at IS NULL AND t.held_minor = a.amount_minor
          AND a.amount_minor = (SELECT sum(l.amount_minor) FROM ledger_transfers l
                                 WHERE l.company_id = a.company_id AND l.transaction_id = t.id AND l.kind = 'hold')`,
      [tokens],
    );
    return new Set(rows.map(({ token }) => token));
  }

  /**
   * Jobs that failed try again now instead of at ever longer intervals. That costs them no attempt: while the client still takes Marqeta for away
   * it refuses all of them at once, and none would be left.
   */
  async hurry(): Promise<void> {
    await this.#owner.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now(), attempts = 0 WHERE run_at > now() AND locked_at IS NULL AND attempts < max_attempts`,
    );
  }

  /** Resolves when nothing waits in the inbox and no card waits for Marqeta. */
  async settled(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    for (let waits = await this.#waiting(); waits !== null; waits = await this.#waiting()) {
      if (performance.now() > until) throw new Error(`The product did not settle: ${waits}`);
      await this.hurry();
      await sleep(200);
    }
  }

  /** A job that another has replaced while it ran has no attempts left, and stays when its process was killed. */
  async #waiting(): Promise<string | null> {
    const { rows } = await this.#owner.query<{ pending: number; cards: number; jobs: object[] | null }>(
      `SELECT (SELECT count(*)::int FROM marqeta_inbox WHERE state = 'PENDING') AS pending,
              (SELECT count(*)::int FROM cards WHERE waiting_since IS NOT NULL) AS cards,
              (SELECT json_agg(j) FROM graphile_worker.jobs j WHERE task_identifier LIKE '%tellMarqeta' AND attempts < max_attempts) AS jobs`,
    );
    const [row] = rows;
    return row === undefined || row.pending + row.cards > 0 || row.jobs !== null ? JSON.stringify(row) : null;
  }

  async purchases(companyIds: readonly string[]): Promise<ProductPurchase[]> {
    const { rows } = await this.#owner.query<ProductPurchase>(
      `SELECT marqeta_transaction_token AS token, kind, status, held_minor::int AS held, cleared_minor::int AS cleared,
              refunded_minor::int AS refunded, unconfirmed
         FROM transactions WHERE company_id = ANY ($1)`,
      [companyIds],
    );
    return rows;
  }

  async balances(companyId: string): Promise<Record<string, number>> {
    const { rows } = await this.#owner.query<{ account: string; minor: number }>(
      `SELECT account, balance_minor::int AS minor FROM ledger_accounts WHERE company_id = $1`,
      [companyId],
    );
    return Object.fromEntries(rows.map(({ account, minor }) => [account, minor]));
  }

  /** Tokens of purchases that hold although Marqeta has let go by now; the hold of a hotel lives for a month. */
  async heldPastItsLife(companyId: string): Promise<string[]> {
    const { rows } = await this.#owner.query<{ token: string }>(
      `SELECT marqeta_transaction_token AS token FROM transactions
        WHERE company_id = $1 AND held_minor > 0 AND coalesce(hold_expires_at, transacted_at + interval '7 days') < now() - interval '1 day'`,
      [companyId],
    );
    return rows.map(({ token }) => token);
  }

  /** What counts in a card's limit: what its purchases hold and have taken, less what came back. */
  async spentWith(cardId: string): Promise<number> {
    const { rows } = await this.#owner.query<{ minor: number }>(
      `SELECT coalesce(sum(held_minor + cleared_minor), 0)::int AS minor FROM transactions WHERE card_id = $1`,
      [cardId],
    );
    return rows[0]?.minor ?? 0;
  }

  async cards(companyIds: readonly string[]): Promise<{ id: string; status: string; issuer: string; refusal: string | null }[]> {
    const { rows } = await this.#owner.query<{ id: string; status: string; issuer: string; refusal: string | null }>(
      `SELECT id, status, issuer_status AS issuer, issuer_refusal AS refusal FROM cards WHERE company_id = ANY ($1)`,
      [companyIds],
    );
    return rows;
  }

  /** Messages that could not be applied. */
  async deadLetters(): Promise<Record<string, unknown>[]> {
    const { rows } = await this.#owner.query<Record<string, unknown>>(
      `SELECT envelope, type, token, state, problem FROM dead_letters WHERE state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING')`,
    );
    return rows;
  }

  /** Every check of the books that does not hold. */
  async broken(companyIds: readonly string[]): Promise<string[]> {
    const results = await brokenBooks(this.#owner, new Date(), companyIds);
    return results.map(({ code, differenceMinor }) => `${code} ${differenceMinor}`);
  }

  /** One command after the other: those that wait for a company's gate keep the connections from each other. */
  #inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(command);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #key(): string {
    this.#commands += 1;
    return `soak ${this.#commands}`;
  }
}

function reachedBy({ database, reachedBy: urls }: SoakPlace): DatabaseUrls {
  return urls ?? database.urls;
}

function settings(baseUrl: string): Record<string, string> {
  return {
    ROLE: 'all',
    // Points the account at this process when it starts.
    DEMO: '1',
    MARQETA_BASE_URL: baseUrl,
    MARQETA_APPLICATION_TOKEN: EMULATOR_ACCESS.applicationToken,
    MARQETA_ACCESS_TOKEN: EMULATOR_ACCESS.accessToken,
  };
}

function servicesOf(database: Database) {
  const sealer = new Sealer([MASTER_KEY]);
  return {
    companies: new CompanyService(database, sealer),
    people: new PersonService(database, sealer),
    programs: new CardProgramService(database),
    cards: new CardService(database),
    issuing: new IssueService(database, new ControlService(database)),
    funds: new FundService(database, new ApprovalService(database, FUND_COMMANDS)),
  };
}
