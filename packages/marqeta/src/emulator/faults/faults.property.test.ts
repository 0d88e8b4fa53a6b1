import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyWebhookSignature } from '../../wire/signature.ts';
import { type RunningEmulator, startEmulator } from '../index.ts';
import { echo, type Emulated, emulated } from '../testing/emulated.ts';

type Json = Record<string, unknown>;

const RUNS = process.env['LONG'] === '1' ? 200 : 15;
const SECRET = 'Abcdefghij1234567890!';

type Step =
  | { readonly do: 'fault'; readonly fault: Json }
  | { readonly do: 'mend' | 'stop' }
  | { readonly do: 'buy'; readonly cents: number; readonly times: number; readonly says: number }
  | { readonly do: 'follow'; readonly which: number; readonly event: string; readonly cents: number }
  | { readonly do: 'clock'; readonly change: Json }
  | { readonly do: 'advance'; readonly by: string };

const cents = fc.integer({ min: 1, max: 20_000 });
const fault = fc.oneof(
  fc.record({ on: fc.constant('gateway'), kind: fc.constantFrom('drop', 'error', 'bad_json'), when: fc.constant('after') }),
  fc.record({ on: fc.constant('gateway'), kind: fc.constantFrom('drop', 'error', 'duplicate') }),
  fc.record({ on: fc.constant('webhook'), kind: fc.constantFrom('drop', 'error', 'duplicate', 'wrong_signature') }),
  fc.record({ on: fc.constant('webhook'), kind: fc.constantFrom('reorder', 'batch'), delay_ms: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ on: fc.constantFrom('gateway', 'webhook'), kind: fc.constant('delay'), delay_ms: fc.integer({ min: 1, max: 30 }) }),
);
const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('fault' as const),
        fault: fc.tuple(fault, fc.constantFrom(0.3, 1), fc.integer({ min: 1, max: 6 })).map(([one, probability, count]) => ({
          ...one,
          probability,
          count,
        })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('mend' as const, 'stop' as const) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('buy' as const),
        cents,
        times: fc.integer({ min: 1, max: 8 }),
        says: fc.constantFrom(200, 200, 402),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('follow' as const),
        which: fc.nat(20),
        event: fc.constantFrom('authorization.incremental', 'authorization.reversal', 'authorization.clearing', 'refund'),
        cents,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('clock' as const),
        change: fc.constantFrom<Json>({ frozen: true }, { frozen: false, speed: 1 }, { frozen: false, speed: 10_000 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), by: fc.constantFrom('PT5S', 'PT2H', 'P3D', 'P8D') }) },
  ),
  { minLength: 5, maxLength: 20 },
);

/** An account that lives through faults, stops and moves of the clock, and the other side, which remembers what it was asked and told. */
class Account {
  /** Transactions that the gateway approved, and those that it was told of with a right signature. */
  readonly approved = new Set<string>();
  readonly told = new Set<string>();
  readonly #world: Emulated;
  readonly #dataDir: string;
  #emulator: RunningEmulator;
  readonly #purchases: string[] = [];
  readonly #problems: string[] = [];
  #lastTime = 0;
  #says = 200;

