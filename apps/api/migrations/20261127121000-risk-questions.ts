import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a holder made an unusual purchase, and what a no makes of its case. */
export class RiskQuestions1795781400000 implements MigrationInterface {
  readonly name = 'RiskQuestions1795781400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(QUESTIONS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What holders answered cannot be taken away.'));
  }
}

const QUESTIONS = `
-- A purchase is asked about once, whatever was found in it, and its holder alone answers, once.
CREATE TABLE risk_questions (
  company_id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  user_id uuid NOT NULL,
  card_id uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  was_holder boolean,
  answered_at timestamptz,
  PRIMARY KEY (company_id, transaction_id),
  CHECK ((was_holder IS NULL) = (answered_at IS NULL)),
  FOREIGN KEY (company_id, transaction_id) REFERENCES transactions (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
  FOREIGN KEY (company_id, card_id) REFERENCES cards (company_id, id)
);
CREATE INDEX risk_questions_open ON risk_questions (company_id, user_id, asked_at) WHERE answered_at IS NULL;
SELECT afc_protect('risk_questions', 'SELECT, INSERT, UPDATE', '');

-- The holder says of one of its purchases that somebody else made it.
ALTER TABLE risk_cases ADD COLUMN urgent boolean NOT NULL DEFAULT false;
ALTER TABLE risk_case_events DROP CONSTRAINT risk_case_events_kind_check;
ALTER TABLE risk_case_events ADD CONSTRAINT risk_case_events_kind_check
  CHECK (kind IN ('COMMENTED', 'ASSIGNED', 'CLOSED', 'REOPENED', 'CONFIRMED', 'DENIED'));
`;
