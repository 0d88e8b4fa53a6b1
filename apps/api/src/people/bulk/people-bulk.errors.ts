import { DomainError } from '../../platform/errors.ts';

export class AlreadyInTeamError extends DomainError {
  override readonly name = 'AlreadyInTeamError';
  readonly kind = 'conflict';
  readonly code = 'ALREADY_IN_TEAM';
  constructor() {
    super('This person belongs to the team already.');
  }
}

export class NotInTeamError extends DomainError {
  override readonly name = 'NotInTeamError';
  readonly kind = 'conflict';
  readonly code = 'NOT_IN_TEAM';
  constructor() {
    super('This person does not belong to the team.');
  }
}
