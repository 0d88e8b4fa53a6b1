import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './skeletons.module.css';

interface Waiting {
  /** What is being loaded, for a screen reader: "Loading purchases". */
  label: string;
}

function Busy({ label, children }: Waiting & { children: ReactNode }) {
  return (
    <div role="status" aria-busy="true" aria-label={label}>
      {children}
    </div>
  );
}

const widths = ['62%', '48%', '71%', '55%', '66%', '44%', '58%', '69%'];
const widthOf = (row: number) => widths[row % widths.length] ?? '60%';

/** Rows with a leading mark, two lines and an amount: purchases, people, notifications. */
export function ListSkeleton({ label, rows = 6 }: Waiting & { rows?: number }) {
  return (
    <Busy label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div className={classes.row} key={row}>
          <Skeleton height={34} width={34} radius="md" />
          <div className={classes.lines}>
            <Skeleton height={11} width={widthOf(row)} />
            <Skeleton height={9} width={widthOf(row + 3)} />
          </div>
          <Skeleton height={12} width={64} />
        </div>
      ))}
    </Busy>
  );
}

/** A table's rows before they come. */
export function TableSkeleton({ label, rows = 10, columns = 5 }: Waiting & { rows?: number; columns?: number }) {
  return (
    <Busy label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div className={classes.tableRow} key={row} style={{ gridTemplateColumns: `2fr repeat(${columns - 1}, 1fr)` }}>
          {Array.from({ length: columns }, (_column, column) => (
            <Skeleton key={column} height={11} width={column === columns - 1 ? '50%' : widthOf(row + column)} />
          ))}
        </div>
      ))}
    </Busy>
  );
}

/** A card's face. */
export function CardArtSkeleton({ label }: Waiting) {
  return (
    <Busy label={label}>
      <Skeleton className={classes.card} radius="xl" />
    </Busy>
  );
}

/** Figures in a row, as an overview begins. */
export function StatsSkeleton({ label, count = 4 }: Waiting & { count?: number }) {
  return (
    <Busy label={label}>
      <div className={classes.stats}>
        {Array.from({ length: count }, (_, stat) => (
          <div className={classes.stat} key={stat}>
            <Skeleton height={10} width="50%" />
            <Skeleton height={22} width="70%" />
          </div>
        ))}
      </div>
    </Busy>
  );
}

/** A panel of text lines. */
export function TextSkeleton({ label, lines = 4 }: Waiting & { lines?: number }) {
  return (
    <Busy label={label}>
      <div className={classes.lines}>
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} height={11} width={widthOf(line)} />
        ))}
      </div>
    </Busy>
  );
}
