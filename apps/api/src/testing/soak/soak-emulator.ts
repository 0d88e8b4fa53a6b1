import { type RunningEmulator, startEmulator, type StoryName } from '@afc/marqeta/emulator';
import type { SoakFault, SoakPurchase } from './soak-plan.ts';

type Json = Record<string, unknown>;

export const EMULATOR_ACCESS = { applicationToken: 'soak-application', accessToken: 'soak-access' };

/** A purchase as Marqeta has it, in cents. */
export type MarqetaPurchase = {
  readonly token: string;
  readonly state: string;
  readonly held: number;
  readonly cleared: number;
  readonly refunded: number;
};

/** Stories bring a clearing, a reversal or a refund by themselves; a hold that nobody clears runs out after a week. */
export const STORIES: readonly StoryName[] = ['simple', 'tip', 'hotel', 'fuel', 'refund', 'reversal'];

/** So fast that the stories and repetitions of a quarter of an hour happen in as many seconds. */
const SPEED = 60;
/** Purchases begin so long ago that the holds which are never cleared have run out by now. */
const DAYS_AGO = 9;

export type SoakTime = { readonly daysAgo?: number; readonly keepExchanges?: number };

const AT_ONCE = 50;

/** The other side of a soak: Marqeta, its time, and what goes wrong with it. */
export class SoakEmulator {
  private constructor(private readonly running: RunningEmulator) {}

  static async start(seed: number, { daysAgo = DAYS_AGO, keepExchanges = 1_000_000 }: SoakTime = {}): Promise<SoakEmulator> {
    const settings = { ...EMULATOR_ACCESS, keepExchanges };
    const emulator = new SoakEmulator(await startEmulator({ port: 0, dataDir: ':memory:', seed: `soak ${seed}`, settings }));
    // At noon, so that no window of a limit ends between two purchases.
    const start = new Date(Date.now() - daysAgo * 86_400_000);
    start.setUTCHours(12, 0, 0, 0);
    await emulator.ask('PUT', '/control/clock', { now: start.toISOString(), speed: SPEED });
    return emulator;
  }

  get baseUrl(): string {
    return `${this.running.url}/v3`;
  }

  async breakWith(faults: readonly SoakFault[]): Promise<void> {
    for (const fault of faults) await this.ask('POST', '/control/faults', fault);
  }

  /** Every fault ends. @returns how often each struck */
  async mend(): Promise<Readonly<Record<string, number>>> {
    const { data } = (await this.ask('GET', '/control/faults')) as { data: { on: string; kind: string; when?: string; struck: number }[] };
    await this.ask('DELETE', '/control/faults');
    const struck: Record<string, number> = {};
    for (const { on, kind, when, struck: times } of data) {
      const name = [on, kind, when].filter(Boolean).join(' ');
      struck[name] = (struck[name] ?? 0) + times;
    }
    return struck;
  }

  /** @returns the tokens of what was bought or declined */
  async buy(purchases: readonly SoakPurchase[]): Promise<string[]> {
    const { data } = (await this.ask('POST', '/control/purchases', purchases)) as { data: { transaction_token: string }[] };
    return data.map(({ transaction_token: token }) => token);
  }

  /** A hold that nobody will clear. `approved`: we said yes, in time, and Marqeta too. */
  async hold({ card_token, merchant, amount }: SoakPurchase): Promise<{ readonly token: string; readonly approved: boolean }> {
    const { transaction } = await this.ask('POST', '/control/simulate', { event: 'authorization', card_token, merchant, amount });
    const { token, state } = transaction as { token: string; state: string };
    return { token, approved: state === 'PENDING' };
  }

  /** Time stands still, and all that has happened is told: also what was told in vain before. */
  async rest(): Promise<void> {
    await this.ask('PUT', '/control/clock', { frozen: true });
    for (const by of ['PT20M', 'PT20M', 'PT2H']) {
      const { webhooks } = await this.pending();
      if (webhooks.waiting > 0) await this.ask('POST', '/control/clock/advance', { by });
      await this.ask('POST', '/control/quiesce', {});
    }
  }

  async goOn(): Promise<void> {
    await this.ask('PUT', '/control/clock', { frozen: false });
  }

  /** Lets time pass until every story has ended, every hold has run out and every webhook was taken. */
  async finish(): Promise<void> {
    await this.ask('PUT', '/control/clock', { frozen: true });
    for (const by of ['PT20M', 'PT20M', 'PT2H', 'P8D', 'PT1H']) {
      await this.ask('POST', '/control/clock/advance', { by });
      await this.ask('POST', '/control/quiesce', {});
    }
  }

  /** What was never sent is sent now: as an operator resends what Marqeta lost. */
  async resendSilenced(webhook: string): Promise<number> {
    const silenced = await this.#silenced();
    for (const { category, token } of silenced) await this.ask('POST', `/v3/webhooks/${webhook}/${category}/${token}`, {});
    await this.ask('POST', '/control/quiesce', {});
    return silenced.length;
  }

  async pending(): Promise<{ webhooks: { waiting: number }; schedule: { planned: number } }> {
    return (await this.ask('GET', '/control/pending')) as { webhooks: { waiting: number }; schedule: { planned: number } };
  }

  /** In turns: thousands of connections at once would be refused. */
  async purchases(tokens: readonly string[]): Promise<MarqetaPurchase[]> {
    const found: MarqetaPurchase[] = [];
    for (let from = 0; from < tokens.length; from += AT_ONCE)
      found.push(...(await Promise.all(tokens.slice(from, from + AT_ONCE).map((token) => this.#purchase(token)))));
    return found;
  }

  async #purchase(token: string): Promise<MarqetaPurchase> {
    const { state, held, cleared, refunded } = await this.ask('GET', `/control/purchases/${token}`);
    return { token, state: String(state), held: cents(held), cleared: cents(cleared), refunded: cents(refunded) };
  }

  async cardState(token: string): Promise<string> {
    return String((await this.ask('GET', `/v3/cards/${token}`))['state']);
  }

  async close(): Promise<void> {
    await this.running.close();
  }

  async #silenced(): Promise<{ category: string; token: string }[]> {
    const found: { category: string; token: string }[] = [];
    for (let before = ''; ; ) {
      const { data } = (await this.ask('GET', `/control/exchanges?kind=webhook&limit=500${before}`)) as {
        data: { id: number; fault: string | null; request: { body: string } }[];
      };
      for (const { fault, request } of data) if (fault === 'silence') found.push(...itemsOf(request.body));
      const last = data.at(-1);
      if (last === undefined) return found;
      before = `&before=${last.id}`;
    }
  }

  async ask(method: string, path: string, body?: unknown): Promise<Json> {
    const credentials = `${EMULATOR_ACCESS.applicationToken}:${EMULATOR_ACCESS.accessToken}`;
    const answer = await fetch(`${this.running.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The emulator answered ${answer.status} to ${method} ${path}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  }
}

/** By which a notification is resent (wire-format §14.9). */
const CATEGORIES: Readonly<Record<string, string>> = {
  transactions: 'transaction',
  cards: 'cardtransition',
  usertransitions: 'usertransition',
  businesstransitions: 'businesstransition',
};

function itemsOf(body: string): { category: string; token: string }[] {
  return Object.entries(JSON.parse(body) as Record<string, { token: string }[]>).flatMap(([envelope, items]) =>
    items.map(({ token }) => ({ category: CATEGORIES[envelope] ?? envelope, token })),
  );
}

function cents(amount: unknown): number {
  return Math.round(Number(amount) * 100);
}
