/** For a job that is run by a test. */
export const NEVER_STOPPING: AbortSignal = new AbortController().signal;
