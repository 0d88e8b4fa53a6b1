import { useRef, useState } from 'react';

interface PageInfo {
  hasNextPage: boolean;
  endCursor?: string | null | undefined;
}

/** Reads the next page of a list when its end comes near: one at a time, and not again by itself after a failure. */
export function useNextPage(pageInfo: PageInfo | undefined, fetchNext: (after: string) => Promise<unknown>) {
  const inFlight = useRef(false);
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);

  const load = async () => {
    const after = pageInfo?.endCursor;
    if (inFlight.current || pageInfo?.hasNextPage !== true || after == null) return;
    inFlight.current = true;
    setLoading(true);
    setError(null);
    try {
      await fetchNext(after);
    } catch (failure) {
      setError(failure);
    } finally {
      inFlight.current = false;
      setLoading(false);
    }
  };

  const onEndReached = () => {
    if (error === null) void load();
  };
  return { onEndReached, retry: load, loading, error };
}
