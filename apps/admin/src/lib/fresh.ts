import { useEffect, useRef, useState } from 'react';

const none: ReadonlySet<string> = new Set();

/** Keys of rows that have just arrived, each for as long as its tint lasts. */
export function useFreshKeys(lastingMs = 2500): { fresh: ReadonlySet<string>; note: (key: string) => void } {
  const [fresh, setFresh] = useState(none);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  const note = (key: string) => {
    setFresh((before) => new Set(before).add(key));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setFresh((before) => {
        const after = new Set(before);
        after.delete(key);
        return after;
      });
    }, lastingMs);
    timers.current.add(timer);
  };
  return { fresh, note };
}
