import type { EmulatorClock } from '../core/clock.ts';
import type { Exchanges } from '../core/exchanges.ts';
import type { Ids } from '../core/ids.ts';
import type { Resources } from '../core/resources.ts';
import type { Store } from '../core/store.ts';
import type { HttpOutcome, HttpRequest, Transport } from '../core/transport.ts';
import { brokenOff } from '../faults/broken-off.ts';
import type { Fault } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import { through } from '../faults/through.ts';
import type { Settings } from '../settings.ts';
import { deliveryRequest, type WebhookConfig } from './delivery-request.ts';
import { isSubscribed, type Notification } from './events.ts';
import { Repeats } from './repeats.ts';
import { BATCH_LIMIT, takeBatch, type Waiting } from './waiting.ts';

interface Channel {
  readonly webhook: string;
  readonly ready: Waiting[];
  /** Held back by a fault until another message has overtaken them, or until more of their type have come. */
  held: { readonly fault: Fault; readonly waiting: Waiting }[];
  inFlight: number;
}

interface OutboxRow {
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
}

const RETRIES = 10;

/**
 * Sends notifications to webhooks: signed, with Basic authentication, repeated on anything but 200. What waits is on disk, so a restart
 * loses nothing. Notifications of one type that pile up while others are in flight leave together, as Marqeta does it.
 */
