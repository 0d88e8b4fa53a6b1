import { ErrorLink } from '@apollo/client/link/error';
import { from, mergeMap, throwError } from 'rxjs';
import { refusalOf } from './refusal.ts';
import type { Store } from './store.ts';

/** Somebody is to show that it is them; what they asked for waits, and goes on by itself. */
export interface StepUpAsked {
  /** They have: what waits is asked again. */
  proven(): void;
  /** They will not: what waits is refused. */
  declined(): void;
  /** They cannot be asked: what waits is refused with this. */
  failed(because: Error): void;
}

type Outcome = 'proven' | 'declined' | Error;

/** A command that needs a fresh proof waits for one, is repeated once as it was, key included, and then its answer stands. */
export function stepUpOnce(asked: Store<StepUpAsked | null>): ErrorLink {
  let waiting: Promise<Outcome> | null = null;
  const ask = () => {
    waiting ??= new Promise<Outcome>((resolve) => {
      const end = (outcome: Outcome) => {
        waiting = null;
        asked.set(null);
        resolve(outcome);
      };
      asked.set({ proven: () => end('proven'), declined: () => end('declined'), failed: end });
    });
    return waiting;
  };
  return new ErrorLink(({ error, operation, forward }) => {
    if (refusalOf(error).code !== 'STEP_UP_REQUIRED' || operation.getContext()['steppedUp'] === true) return;
    operation.setContext({ steppedUp: true });
    return from(ask()).pipe(
      mergeMap((outcome) => (outcome === 'proven' ? forward(operation) : throwError(() => (outcome === 'declined' ? error : outcome)))),
    );
  });
}
