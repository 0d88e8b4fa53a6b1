import { DomainError } from '../errors.ts';

/** Of a change of many things at once that cannot be taken back. */
export class BulkIsFinalError extends DomainError {
  override readonly name = 'BulkIsFinalError';
  readonly kind = 'conflict';
  readonly code = 'BULK_IS_FINAL';
}

export class BulkUndoOverError extends DomainError {
  override readonly name = 'BulkUndoOverError';
  readonly kind = 'conflict';
  readonly code = 'BULK_UNDO_OVER';
  constructor() {
    super('This can be taken back for ten minutes, which are over. Make another change instead.');
  }
}
