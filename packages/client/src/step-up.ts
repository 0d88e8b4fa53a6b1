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
}

/** A command that needs a fresh proof waits for one, is repeated once as it was, key included, and then its answer stands. */
export function stepUpOnce(asked: Store<StepUpAsked | null>): ErrorLink {
  let waiting: Promise<boolean> | null = null;
  const ask = () => {
    waiting ??= new Promise<boolean>((resolve) => {
      const end = (proven: boolean) => () => {
        waiting = null;
        asked.set(null);
        resolve(proven);
      };
      asked.set({ proven: end(true), declined: end(false) });
    });
    return waiting;
  };
  return new ErrorLink(({ error, operation, forward }) => {
    if (refusalOf(error).code !== 'STEP_UP_REQUIRED' || operation.getContext()['steppedUp'] === true) return;
    operation.setContext({ steppedUp: true });
    return from(ask()).pipe(mergeMap((proven) => (proven ? forward(operation) : throwError(() => error))));
  });
}
