import { DomainError, type RefusalKind } from '../platform/errors.ts';
import type { CallerRefusal } from './caller.ts';

const KINDS: Readonly<Record<CallerRefusal, RefusalKind>> = {
  ADDRESS: 'forbidden',
  CREDENTIALS: 'unauthenticated',
  SIGNATURE: 'unauthenticated',
};
const CODES: Readonly<Record<CallerRefusal, string>> = {
  ADDRESS: 'CALLER_ADDRESS_REFUSED',
  CREDENTIALS: 'CALLER_CREDENTIALS_REFUSED',
  SIGNATURE: 'CALLER_SIGNATURE_REFUSED',
};

/** A call that is not Marqeta's. Says no more than that. */
export class CallerRefusedError extends DomainError {
  override readonly name = 'CallerRefusedError';
  readonly kind: RefusalKind;
  readonly code: string;
  constructor(refusal: CallerRefusal) {
    super('This call was not accepted.');
    this.kind = KINDS[refusal];
    this.code = CODES[refusal];
  }
}

/** A body of which not even so much can be read that it could be answered in Marqeta's own way. */
export class MessageNotUnderstoodError extends DomainError {
  override readonly name = 'MessageNotUnderstoodError';
  readonly kind = 'invalid';
  readonly code = 'MESSAGE_NOT_UNDERSTOOD';
  constructor() {
    super('The body is not a message that is understood here.');
  }
}
