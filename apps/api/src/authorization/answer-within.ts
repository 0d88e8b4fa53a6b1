/** What a decision asks of the database is answered by then, or not at all: two statements at their longest, and the way there and back. */
export const ANSWER_WITHIN_MS = 2_500;
