import { DomainError } from '../platform/errors.ts';

export class CaseClosedError extends DomainError {
  override readonly name = 'CaseClosedError';
  readonly kind = 'conflict';
  readonly code = 'RISK_CASE_CLOSED';
  constructor() {
    super('This case is closed. Open it again first.');
  }
}

export class CaseNotClosedError extends DomainError {
  override readonly name = 'CaseNotClosedError';
  readonly kind = 'conflict';
  readonly code = 'RISK_CASE_NOT_CLOSED';
  constructor() {
    super('This case is not closed.');
  }
}

export class QuestionAnsweredError extends DomainError {
  override readonly name = 'QuestionAnsweredError';
  readonly kind = 'conflict';
  readonly code = 'RISK_QUESTION_ANSWERED';
  constructor() {
    super('You have answered this already. Speak to an admin if the answer was wrong.');
  }
}

export class CaseAssigneeError extends DomainError {
  override readonly name = 'CaseAssigneeError';
  readonly kind = 'rule';
  readonly code = 'RISK_CASE_ASSIGNEE';
  override readonly field = 'assigneeId';
  constructor() {
    super('Give it to an admin, or to a manager of the team whom it is not about.');
  }
}
