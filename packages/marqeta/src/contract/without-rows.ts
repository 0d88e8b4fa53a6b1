/** Endpoints that the contract asks nothing of yet. */
export const WITHOUT_ROWS: readonly string[] = [];
