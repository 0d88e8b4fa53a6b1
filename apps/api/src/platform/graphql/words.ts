/** Of the key that every mutation takes: what is said again is done once. */
export const IDEMPOTENCY_KEY =
  "The caller's own, 1 to 200 characters. The same input again acts once; another is refused as IDEMPOTENCY_KEY_REUSED.";

/** Of the flag that a mutation takes where it touches money, limits or many rows. */
export const DRY_RUN =
  'True to be answered, or refused, as if it were done, and to have nothing done: the key is not used up. The last mutation of its request. Within a second, or refused as DRY_RUN_TOO_LONG.';

/** Of the version that a mutation may name. */
export const EXPECTED_VERSION = 'The `version` that was seen. Another one is refused as STALE; left out, none is compared.';
