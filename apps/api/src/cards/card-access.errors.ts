import { DomainError } from '../platform/errors.ts';

export class CardAccessNotPossibleError extends DomainError {
  override readonly name = 'CardAccessNotPossibleError';
  readonly kind = 'conflict';
  readonly code = 'CARD_ACCESS_NOT_POSSIBLE';
}

export class TooManyAccessesError extends DomainError {
  override readonly name = 'TooManyAccessesError';
  readonly kind = 'rate_limited';
  readonly code = 'CARD_ACCESS_TOO_OFTEN';
  constructor() {
    super('This was asked for too often. Wait an hour, then try again.');
  }
}

export class IssuerUnavailableError extends DomainError {
  override readonly name = 'IssuerUnavailableError';
  readonly kind = 'unavailable';
  readonly code = 'ISSUER_UNAVAILABLE';
  constructor() {
    super('The card issuer cannot be reached right now. Nothing was changed; try again in a minute.');
  }
}

export class WidgetsNotSetUpError extends DomainError {
  override readonly name = 'WidgetsNotSetUpError';
  readonly kind = 'unavailable';
  readonly code = 'WIDGETS_NOT_SET_UP';
  constructor() {
    super('Whoever runs this installation has not set up the frames that show a card (MARQETA_WIDGET_ORIGIN).');
  }
}
