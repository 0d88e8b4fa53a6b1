import type { ReactNode } from 'react';
import classes from './key-value.module.css';

export interface KeyValueProps {
  items: ReadonlyArray<{ key: string; label: ReactNode; value: ReactNode }>;
}

/** Facts of one thing: names on the left, values on the right. Items whose value is null are left out. */
export function KeyValue({ items }: KeyValueProps) {
  return (
    <dl className={classes.list}>
      {items
        .filter((item) => item.value !== null && item.value !== undefined)
        .map((item) => (
          <div className={classes.item} key={item.key}>
            <dt className={classes.label}>{item.label}</dt>
            <dd className={classes.value}>{item.value}</dd>
          </div>
        ))}
    </dl>
  );
}
