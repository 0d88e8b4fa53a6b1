import { type RefObject, useCallback, useState } from 'react';

/** The row that the keyboard is on after a key, or null when the key is none of the table's. */
export function rowAfterKey(key: string, index: number, count: number): number | null {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return Math.min(last, index + 1);
    case 'k':
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return Math.min(last, index + 10);
    case 'PageUp':
      return Math.max(0, index - 10);
    default:
      return null;
  }
}

export function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** True for what has keys of its own: a button, a field; not for the row's link. */
export const isControl = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.closest('button, input, select, textarea, [role="menu"]') !== null;

/** Which row the keyboard is on. Moving draws that row first, then focuses it. */
export function useRowCursor(count: number, reveal: (index: number) => void, container: RefObject<HTMLElement | null>) {
  const [wanted, moveTo] = useState(0);
  const index = Math.min(wanted, Math.max(0, count - 1));
  const onKey = useCallback(
    (key: string): boolean => {
      const next = rowAfterKey(key, index, count);
      if (next === null) return false;
      moveTo(next);
      reveal(next);
      requestAnimationFrame(() => {
        const row = container.current?.querySelector<HTMLElement>(`[data-index="${next}"]`);
        (row?.querySelector<HTMLElement>('[data-row-focus]') ?? row)?.focus({ preventScroll: true });
      });
      return true;
    },
    [index, count, reveal, container],
  );
  return { index, moveTo, onKey };
}