  constructor(world: Emulated, dataDir: string) {
    this.#world = world;
    this.#dataDir = dataDir;
    this.#emulator = world.emulator;
    world.other.gateway = (request) => {
      if (this.#says === 200) this.approved.add(String(request['token']));
      return Promise.resolve({ status: this.#says, body: echo(request) });
    };
    world.other.webhook = (delivery, headers, raw) => {
      if (!verifyWebhookSignature(SECRET, 'HMAC_SHA_256', raw, String(headers['x-marqeta-signature']))) return 401;
      for (const { token } of (delivery['transactions'] ?? []) as { token: string }[]) this.told.add(token);
      return 200;
    };
  }

  /** One step; afterwards it is not earlier than before it. */
  async take(step: Step): Promise<void> {
    await this.#does(step);
    const now = Date.parse(String((await this.ask('GET', '/control/clock')).body['now']));
    if (now < this.#lastTime) this.#problems.push(`the clock went back after ${JSON.stringify(step)}`);
    this.#lastTime = now;
  }

  async #does(step: Step): Promise<void> {
    switch (step.do) {
      case 'fault':
        return void (await this.ask('POST', '/control/faults', step.fault));
      case 'mend':
        return void (await this.ask('DELETE', '/control/faults'));
      case 'stop':
        await this.#emulator.close();
        this.#emulator = await startEmulator({ port: 0, dataDir: this.#dataDir });
        return undefined;
      case 'buy': {
        this.#says = step.says;
        const bought = Array.from({ length: step.times }, () =>
          this.#simulate('authorization', { card_token: 'card_1', amount: step.cents / 100 }),
        );
        for (const { body } of await Promise.all(bought)) this.#purchases.push(String((body['transaction'] as Json)['token']));
        return undefined;
      }
      case 'follow': {
        this.#says = 200;
        const preceding = this.#purchases[step.which % this.#purchases.length] ?? 'none';
        return void (await this.#simulate(step.event, { preceding_related_transaction_token: preceding, amount: step.cents / 100 }));
      }
      case 'clock':
        return void (await this.ask('PUT', '/control/clock', step.change));
      case 'advance':
        return void (await this.ask('POST', '/control/clock/advance', { by: step.by }));
    }
  }

  /** Nothing goes wrong any more, and so much time passes that all that was to happen has. */
  async settle(): Promise<void> {
    await this.ask('DELETE', '/control/faults');
    await this.ask('PUT', '/control/clock', { frozen: true });
    for (const by of ['P8D', 'P20D', 'P20D']) await this.ask('POST', '/control/clock/advance', { by });
    await this.ask('POST', '/control/quiesce', {});
  }

  async wrong(): Promise<string[]> {
    const messages = await this.#statement();
    const givenUp = await this.#givenUp();
    const known = new Set(messages.map(({ token }) => String(token)));
    const { body: pending } = await this.ask('GET', '/control/pending');
    const { body: balance } = await this.ask('GET', '/v3/balances/usr_maya');
    const held = await Promise.all(
      this.#purchases.map(async (token) => (await this.ask('GET', `/control/purchases/${token}`)).body as { state: string; held: number }),
    );
    return [
      ...this.#problems,
      ...[...this.told].filter((token) => !known.has(token)).map((token) => `${token} was told of and does not exist`),
      ...[...known].filter((token) => !this.told.has(token) && !givenUp.has(token)).map((token) => `${token} was never told of`),
      ...messages
        .filter(({ type, state, token }) => ASKED.has(String(type)) && state !== 'DECLINED' && !this.approved.has(String(token)))
        .map(({ token }) => `${String(token)} stands, and the gateway did not approve it`),
      ...held.filter(({ state }) => state === 'PENDING').map(() => 'a hold never ended'),
      ...(Number((balance['gpa'] as Json)['ledger_balance']) === 0 ? [] : [`held on the account: ${JSON.stringify(balance['gpa'])}`]),
      ...((pending['webhooks'] as Json)['waiting'] === 0 && (pending['schedule'] as Json)['due'] === 0 ? [] : [JSON.stringify(pending)]),
    ];
  }

  async ask(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }> {
    const answer = await fetch(`${this.#emulator.url}${path}`, {
      method,
      headers: { authorization: `Basic ${btoa('emulator-application:emulator-access')}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const read = text === '' ? {} : (JSON.parse(text) as Json);
    if (answer.status >= 500) this.#problems.push(`${path} broke`);
    return { status: answer.status, body: read };
  }

  async close(): Promise<void> {
    await this.#emulator.close();
    await this.#world.close();
  }

  #simulate(event: string, body: Json): Promise<{ status: number; body: Json }> {
    return this.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  }

  /** After ten repetitions nobody is told any more (wire-format §14.6). */
  async #givenUp(): Promise<ReadonlySet<unknown>> {
    const { body } = await this.ask('GET', '/control/exchanges?kind=webhook&limit=500');
    return new Set((body['data'] as Json[]).filter(({ attempt }) => attempt === 11).flatMap(({ subject }) => subject as string[]));
  }

  async #statement(): Promise<Json[]> {
    const all: Json[] = [];
    for (let more = true; more; ) {
      const query = `state=ALL&count=100&sort_by=created_time&start_date=2020-01-01&end_date=2100-01-01&start_index=${all.length}`;
      const { body } = await this.ask('GET', `/v3/transactions?${query}`);
      all.push(...(body['data'] as Json[]));
      more = body['is_more'] === true;
    }
    return all;
  }
}
const ASKED: ReadonlySet<string> = new Set(['authorization', 'authorization.incremental']);

test('whatever goes wrong on the way, with the clock and with the process, each message is told in the end and the books are right', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
      const world = await emulated({ dataDir });
      await world.card();
      const account = new Account(world, dataDir);
      try {
        for (const step of taken) await account.take(step);
        await account.settle();
        expect(await account.wrong()).toEqual([]);
      } finally {
        await account.close();
        rmSync(dataDir, { recursive: true });
      }
    }),
    { numRuns: RUNS, ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }) },
  );
}, 600_000);