export class WebhookSender {
  readonly #deps: SenderDeps;
  readonly #channels = new Map<string, Channel>();
  readonly #repeats: Repeats;
  #idle: (() => void)[] = [];
  #stopped = false;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#repeats = new Repeats(deps.clock, (webhook, message) => this.#offer(webhook, message));
  }

  /** Takes up what an earlier run left. */
  start(): void {
    for (const row of this.#deps.store.all<OutboxRow>('SELECT * FROM outbox ORDER BY id')) {
      const waiting = { ...row, eventType: row.event_type, token: row.event_token, lagMs: 0, wasHeld: false };
      if (row.attempts === 0) this.#offer(row.webhook, [waiting]);
      else this.#repeats.add(row.webhook, [waiting], row.due);
    }
  }

  /** Puts a notification on its way to every active webhook that asked for it. */
  notify(notification: Notification): void {
    for (const { token, body } of this.#deps.resources.all('webhook')) {
      if (body['active'] === true && isSubscribed(body['events'] as string[], notification.eventType)) this.send(token, notification);
    }
  }

  /** To one webhook, whatever it asked for. */
  send(webhook: string, { envelope, eventType, token, text, purchase: of, headers }: Notification): void {
    const purchase = of ?? null;
    const headerText = headers === undefined || Object.keys(headers).length === 0 ? null : JSON.stringify(headers);
    const { lastId } = this.#deps.store.run(
      `INSERT INTO outbox (webhook, envelope, event_type, event_token, purchase, headers, body, attempts, due)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      webhook,
      envelope,
      eventType,
      token,
      purchase,
      headerText,
      text,
      Math.round(this.#deps.clock.now()),
    );
    const waiting = { id: lastId, envelope, eventType, token, purchase, headers: headerText, body: text };
    this.#deps.store.afterwards(() => this.#offer(webhook, [{ ...waiting, attempts: 0, lagMs: 0, wasHeld: false }]));
  }

  /** One request outside the queue, for pings. */
  async post(config: WebhookConfig, body: string, timeoutMs: number): Promise<HttpOutcome> {
    const request = deliveryRequest(config, body, { traceId: this.#deps.ids.uuid(), timeoutMs });
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

  /** Resolves when nothing is ready, held back or in flight: what then still waits, waits for its next attempt. */
  async drained(): Promise<void> {
    while (!this.#stopped && [...this.#channels.values()].some(isBusy)) {
      for (const channel of this.#channels.values()) this.#letGo(channel, () => true);
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Repeats all that the clock has passed, and what falls due by that, each as of its own time. */
  async catchUp(): Promise<void> {
    while (!this.#stopped && this.#repeats.release() > 0) await this.drained();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.forget();
    while ([...this.#channels.values()].some((channel) => channel.inFlight > 0)) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Drops what waits, after the outbox was emptied. */
  forget(): void {
    this.#repeats.clear();
    for (const channel of this.#channels.values()) {
      channel.ready.length = 0;
      channel.held = [];
    }
  }

  #offer(webhook: string, message: readonly Waiting[]): void {
    const channel = this.#channel(webhook);
    channel.ready.push(...message);
    this.#pump(channel);
  }

  #channel(webhook: string): Channel {
    const known = this.#channels.get(webhook);
    if (known !== undefined) return known;
    const channel: Channel = { webhook, ready: [], held: [], inFlight: 0 };
    this.#channels.set(webhook, channel);
    return channel;
  }

  #pump(channel: Channel): void {
    while (!this.#stopped && channel.ready.length > 0 && channel.inFlight < this.#deps.settings.webhookConcurrency) {
      channel.inFlight += 1;
      void this.#deliver(channel, takeBatch(channel.ready)).finally(() => {
        channel.inFlight -= 1;
        this.#pump(channel);
        if (channel.inFlight === 0 && channel.ready.length === 0) this.#announceIdle();
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
    const occasion = { place: 'webhook', subject: first.eventType, webhook: channel.webhook } as const;
    const fault = first.wasHeld ? null : this.#deps.faults.strike(occasion);
    if (fault !== null && isHolding(fault)) return this.#hold(channel, batch, fault);
    const request = this.#request(webhook.body['config'] as WebhookConfig, batch, fault);
    const outcome = await this.#send(channel.webhook, batch, request, fault);
    if (this.#stopped && outcome.kind !== 'answered') return;
    for (const waiting of batch) {
      waiting.attempts += 1;
      waiting.wasHeld = false;
    }
    this.#record(channel.webhook, batch, fault, { request, outcome });
    if (fault?.kind === 'silence' || (outcome.kind === 'answered' && outcome.status === 200)) this.#remove(batch);
    else this.#retry(channel.webhook, batch, first);
    this.#letGo(channel, (held) => held.kind === 'reorder');
  }

  #request(config: WebhookConfig, batch: readonly Waiting[], fault: Fault | null): HttpRequest {
    const [first] = batch;
    const body = `{"${first?.envelope}":[${batch.map((waiting) => waiting.body).join(',')}]}`;
    const headers = (first?.headers ?? null) === null ? {} : (JSON.parse(first?.headers ?? '') as Record<string, string>);
    const { ids, settings } = this.#deps;
    return deliveryRequest(config, fault?.kind === 'bad_json' ? brokenOff(body) : body, {
      traceId: settings.unconfirmed.traceIdRepeats ? traceIdOf(first?.id ?? 0) : ids.uuid(),
      timeoutMs: settings.webhookTimeoutMs,
      headers,
      forged: fault?.kind === 'wrong_signature',
    });
  }

  async #send(webhook: string, batch: readonly Waiting[], request: HttpRequest, fault: Fault | null): Promise<HttpOutcome> {
    const { faults, transport } = this.#deps;
    if (fault?.kind === 'silence') return { kind: 'failed', error: 'never sent', durationMs: 0 };
    return through(fault?.kind === 'bad_json' ? null : fault, request, {
      faults,
      post: (sent) => transport.post(sent),
      impatient: false,
      besides: (sent, outcome) => this.#record(webhook, batch, fault, { request: sent, outcome }),
    });
  }

  #record(webhook: string, batch: readonly Waiting[], fault: Fault | null, sent: { request: HttpRequest; outcome: HttpOutcome }): void {
    this.#deps.exchanges.record({
      kind: 'webhook',
      subject: batch.map((waiting) => waiting.token),
      purchases: batch.flatMap((waiting) => waiting.purchase ?? []),
      ...sent,
      attempt: batch[0]?.attempts ?? 1,
      fault: fault?.kind ?? null,
      delivery: { webhook, eventType: batch[0]?.eventType ?? '' },
    });
  }

  /** Until enough of their type have piled up, another message has overtaken them, or the fault's time is over. */
  #hold(channel: Channel, batch: readonly Waiting[], fault: Fault): void {
    channel.held.push(...batch.map((waiting) => ({ fault, waiting })));
    const alike = channel.held.filter((one) => one.waiting.eventType === batch[0]?.eventType).length;
    if (fault.kind === 'batch' && alike >= BATCH_LIMIT) return this.#letGo(channel, (held) => held.token === fault.token);
    setTimeout(() => this.#letGo(channel, (held) => held.token === fault.token), fault.delayMs).unref();
  }

  #letGo(channel: Channel, which: (fault: Fault) => boolean): void {
    const free = channel.held.filter(({ fault }) => which(fault)).map(({ waiting }) => waiting);
    if (free.length === 0) return;
    channel.held = channel.held.filter(({ fault }) => !which(fault));
    for (const waiting of free) waiting.wasHeld = true;
    // Those of one type side by side, so that they leave as one message.
    free.sort((one, other) => (one.eventType < other.eventType ? -1 : Number(one.eventType > other.eventType)));
    for (const waiting of free) channel.ready.push(waiting);
    this.#pump(channel);
  }

  /** The whole message is repeated after 4, 16, 64, … seconds, ten times, and then dropped (§14.6). */
  #retry(webhook: string, batch: readonly Waiting[], { attempts, lagMs }: Waiting): void {
    if (attempts > RETRIES) return this.#giveUp(webhook, batch);
    const due = Math.round(this.#deps.clock.now() - lagMs + (4 ** attempts * 1_000) / this.#deps.settings.retrySpeed);
    for (const { id } of batch) this.#deps.store.run('UPDATE outbox SET attempts = ?, due = ? WHERE id = ?', attempts, due, id);
    this.#repeats.add(webhook, batch, due);
  }

  #giveUp(webhook: string, batch: readonly Waiting[]): void {
    this.#remove(batch);
    const { resources, settings, clock } = this.#deps;
    const body = resources.find('webhook', webhook)?.body;
    if (settings.unconfirmed.givenUpSwitchesOff && body !== undefined)
      resources.update('webhook', webhook, { ...body, active: false }, clock.now());
  }

  #remove(batch: readonly Waiting[]): void {
    for (const { id } of batch) this.#deps.store.run('DELETE FROM outbox WHERE id = ?', id);
  }
}

export interface SenderDeps {
  readonly store: Store;
  readonly resources: Resources;
  readonly exchanges: Exchanges;
  readonly transport: Transport;
  readonly faults: Faults;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
  readonly settings: Settings;
}

/** The same for each attempt of a message, and for no other. */
function traceIdOf(id: number): string {
  return `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}

/** Kinds that keep a message from leaving yet. */
function isHolding({ kind }: Fault): boolean {
  return kind === 'reorder' || kind === 'batch';
}

function isBusy({ inFlight, ready, held }: Channel): boolean {
  return inFlight > 0 || ready.length > 0 || held.length > 0;
}
