import { textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { Ask, refusalText, type Send } from './ask.ts';
import { type Cast, castOf } from './cast.ts';
import { type Difference, differences, type Observed } from './expectations.ts';
import type { Scenario, Step, StepOf } from './format.ts';
import { type Followed, followsLatest, messagesOf } from './messages.ts';
import { Observer } from './observer.ts';

interface StepResult {
  readonly line: number;
  readonly step: string;
  readonly ok: boolean;
  /** Of the last message that the step sent. */
  readonly transaction: string | null;
  readonly outcome: string;
  readonly differences: readonly Difference[];
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly ok: boolean;
  readonly card: string;
  /** First messages of the purchases that it made. */
  readonly purchases: readonly string[];
  /** Up to the first that is not as expected. */
  readonly steps: readonly StepResult[];
}

/** Plays a scenario on an emulator. Afterwards the faults that it switched on are off again, and the clock runs as it did. */
export async function runScenario(scenario: Scenario, send: Send, card: string | null = null): Promise<ScenarioResult> {
  const ask = new Ask(send);
  const cast = await castOf(ask, scenario.who, card);
  const stage = new Stage(ask, cast);
  const observer = new Observer(ask, cast);
  await observer.begin();
  const steps: StepResult[] = [];
  try {
    for (const step of scenario.steps) {
      const { refusal, transaction, purchase } = await stage.play(step);
      const seen = refusal === null ? await observer.look(step.expect ?? {}, purchase) : UNSEEN;
      const result = resultOf(step, { refusal, transaction, ...seen });
      steps.push(result);
      if (!result.ok) break;
    }
  } finally {
    await stage.restore();
  }
  return { scenario: scenario.name, ok: steps.every(({ ok }) => ok), card: cast.token, purchases: stage.purchases, steps };
}

type Answered = Pick<Observed, 'refusal' | 'transaction'>;
const DONE: Answered = { refusal: null, transaction: null };
const UNSEEN = { purchase: null, balance: null, webhooks: null };

/** A scenario while it is played: what was bought with the card so far, and what has to be put back. */
class Stage {
  readonly #ask: Ask;
  readonly #cast: Cast;
  readonly #made: Followed[] = [];
  readonly #named = new Map<string, Followed>();
  readonly #faults: string[] = [];
  #clock: Body | null = null;

  constructor(ask: Ask, cast: Cast) {
    this.#ask = ask;
    this.#cast = cast;
  }

  get purchases(): readonly string[] {
    return this.#made.map(({ token }) => token);
  }

  /** What came of a step, and which purchase it was about. */
  async play(step: Step): Promise<Answered & { readonly purchase: Followed | null }> {
    const followed = this.#followed(step);
    const answered = await this.#act(step, followed);
    return { ...answered, purchase: followed ?? this.#remember(step, answered.transaction) };
  }

  async restore(): Promise<void> {
    await this.#mend();
    if (this.#clock !== null) await this.#ask.ok('PUT', '/control/clock', asBefore(this.#clock));
  }

  #followed(step: Step): Followed | null {
    const { of } = step.given as { readonly of?: string };
    if (of !== undefined) return this.#named.get(of) ?? null;
    return followsLatest(step) ? this.#latest : null;
  }

  get #latest(): Followed | null {
    return this.#made.at(-1) ?? null;
  }

  #remember({ given }: Step, transaction: Body | null): Followed | null {
    if (transaction === null) return this.#latest;
    const { as } = given as { readonly as?: string };
    const purchase = { token: textOf(transaction['token']), type: textOf(transaction['type']) };
    this.#made.push(purchase);
    if (as !== undefined) this.#named.set(as, purchase);
    return purchase;
  }

  async #act(step: Step, followed: Followed | null): Promise<Answered> {
    switch (step.name) {
      case 'expire':
        return this.#send('POST', `/control/purchases/${followed?.token ?? 'none'}/expire`, {});
      case 'card': {
        const change = { card_token: this.#cast.token, state: step.given.state, channel: 'API', reason_code: '00' };
        return this.#send('POST', '/v3/cardtransitions', change);
      }
      case 'clock':
        return this.#moveClock(step.given);
      case 'fault':
        return this.#send('POST', '/control/faults', this.#aimed(step.given), (made) => this.#faults.push(textOf(made['token'])));
      case 'mend':
        await this.#mend();
        return DONE;
      default:
        return this.#simulate(step, followed);
    }
  }

  /** What goes wrong with questions goes wrong with the scenario's own: others may buy meanwhile. */
  #aimed(fault: Body): Body {
    return fault['on'] === 'gateway' ? { card_token: this.#cast.token, ...fault } : fault;
  }

  async #simulate(step: Step, followed: Followed | null): Promise<Answered> {
    let last = DONE;
    for (const { event, body } of messagesOf(step, this.#cast, followed)) {
      last = await this.#send('POST', `/v3/simulations/cardtransactions/${event}`, body);
      if (last.refusal !== null) break;
    }
    return last;
  }

  async #send(method: string, path: string, body: unknown, then: (body: Body) => void = () => undefined): Promise<Answered> {
    const answer = await this.#ask.send(method, path, body);
    if (answer.status >= 400) return { refusal: { status: answer.status, message: refusalText(answer.body) }, transaction: null };
    then(answer.body);
    return { refusal: null, transaction: (answer.body['transaction'] as Body | undefined) ?? null };
  }

  async #moveClock({ advance, to, frozen, speed, real }: StepOf<'clock'>): Promise<Answered> {
    const before = await this.#ask.ok('GET', '/control/clock');
    this.#clock ??= before;
    const now = advance === undefined ? to : new Date(Date.parse(textOf(before['now'])) + millisecondsOf(advance)).toISOString();
    return this.#send('PUT', '/control/clock', {
      ...(now === undefined ? {} : { now }),
      ...(frozen === undefined ? {} : { frozen }),
      ...(speed === undefined ? {} : { speed: Number(speed) }),
      ...(real === undefined ? {} : { real }),
    });
  }

  async #mend(): Promise<void> {
    for (const token of this.#faults.splice(0)) await this.#ask.ok('DELETE', `/control/faults/${token}`);
  }
}

function resultOf(step: Step, observed: Observed): StepResult {
  const { transaction } = observed;
  const found = differences(step.expect ?? {}, observed);
  return {
    line: step.line,
    step: stepText(step),
    ok: found.length === 0,
    transaction: transaction === null ? null : textOf(transaction['token']),
    outcome: outcomeText(observed),
    differences: found,
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function millisecondsOf(duration: string): number {
  const [count = '0', unit = ''] = duration.split(' ');
  return Number(count) * (UNIT_MS[unit.replace(/s$/, '')] ?? 0);
}

/** The change that lets the clock run or stand as before. It never goes back in time: what happened would lie in the future. */
function asBefore({ mode, speed }: Body): Body {
  return mode === 'frozen' ? { frozen: true } : { frozen: false, speed: mode === 'real' ? 1 : speed };
}

function stepText({ name, given }: Step): string {
  const words = Object.entries(given).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return words.length === 0 ? name : `${name}: ${words.join(', ')}`;
}

function outcomeText({ refusal, transaction }: Observed): string {
  if (refusal !== null) return `refused with ${refusal.status}: ${refusal.message}`;
  if (transaction === null) return 'done';
  const { type, state, response } = transaction as { type: string; state: string; response?: { code: string; memo: string } };
  return [type, state, response?.code, response?.memo].filter((part) => part !== undefined).join(' ');
}
