import { DomainError } from '../platform/errors.ts';
import type { Commander } from './commander.ts';

/** For how long a password or a code that was given counts for what needs a fresh one. */
const PROOF_LASTS_MS = 10 * 60_000;

export class StepUpRequiredError extends DomainError {
  override readonly name = 'StepUpRequiredError';
  readonly kind = 'forbidden';
  readonly code = 'STEP_UP_REQUIRED';
  constructor() {
    super('Show once more that it is you: give your password, or a code, at POST /auth/step-up. Then ask again with the token it gives.');
  }
}

/**
 * Before money moves or a card is shown. A browser left open, or a token that was copied, is not enough for that.
 * @throws StepUpRequiredError
 */
export function assertProven(by: Commander, now: Date): void {
  if ('kind' in by) return;
  if (now.getTime() - by.provenAtMs > PROOF_LASTS_MS) throw new StepUpRequiredError();
}
