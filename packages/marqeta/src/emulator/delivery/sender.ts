import { basicAuthorization } from '../../wire/basic-auth.ts';
import { type SignatureAlgorithm, signWebhook } from '../../wire/signature.ts';
import type { EmulatorClock } from '../core/clock.ts';
import type { Exchanges } from '../core/exchanges.ts';
import type { Ids } from '../core/ids.ts';
import type { Resources } from '../core/resources.ts';
import type { Store } from '../core/store.ts';
import type { HttpOutcome, HttpRequest, Transport } from '../core/transport.ts';
import type { Settings } from '../settings.ts';
import { isSubscribed, type Notification } from './events.ts';

interface Waiting {
  readonly id: number;
  readonly envelope: string;
  readonly eventType: string;
  readonly token: string;
  readonly purchase: string | null;
  readonly headers: string | null;
  readonly body: string;
  attempts: number;
}

interface Channel {
  readonly webhook: string;
  readonly ready: Waiting[];
  inFlight: number;
}

export interface WebhookConfig {
  readonly url: string;
  readonly basic_auth_username: string;
  readonly basic_auth_password: string;
  readonly secret?: string;
  readonly signature_algorithm?: SignatureAlgorithm;
  readonly custom_header?: Readonly<Record<string, string>>;
}

/** At most ten notifications of one type a message (§14.3). */
const BATCH_LIMIT = 10;
const RETRIES = 10;

/**
 * Sends notifications to webhooks: signed, with Basic authentication, repeated on anything but 200. What waits is on disk, so a restart
 * loses nothing. Notifications of one type that pile up while others are in flight leave together, as Marqeta does it.
 */
