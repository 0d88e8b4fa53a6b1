import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import type { FundState } from './movement.ts';
import { FUND_MOVEMENT_COLUMNS, type FundMovement, fundMovementOf, type FundMovementRow } from './movement-store.ts';

export const fundMovementById = loaderBy<string, FundMovement>(
  (movement) => movement.id,
  async (manager, ids) => {
    const rows = await manager.query<FundMovementRow[]>(
      `SELECT ${FUND_MOVEMENT_COLUMNS} FROM fund_movements m WHERE m.company_id = app_company() AND m.id = ANY ($1)`,
      [ids],
    );
    return rows.map(fundMovementOf);
  },
);

export type FundMovementEvent = {
  readonly movementId: string;
  readonly id: string;
  readonly state: FundState;
  readonly byName: string;
  readonly reason: string | null;
  readonly at: Date;
};

/** Oldest first. */
export const eventsOfFundMovement = loaderManyBy<string, FundMovementEvent>(
  (event) => event.movementId,
  (manager, ids) =>
    manager.query<FundMovementEvent[]>(
      `SELECT movement_id AS "movementId", id, state, by_name AS "byName", reason, at FROM fund_movement_events
        WHERE company_id = app_company() AND movement_id = ANY ($1) ORDER BY at, id`,
      [ids],
    ),
);

export type MovedBy = { readonly transferId: string; readonly movementId: string };

/** Which movement made a transfer. */
export const movementOfTransfer = loaderBy<string, MovedBy>(
  (row) => row.transferId,
  (manager, ids) =>
    manager.query<MovedBy[]>(
      `SELECT transfer_id AS "transferId", movement_id AS "movementId" FROM fund_movement_transfers
        WHERE company_id = app_company() AND transfer_id = ANY ($1)`,
      [ids],
    ),
);
