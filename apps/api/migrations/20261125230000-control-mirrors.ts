import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Marqeta has been asked to enforce for us, and whether it does. */
export class ControlMirrors1764111600000 implements MigrationInterface {
  readonly name = 'ControlMirrors1764111600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A velocity control at Marqeta, by the token that we gave it, which stays when the control changes.
      -- WAITING: it is to be told. MIRRORED: it has what we want. DIFFERS: it has something else, and is told again. KEEPS: it took
      -- what we want and has something else all the same. REFUSED: it said no. OFF: nothing of ours binds there any more.
      CREATE TABLE control_mirrors (
        company_id uuid NOT NULL REFERENCES companies (id),
        token uuid NOT NULL,
        control_id uuid NOT NULL,
        control_version int NOT NULL,
        target_kind text NOT NULL CHECK (target_kind IN ('USER', 'CARD_PRODUCT')),
        target_token text NOT NULL,
        state text NOT NULL CHECK (state IN ('WAITING', 'MIRRORED', 'DIFFERS', 'KEEPS', 'REFUSED', 'OFF')),
        -- What Marqeta last answered to: the body, and the merchant categories of its group. Null before, and when it is off.
        told jsonb,
        refusal text,
        -- Fields that were otherwise when somebody last looked, whether or not they were put right.
        differences jsonb,
        differed_at timestamptz,
        times_differed int NOT NULL DEFAULT 0,
        changed_at timestamptz NOT NULL,
        checked_at timestamptz,
        PRIMARY KEY (company_id, token),
        FOREIGN KEY (company_id, control_id) REFERENCES spending_controls (company_id, id)
      );
      CREATE INDEX control_mirrors_control ON control_mirrors (company_id, control_id);
      SELECT afc_protect('control_mirrors', 'SELECT, INSERT, UPDATE', 'SELECT');
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What Marqeta was told cannot be forgotten.'));
  }
}
