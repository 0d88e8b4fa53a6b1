import { DomainError } from '../../platform/errors.ts';

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
    super('This can be taken back for ten minutes, which are over. Change the cards themselves.');
  }
}
