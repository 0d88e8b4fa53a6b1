import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './selection-bar.module.css';

/** What one command takes at most. */
export const MOST_AT_ONCE = 50;

export interface SelectionBarProps {
  /** How many are selected, in words, and what they come to. */
  label: ReactNode;
  onClear: () => void;
  /** What can be done with them. */
  children?: ReactNode;
}

/** Stands over a list in which rows are selected. */
export function SelectionBar({ label, onClear, children }: SelectionBarProps) {
  return (
    <div className={classes.bar} role="status">
      {label}
      {children}
      <Button size="compact-sm" variant="default" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}

/** What can be done with so many, as long as one command takes them all. */
export function AtOnce({ count, children }: { count: number; children: ReactNode }) {
  if (count <= MOST_AT_ONCE) return children;
  return (
    <span>
      <Trans>Choose {MOST_AT_ONCE} at most to change them</Trans>
    </span>
  );
}
