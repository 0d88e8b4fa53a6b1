import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Erasures of persons: what was asked for, and how far it has come. */
export class Erasures1795777800000 implements MigrationInterface {
  readonly name = 'Erasures1795777800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ERASURES);
    await runner.query(IDENTITY);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Who was erased cannot come back.'));
  }
}

const ERASURES = `
-- A person's key is gone with the command that makes this row. What else names them is overwritten afterwards, by a job that needs to know
-- the name: the words stand here, sealed, until it is done.
CREATE TABLE erasures (
  company_id uuid NOT NULL,
  user_id uuid NOT NULL,
  erased_at timestamptz NOT NULL,
  words_sealed bytea,
  wrapped_key bytea,
  -- When it was put on the list outside the database, and when nothing was left to overwrite.
  listed_at timestamptz,
  done_at timestamptz,
  PRIMARY KEY (company_id, user_id),
  CHECK ((words_sealed IS NULL) = (wrapped_key IS NULL)),
  CHECK (done_at IS NULL OR (words_sealed IS NULL AND listed_at IS NOT NULL)),
  FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX erasures_open ON erasures (company_id) WHERE done_at IS NULL;
SELECT afc_protect('erasures', 'SELECT, INSERT, UPDATE', '');
`;

const IDENTITY = `
-- Ends the sessions of a person for good and empties what they say of a device. An identity that is nobody else's is emptied as well: it
-- stays as a row that no address, password or code leads to. One that is another company's person, or an operator, is theirs.
CREATE FUNCTION auth_forget_person(person uuid, new_hash bytea, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  whose uuid;
  known bytea;
BEGIN
  UPDATE sessions SET revoked_at = coalesce(revoked_at, at), revoked_because = coalesce(revoked_because, 'access_changed'),
         changed_at = CASE WHEN revoked_at IS NULL THEN clock_timestamp() ELSE changed_at END, ip = NULL, user_agent = NULL
   WHERE company_id = app_company() AND user_id = person;
  SELECT u.identity_id INTO whose FROM users u WHERE u.company_id = app_company() AND u.id = person;
  IF whose IS NULL
     OR EXISTS (SELECT FROM identities i WHERE i.id = whose AND i.is_operator)
     OR EXISTS (SELECT FROM users u WHERE u.identity_id = whose AND NOT (u.company_id = app_company() AND u.id = person)) THEN
    RETURN;
  END IF;
  SELECT i.email_hash INTO known FROM identities i WHERE i.id = whose FOR UPDATE;
  DELETE FROM sign_in_failures WHERE email_hash = known;
  DELETE FROM second_factors WHERE identity_id = whose;
  DELETE FROM password_resets WHERE identity_id = whose;
  UPDATE identities SET email_hash = new_hash, email_sealed = '', wrapped_key = '', password_hash = NULL, display_name = '' WHERE id = whose;
END $$;
SELECT afc_for_requests('auth_forget_person(uuid, bytea, timestamptz)');
`;
