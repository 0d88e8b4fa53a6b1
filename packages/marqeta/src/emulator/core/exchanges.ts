import type { EmulatorClock } from './clock.ts';
import type { Store } from './store.ts';
import type { HttpOutcome, HttpRequest } from './transport.ts';

/** A question to the gateway, a delivery to a webhook, a call of the API under `/v3`. */
type ExchangeKind = 'gateway' | 'webhook' | 'api';

/** One request and its answer as they went over the wire; credentials are masked. */
export interface Exchange {
  readonly id: number;
  readonly kind: ExchangeKind;
  /** Tokens of the transactions, transitions, … that it was about. */
  readonly subject: readonly string[];
  readonly time: string;
  readonly real_time: string;
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  readonly duration_ms: number;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly response: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } | null;
  readonly error: string | null;
  /** The kind of the fault that struck it. */
  readonly fault: string | null;
  /** Of a delivery: to whom, and of what. */
  readonly webhook: string | null;
  readonly event_type: string | null;
}

export interface Recorded {
  readonly kind: ExchangeKind;
  readonly subject: readonly string[];
  readonly purchases: readonly string[];
  readonly request: Pick<HttpRequest, 'url' | 'headers' | 'body'> & { readonly method?: string };
  readonly outcome: HttpOutcome;
  readonly attempt: number;
  readonly fault?: string | null;
  /** Of a delivery: to whom, and of what. */
  readonly delivery?: { readonly webhook: string; readonly eventType: string };
}

interface Row {
  id: number;
  kind: ExchangeKind;
  subject: string;
  emulator_time: number;
  real_time: number;
  method: string;
  url: string;
  request_headers: string;
  request_body: string;
  status: number | null;
  response_headers: string | null;
  response_body: string | null;
  error: string | null;
  duration_ms: number;
  attempt: number;
  fault: string | null;
  webhook: string | null;
  event_type: string | null;
}

/** A few at a time: to take away hundreds of them holds up everything else. */
const PRUNED_AT_ONCE = 10;

/** The log of what went over the wire, bounded. */
export class Exchanges {
  readonly #store: Store;
  readonly #clock: EmulatorClock;
  readonly #keep: number;

  constructor(store: Store, clock: EmulatorClock, keep: number) {
    this.#store = store;
    this.#clock = clock;
    this.#keep = keep;
  }

  record({ kind, subject, purchases, request, outcome, attempt, fault = null, delivery }: Recorded): void {
    const answered = outcome.kind === 'answered' ? outcome : null;
    const { lastId } = this.#store.run(
      `INSERT INTO exchanges (kind, subject, emulator_time, real_time, method, url, request_headers, request_body, status,
         response_headers, response_body, error, duration_ms, attempt, fault, webhook, event_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      kind,
      JSON.stringify(subject),
      Math.round(this.#clock.now()),
      Math.round(this.#clock.real()),
      request.method ?? 'POST',
      request.url,
      JSON.stringify(masked(request.headers)),
      request.body,
      answered?.status ?? null,
      answered === null ? null : JSON.stringify(answered.headers),
      answered?.body ?? null,
      outcome.kind === 'timed_out' ? 'no answer in time' : outcome.kind === 'failed' ? outcome.error : null,
      outcome.durationMs,
      attempt,
      fault,
      delivery?.webhook ?? null,
      delivery?.eventType ?? null,
    );
    for (const purchase of new Set(purchases)) {
      this.#store.run('INSERT OR IGNORE INTO exchange_subjects (purchase, exchange) VALUES (?, ?)', purchase, lastId);
    }
    if (lastId % PRUNED_AT_ONCE === 0) this.#prune(lastId - this.#keep);
  }

  /** Newest first; of one purchase oldest first. */
  list(filter: { readonly purchase?: string; readonly kind?: string; readonly limit: number; readonly before?: number }): Exchange[] {
    if (filter.purchase !== undefined) {
      return this.#store
        .all<Row>(
          `SELECT e.* FROM exchange_subjects s JOIN exchanges e ON e.id = s.exchange
            WHERE s.purchase = ? AND (? IS NULL OR e.kind = ?) ORDER BY e.id LIMIT ?`,
          filter.purchase,
          filter.kind ?? null,
          filter.kind ?? null,
          filter.limit,
        )
        .map(fromRow);
    }
    return this.#store
      .all<Row>(
        'SELECT * FROM exchanges WHERE id < ? AND (? IS NULL OR kind = ?) ORDER BY id DESC LIMIT ?',
        filter.before ?? Number.MAX_SAFE_INTEGER,
        filter.kind ?? null,
        filter.kind ?? null,
        filter.limit,
      )
      .map(fromRow);
  }

  #prune(upTo: number): void {
    this.#store.run('DELETE FROM exchanges WHERE id <= ?', upTo);
    this.#store.run('DELETE FROM exchange_subjects WHERE exchange <= ?', upTo);
  }
}

function masked(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name.toLowerCase() === 'authorization' ? 'Basic ••••••' : value]),
  );
}

function fromRow(row: Row): Exchange {
  return {
    id: row.id,
    kind: row.kind,
    subject: JSON.parse(row.subject) as string[],
    time: new Date(row.emulator_time).toISOString(),
    real_time: new Date(row.real_time).toISOString(),
    method: row.method,
    url: row.url,
    attempt: row.attempt,
    duration_ms: row.duration_ms,
    request: { headers: JSON.parse(row.request_headers) as Record<string, string>, body: row.request_body },
    response:
      row.status === null
        ? null
        : {
            status: row.status,
            headers: JSON.parse(row.response_headers ?? '{}') as Record<string, string>,
            body: row.response_body ?? '',
          },
    error: row.error,
    fault: row.fault,
    webhook: row.webhook,
    event_type: row.event_type,
  };
}
