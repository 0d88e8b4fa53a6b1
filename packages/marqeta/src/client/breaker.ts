import { BrokenCircuitError, CircuitState as Circuit, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { MarqetaError } from './errors.ts';

/** `OPEN`: nothing is sent until the pause is over; `HALF_OPEN`: one call tries whether Marqeta answers again. */
export type CircuitState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export interface BreakerPolicy {
  /** Calls in a row without an answer, or with a 5xx, after which Marqeta counts as away. */
  readonly failures: number;
  /** How long nothing is sent then. */
  readonly pauseMs: number;
}

export const DEFAULT_BREAKER: BreakerPolicy = { failures: 10, pauseMs: 15_000 };

/** Stops knocking at a door behind which nobody is: what waits then fails at once instead of after its whole time limit. */
export class Breaker {
  readonly #policy;

  constructor({ failures, pauseMs }: BreakerPolicy, onChange: (state: CircuitState) => void) {
    this.#policy = circuitBreaker(handleWhen(saysAway), { breaker: new ConsecutiveBreaker(failures), halfOpenAfter: pauseMs });
    this.#policy.onStateChange((state) => onChange(named(state)));
  }

  get state(): CircuitState {
    return named(this.#policy.state);
  }

  /** Runs it, or throws what `refuse` makes without running it. */
  async run<T>(work: () => Promise<T>, refuse: () => MarqetaError): Promise<T> {
    try {
      // A refusal goes through the policy as the answer that it is, so that it ends a row of failures.
      const { value } = await this.#policy.execute(async () => ({ value: await work().catch(refusalAsAnswer) }));
      if (value instanceof Refusal) throw value.error;
      return value;
    } catch (error) {
      throw error instanceof BrokenCircuitError ? refuse() : error;
    }
  }
}

class Refusal {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

function refusalAsAnswer(error: unknown): Refusal {
  if (saysAway(error)) throw error;
  return new Refusal(error);
}

/** Silence and 5xx. */
function saysAway(error: unknown): error is MarqetaError {
  return error instanceof MarqetaError && error.kind === 'unavailable';
}

function named(state: Circuit): CircuitState {
  if (state === Circuit.Closed) return 'CLOSED';
  return state === Circuit.HalfOpen ? 'HALF_OPEN' : 'OPEN';
}
