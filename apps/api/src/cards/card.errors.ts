import { DomainError } from '../platform/errors.ts';
import type { CardStatus } from './card-status.ts';

const WORDS: Readonly<Record<CardStatus, string>> = {
  UNACTIVATED: 'not activated',
  ACTIVE: 'active',
  SUSPENDED: 'frozen',
  TERMINATED: 'terminated',
};

export class CardTransitionError extends DomainError {
  override readonly name = 'CardTransitionError';
  readonly kind = 'conflict';
  readonly code = 'CARD_TRANSITION_NOT_ALLOWED';
  constructor(
    readonly from: CardStatus,
    readonly to: CardStatus,
  ) {
    super(from === to ? `This card is ${WORDS[to]} already.` : `A card that is ${WORDS[from]} cannot become ${WORDS[to]}.`);
  }
}

export class CardFrozenByOthersError extends DomainError {
  override readonly name = 'CardFrozenByOthersError';
  readonly kind = 'forbidden';
  readonly code = 'CARD_FROZEN_BY_OTHERS';
  constructor() {
    super('This card was frozen for you by a manager or an admin. Ask them to unfreeze it.');
  }
}

export class CardHeldByIssuerError extends DomainError {
  override readonly name = 'CardHeldByIssuerError';
  readonly kind = 'conflict';
  readonly code = 'CARD_HELD_BY_ISSUER';
  constructor() {
    super(
      'The card issuer itself has stopped this card. An admin can ask the issuer to release it, or terminate the card and issue another.',
    );
  }
}

export class NothingRefusedError extends DomainError {
  override readonly name = 'NothingRefusedError';
  readonly kind = 'conflict';
  readonly code = 'NOTHING_REFUSED';
  constructor() {
    super('The card issuer has refused nothing that is still wanted of this card.');
  }
}

export class CardNotReplaceableError extends DomainError {
  override readonly name = 'CardNotReplaceableError';
  readonly kind = 'conflict';
  readonly code = 'CARD_NOT_REPLACEABLE';
}

export class HolderNotActiveError extends DomainError {
  override readonly name = 'HolderNotActiveError';
  readonly kind = 'rule';
  readonly code = 'HOLDER_NOT_ACTIVE';
  override readonly field = 'holderId';
  constructor() {
    super('This person is suspended or closed and cannot be given a card.');
  }
}

/** Of a card that was issued with many others, when that is taken back. */
export class CardUsedError extends DomainError {
  override readonly name = 'CardUsedError';
  readonly kind = 'conflict';
  readonly code = 'CARD_USED';
  constructor() {
    super('This card was used already. Terminate it by itself if it is not wanted.');
  }
}

export class ProgramExistsError extends DomainError {
  override readonly name = 'ProgramExistsError';
  readonly kind = 'conflict';
  readonly code = 'PROGRAM_EXISTS';
  override readonly field = 'name';
  constructor(name: string) {
    super(`There is a card program named ${name} already.`);
  }
}