export class WebhookSender {
  readonly #deps: SenderDeps;
  readonly #channels = new Map<string, Channel>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #idle: (() => void)[] = [];
  #stopped = false;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  /** Takes up what an earlier run left. */
  start(): void {
    const rows = this.#deps.store.all<{
      id: number;
      webhook: string;
      envelope: string;
      event_type: string;
      event_token: string;
      purchase: string | null;
      headers: string | null;
      body: string;
      attempts: number;
      due: number;
    }>('SELECT * FROM outbox ORDER BY id');
    for (const row of rows) {
      const waiting = { ...row, eventType: row.event_type, token: row.event_token };
      if (row.attempts === 0) this.#offer(row.webhook, waiting);
      else this.#later(row.webhook, [waiting], row.due - this.#deps.clock.real());
    }
  }

  /** Puts a notification on its way to every active webhook that asked for it. */
  notify(notification: Notification): void {
    for (const { token, body } of this.#deps.resources.all('webhook')) {
      if (body['active'] === true && isSubscribed(body['events'] as string[], notification.eventType)) this.send(token, notification);
    }
  }

  /** To one webhook, whatever it asked for. */
  send(webhook: string, { envelope, eventType, token, text, purchase, headers }: Notification): void {
    const headerText = headers === undefined || Object.keys(headers).length === 0 ? null : JSON.stringify(headers);
    const { lastId } = this.#deps.store.run(
      `INSERT INTO outbox (webhook, envelope, event_type, event_token, purchase, headers, body, attempts, due)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      webhook,
      envelope,
      eventType,
      token,
      purchase ?? null,
      headerText,
      text,
      Math.round(this.#deps.clock.real()),
    );
    this.#offer(webhook, {
      id: lastId,
      envelope,
      eventType,
      token,
      purchase: purchase ?? null,
      headers: headerText,
      body: text,
      attempts: 0,
    });
  }

  /** One request outside the queue, for pings. */
  async post(config: WebhookConfig, body: string, timeoutMs: number): Promise<HttpOutcome> {
    const request = this.#request(config, body, {}, timeoutMs);
    const outcome = await this.#deps.transport.post(request);
    this.#deps.exchanges.record({ kind: 'webhook', subject: [], purchases: [], request, outcome, attempt: 1 });
    return outcome;
  }

  /** `waiting`: not yet delivered; `retrying`: of these, failed at least once. */
  counts(): { waiting: number; retrying: number } {
    const row = this.#deps.store.get<{ waiting: number; retrying: number }>(
      'SELECT count(*) AS waiting, coalesce(sum(attempts > 0), 0) AS retrying FROM outbox',
    );
    return { waiting: row?.waiting ?? 0, retrying: row?.retrying ?? 0 };
  }

  /** Resolves when nothing is ready or in flight: what then still waits, waits for its next attempt. */
  async drained(): Promise<void> {
    while (!this.#stopped && [...this.#channels.values()].some(isBusy)) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const channel of this.#channels.values()) channel.ready.length = 0;
    while ([...this.#channels.values()].some((channel) => channel.inFlight > 0)) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Drops what waits, after the outbox was emptied. */
  forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const channel of this.#channels.values()) channel.ready.length = 0;
  }

  #offer(webhook: string, waiting: Waiting): void {
    const channel = this.#channel(webhook);
    channel.ready.push(waiting);
    this.#pump(channel);
  }

  #later(webhook: string, batch: readonly Waiting[], delayMs: number): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        const channel = this.#channel(webhook);
        channel.ready.push(...batch);
        this.#pump(channel);
      },
      Math.min(Math.max(0, delayMs), 2 ** 31 - 1),
    );
    timer.unref();
    this.#timers.add(timer);
  }

  #channel(webhook: string): Channel {
    const known = this.#channels.get(webhook);
    if (known !== undefined) return known;
    const channel: Channel = { webhook, ready: [], inFlight: 0 };
    this.#channels.set(webhook, channel);
    return channel;
  }

  #pump(channel: Channel): void {
    while (!this.#stopped && channel.ready.length > 0 && channel.inFlight < this.#deps.settings.webhookConcurrency) {
      channel.inFlight += 1;
      void this.#deliver(channel, takeBatch(channel.ready)).finally(() => {
        channel.inFlight -= 1;
        this.#pump(channel);
        if (!isBusy(channel)) this.#announceIdle();
      });
    }
  }

  #announceIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }

  async #deliver(channel: Channel, batch: readonly Waiting[]): Promise<void> {
    const first = batch[0];
    const webhook = this.#deps.resources.find('webhook', channel.webhook);
    if (first === undefined) return;
    // A webhook that was switched off gets nothing more; what waited for it is dropped.
    if (webhook === null || webhook.body['active'] !== true) return this.#remove(batch);
    const config = webhook.body['config'] as WebhookConfig;
    const body = `{"${first.envelope}":[${batch.map((waiting) => waiting.body).join(',')}]}`;
    const headers = first.headers === null ? {} : (JSON.parse(first.headers) as Record<string, string>);
    const request = this.#request(config, body, headers, this.#deps.settings.webhookTimeoutMs);
    const outcome = await this.#deps.transport.post(request);
    if (this.#stopped && outcome.kind !== 'answered') return;
    for (const waiting of batch) waiting.attempts += 1;
    this.#deps.exchanges.record({
      kind: 'webhook',
      subject: batch.map((waiting) => waiting.token),
      purchases: batch.flatMap((waiting) => waiting.purchase ?? []),
      request,
      outcome,
      attempt: first.attempts,
    });
    if (outcome.kind === 'answered' && outcome.status === 200) this.#remove(batch);
    else this.#retry(channel.webhook, batch, first.attempts);
  }

  /** The whole message is repeated after 4, 16, 64, … seconds, ten times, and then dropped (§14.6). */
  #retry(webhook: string, batch: readonly Waiting[], attempts: number): void {
    if (attempts > RETRIES) return this.#remove(batch);
    const delayMs = (4 ** attempts * 1_000) / (this.#deps.settings.retrySpeed * Math.max(1, this.#deps.clock.speed));
    const due = Math.round(this.#deps.clock.real() + delayMs);
    for (const { id } of batch) this.#deps.store.run('UPDATE outbox SET attempts = ?, due = ? WHERE id = ?', attempts, due, id);
    this.#later(webhook, batch, delayMs);
  }

  #remove(batch: readonly Waiting[]): void {
    for (const { id } of batch) this.#deps.store.run('DELETE FROM outbox WHERE id = ?', id);
  }

  #request(config: WebhookConfig, body: string, extra: Readonly<Record<string, string>>, timeoutMs: number): HttpRequest {
    const headers: Record<string, string> = {
      ...extra,
      ...config.custom_header,
      'content-type': 'application/json',
      authorization: basicAuthorization({ username: config.basic_auth_username, password: config.basic_auth_password }),
      'x-marqeta-request-trace-id': this.#deps.ids.uuid(),
    };
    if (config.secret !== undefined) {
      headers['x-marqeta-signature'] = signWebhook(config.secret, config.signature_algorithm ?? 'HMAC_SHA_1', body);
    }
    return { url: config.url, headers, body, timeoutMs };
  }
}

export interface SenderDeps {
  readonly store: Store;
  readonly resources: Resources;
  readonly exchanges: Exchanges;
  readonly transport: Transport;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
  readonly settings: Settings;
}

function isBusy(channel: Channel): boolean {
  return channel.inFlight > 0 || channel.ready.length > 0;
}

/** The first in line and its neighbours of the same type and attempt. */
function takeBatch(ready: Waiting[]): Waiting[] {
  const first = ready[0];
  let end = 1;
  while (first !== undefined && end < Math.min(BATCH_LIMIT, ready.length)) {
    const next = ready[end];
    if (next?.eventType !== first.eventType || next.attempts !== first.attempts || next.headers !== first.headers) break;
    end += 1;
  }
  return ready.splice(0, end);
}
