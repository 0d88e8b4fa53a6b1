import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Emergency stops: everything that is asked is declined, at once, for a card, a card program or a company. */
export class EmergencyStops1764159610000 implements MigrationInterface {
  readonly name = 'EmergencyStops1764159610000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE emergency_stops (
        company_id uuid NOT NULL REFERENCES companies (id),
        id uuid NOT NULL,
        scope text NOT NULL CHECK (scope IN ('CARD', 'CARD_PROGRAM', 'COMPANY')),
        -- The company itself; of a card the first of its line, so that a replacement does not lift the stop.
        subject_id uuid NOT NULL,
        reason text NOT NULL,
        stopped_by text NOT NULL,
        stopped_at timestamptz NOT NULL,
        lifted_by text,
        lifted_at timestamptz,
        lift_reason text,
        PRIMARY KEY (company_id, id),
        CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL))
      );
      -- Something is stopped or it is not.
      CREATE UNIQUE INDEX emergency_stops_once ON emergency_stops (company_id, scope, subject_id) WHERE lifted_at IS NULL;
      SELECT afc_protect('emergency_stops', 'SELECT, INSERT, UPDATE', 'SELECT');
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A stop cannot be lifted by taking the table away.'));
  }
}
