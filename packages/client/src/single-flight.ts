/** While one call runs, every further caller waits for it and gets its answer; the next call after that runs anew. */
export function singleFlight<Answer>(run: () => Promise<Answer>): () => Promise<Answer> {
  let inFlight: Promise<Answer> | null = null;
  return () => {
    inFlight ??= run().finally(() => {
      inFlight = null;
    });
    return inFlight;
  };
}
