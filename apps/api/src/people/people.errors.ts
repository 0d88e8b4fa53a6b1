import { DomainError } from '../platform/errors.ts';

export class PersonExistsError extends DomainError {
  override readonly name = 'PersonExistsError';
  readonly kind = 'conflict';
  readonly code = 'PERSON_EXISTS';
  override readonly field = 'email';
  constructor() {
    super('Somebody with this e-mail address is in your company already.');
  }
}

export class TeamExistsError extends DomainError {
  override readonly name = 'TeamExistsError';
  readonly kind = 'conflict';
  readonly code = 'TEAM_EXISTS';
  override readonly field = 'name';
  constructor(name: string) {
    super(`There is a team named ${name} already.`);
  }
}
