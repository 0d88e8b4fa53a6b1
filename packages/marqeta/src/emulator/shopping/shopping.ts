import type { EmulatorClock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { Scheduler, Task } from '../core/scheduler.ts';
import type { Network } from '../network/network.ts';
import type { Purchase } from '../network/purchase.ts';
import { type Acceptor, type Conversion, terms } from '../network/terms.ts';
import { amountOf, openingOf, type Pace, type Step, stepsOf, type StoryName } from './stories.ts';

export interface Shopping {
  readonly cardToken: string;
  readonly acceptor: Acceptor;
  readonly amount: Units;
  readonly currency: string;
  readonly story: StoryName;
  readonly pace: Pace;
  readonly online: boolean;
  readonly conversion: Conversion | null;
  /** By the emulator's clock. */
  readonly at: number;
}

interface StoriesDeps {
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
}

const BEGINNING = 'story.begin';
const STEP = 'story.step';

interface StoryTask {
  readonly steps: readonly Step[];
  readonly first: Units;
}

/** Plays stories: the first message now, what follows by the emulator's clock. */
export class Stories {
  readonly #deps: StoriesDeps;

  constructor(deps: StoriesDeps) {
    this.#deps = deps;
    deps.scheduler.handle(STEP, (task) => this.#step(task));
    deps.scheduler.handle(BEGINNING, async ({ at, body }) => void (await this.begin({ ...(body as Shopping), at })));
  }

  /** For a time that has not come. */
  plan(shopping: Shopping): void {
    this.#deps.scheduler.add(shopping.at, BEGINNING, `story ${this.#deps.ids.uuid()}`, shopping);
  }

  /** Answers when the gateway has answered the first message. */
  async begin(shopping: Shopping): Promise<Body> {
    const { story, amount, pace, at } = shopping;
    const opening = openingOf(story, amount);
    const { transaction, purchase } = await this.#deps.network.send(
      terms('authorization', at, {
        cardToken: shopping.cardToken,
        amount: opening.amount,
        currency: shopping.currency,
        acceptor: shopping.acceptor,
        conversion: shopping.conversion,
        isPreauthorization: opening.isPreauthorization,
        point: { cardPresent: !shopping.online, recurring: false },
      }),
    );
    if (purchase.state === 'PENDING')
      this.#plan(purchase.token, at, { steps: stepsOf(story, amount, pace, () => this.#deps.ids.random()), first: amount });
    return transaction;
  }

  #plan(token: string, at: number, task: StoryTask): void {
    const [next] = task.steps;
    if (next !== undefined) this.#deps.scheduler.add(at + next.afterMs, STEP, token, task);
  }

  async #step({ subject: token, at, body }: Task): Promise<void> {
    const { steps, first } = body as StoryTask;
    const [step, ...rest] = steps;
    const purchase = this.#deps.network.ledger.purchase(token);
    if (step === undefined || purchase === null || !isStillDue(step, purchase)) return;
    await this.#deps.network.send(terms(step.eventType, at, { preceding: token, amount: amountOf(step, baseOf(step, purchase, first)) }));
    this.#plan(token, at, { steps: rest, first });
  }
}

/** Somebody may have cleared or reversed it by hand meanwhile. */
function isStillDue(step: Step, purchase: Purchase): boolean {
  return step.eventType === 'refund' ? purchase.cleared > purchase.refunded : purchase.state === 'PENDING';
}

function baseOf(step: Step, purchase: Purchase, first: Units): Units {
  if (step.eventType === 'refund') return purchase.cleared;
  return step.eventType === 'authorization.incremental' ? first : purchase.held;
}
