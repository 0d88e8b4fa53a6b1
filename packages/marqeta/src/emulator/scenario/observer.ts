import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../core/fields.ts';
import { toNumber, type Units, unitsFrom } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Ask } from './ask.ts';
import type { Cast } from './cast.ts';
import type { Observed } from './expectations.ts';
import type { Expectation } from './format.ts';
import type { Followed } from './messages.ts';

const WEBHOOK_PATIENCE_MS = 10_000;

/** Looks at what a step has changed. Balances count from when the observer began. */
export class Observer {
  readonly #ask: Ask;
  readonly #cast: Cast;
  #heldBefore: Units = 0;

  constructor(ask: Ask, cast: Cast) {
    this.#ask = ask;
    this.#cast = cast;
  }

  async begin(): Promise<void> {
    this.#heldBefore = await this.#held();
  }

  /** Only what somebody expects something of. */
  async look(expected: Expectation, purchase: Followed | null): Promise<Pick<Observed, 'purchase' | 'balance' | 'webhooks'>> {
    const isAboutPurchase = (['purchase', 'held', 'cleared', 'refunded'] as const).some((name) => expected[name] !== undefined);
    return {
      purchase: isAboutPurchase && purchase !== null ? await this.#purchase(purchase) : null,
      balance: expected.balance === undefined ? null : String(toNumber((await this.#held()) - this.#heldBefore)),
      webhooks: expected.webhooks === undefined || purchase === null ? null : await this.#told(purchase, expected.webhooks.length),
    };
  }

  #purchase({ token }: Followed): Promise<Body> {
    return this.#ask.ok('GET', `/control/purchases/${token}`);
  }

  async #held(): Promise<Units> {
    const { gpa } = (await this.#ask.ok('GET', `/v3/balances/${this.#cast.userToken}`)) as { gpa: { balances: Record<string, Body> } };
    return unitsFrom(gpa.balances[this.#cast.currency]?.['ledger_balance'] ?? 0) ?? 0;
  }

  /** What webhooks were told about a purchase, once as much as expected was told or nothing more is on its way. */
  async #told(purchase: Followed, expected: number): Promise<readonly string[]> {
    const deadline = performance.now() + WEBHOOK_PATIENCE_MS;
    for (;;) {
      const pending = (await this.#ask.ok('POST', '/control/quiesce', {})) as { webhooks: { waiting: number } };
      const { messages } = (await this.#purchase(purchase)) as { messages: readonly Body[] };
      const { data } = await this.#ask.ok('GET', `/control/exchanges?limit=500&purchase=${purchase.token}`);
      const told = typesTold(data as readonly Body[], new Set(messages.map(({ token }) => textOf(token))));
      if (told.length >= expected || pending.webhooks.waiting === 0 || performance.now() > deadline) return told;
      await sleep(100);
    }
  }
}

/** Types of the messages that an endpoint has acknowledged (wire-format §14.5), each message once however often it was sent. */
function typesTold(exchanges: readonly Body[], messages: ReadonlySet<string>): readonly string[] {
  const types = new Map<string, string>();
  for (const { kind, request, response } of exchanges) {
    if (kind !== 'webhook' || (response as Body | null)?.['status'] !== 200) continue;
    for (const { token, type } of transactionsIn(textOf((request as Body)['body'])))
      if (messages.has(textOf(token))) types.set(textOf(token), textOf(type));
  }
  return [...types.values()].sort();
}

/** None in a delivery that a fault has broken off. */
function transactionsIn(delivery: string): readonly Body[] {
  try {
    return (JSON.parse(delivery) as { transactions?: readonly Body[] }).transactions ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
