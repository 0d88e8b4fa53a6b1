import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import classes from './data-table.module.css';
import { isControl, toggled, useRowCursor } from './data-table-keys.ts';
import { Link } from './link.tsx';

export interface DataColumn<Row> {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: 'left' | 'right' | 'center';
  /** A CSS width for the column's track, e.g. `120px` or `minmax(160px, 2fr)`; `minmax(0, 1fr)` when absent. */
  width?: string;
  /** Left out below this width of the table, in px. */
  hideBelow?: number;
  sortable?: boolean;
}

export interface DataSort {
  key: string;
  direction: 'asc' | 'desc';
}

export interface DataSelection<Row> {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  allLabel: string;
  rowLabel: (row: Row) => string;
}

export interface DataTableProps<Row> {
  /** What the table holds, for a screen reader. */
  label: string;
  rows: readonly Row[];
  columns: ReadonlyArray<DataColumn<Row>>;
  rowKey: (row: Row) => string;
  /** Where a row leads; the whole row is then a link. Undefined for one that leads nowhere. */
  rowHref?: (row: Row) => string | undefined;
  /** What that link is called; the first column's text when absent. */
  rowLabel?: (row: Row) => string;
  selection?: DataSelection<Row>;
  sort?: DataSort | undefined;
  onSort?: (sort: DataSort) => void;
  /** Called as the end comes near. Repeated calls must do no harm. */
  onEndReached?: () => void;
  /** Under the rows: "Loading more", an end mark, an error. */
  footer?: ReactNode;
  /** `fill` takes the height of its parent, which must have one; a CSS length otherwise. */
  height?: string;
  rowHeight?: number;
  /** Rows just arrived, drawn with a passing tint. */
  freshKeys?: ReadonlySet<string>;
}

/**
 * A dense, virtualised table: rows outside the view are not drawn. j and k (or the arrows) move between rows, Enter opens,
 * x selects. A grid in CSS rather than table elements, so that virtual rows keep their columns; the roles tell the rest.
 */
export function DataTable<Row>(given: DataTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const props = { ...given, columns: given.columns.filter((column) => width === 0 || width >= (column.hideBelow ?? 0)) };
  const { label, rows, columns, rowKey, rowHref, selection, onEndReached, footer, height = 'fill', rowHeight = 40 } = props;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => keyAt(rows, rowKey, index),
  });
  const cursor = useRowCursor(rows.length, (index) => virtual.scrollToIndex(index), scroller);
  const items = virtual.getVirtualItems();
  const lastDrawn = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastDrawn >= rows.length - 10) onEndReached?.();
  }, [lastDrawn, rows.length, onEndReached]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (isControl(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
    const row = rows[cursor.index];
    if (cursor.onKey(event.key)) event.preventDefault();
    else if (event.key === 'x' && selection && row !== undefined) selection.onChange(toggled(selection.selected, rowKey(row)));
  };

  const template = [selection ? '36px' : '', ...columns.map((column) => column.width ?? 'minmax(0, 1fr)')].filter(Boolean).join(' ');
  const style = { '--columns': template, '--row-height': `${rowHeight}px`, height: height === 'fill' ? '100%' : height } as CSSProperties;
  return (
    <div className={classes.scroller} ref={scroller} style={style}>
      <div className={classes.table} role="grid" tabIndex={-1} aria-label={label} aria-rowcount={rows.length + 1} onKeyDown={onKeyDown}>
        <Head {...props} />
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <BodyRow
                key={item.key}
                table={props}
                row={row}
                index={item.index}
                top={item.start}
                href={rowHref?.(row)}
                current={item.index === cursor.index}
                onFocus={() => cursor.moveTo(item.index)}
              />
            );
          })}
        </div>
      </div>
      {footer && <div className={classes.footer}>{footer}</div>}
    </div>
  );
}

/** The element's width, followed; 0 until it is known. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function keyAt<Row>(rows: readonly Row[], rowKey: (row: Row) => string, index: number): string | number {
  const row = rows[index];
  return row === undefined ? index : rowKey(row);
}

function Head<Row>({ columns, rows, rowKey, selection, sort, onSort }: DataTableProps<Row>) {
  const chosen = selection ? rows.filter((row) => selection.selected.has(rowKey(row))).length : 0;
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" className={classes.headRow} aria-rowindex={1}>
        {selection && (
          <div role="columnheader" className={classes.check}>
            <Checkbox
              aria-label={selection.allLabel}
              checked={rows.length > 0 && chosen === rows.length}
              indeterminate={chosen > 0 && chosen < rows.length}
              onChange={() => selection.onChange(chosen === rows.length ? new Set() : new Set(rows.map(rowKey)))}
            />
          </div>
        )}
        {columns.map((column) => {
          const direction = sort?.key === column.key ? sort.direction : undefined;
          const Arrow = direction === 'asc' ? IconArrowUp : IconArrowDown;
          return (
            <div
              role="columnheader"
              className={classes.headCell}
              key={column.key}
              data-align={column.align}
              aria-sort={direction === undefined ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className={classes.sort}
                  data-active={direction || undefined}
                  onClick={() => onSort({ key: column.key, direction: direction === 'desc' ? 'asc' : 'desc' })}
                >
                  {column.header}
                  <Arrow size={12} stroke={2} aria-hidden />
                </button>
              ) : (
                column.header
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface BodyRowProps<Row> {
  table: DataTableProps<Row>;
  row: Row;
  index: number;
  top: number;
  href: string | undefined;
  current: boolean;
  onFocus: () => void;
}

function BodyRow<Row>({ table, row, index, top, href, current, onFocus }: BodyRowProps<Row>) {
  const { columns, rowKey, rowLabel, selection, freshKeys } = table;
  const key = rowKey(row);
  const selected = selection?.selected.has(key) ?? false;
  return (
    <div
      role="row"
      className={classes.row}
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      data-index={index}
      data-selected={selected || undefined}
      data-fresh={freshKeys?.has(key) || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onFocus={onFocus}
      {...(href === undefined ? { tabIndex: current ? 0 : -1 } : {})}
    >
      {selection && (
        <div role="gridcell" className={classes.check}>
          <Checkbox
            aria-label={selection.rowLabel(row)}
            checked={selected}
            tabIndex={-1}
            onChange={() => selection.onChange(toggled(selection.selected, key))}
          />
        </div>
      )}
      {columns.map((column, position) => (
        <div role="gridcell" className={classes.cell} key={column.key} data-align={column.align}>
          {position === 0 && href !== undefined ? (
            <Link className={classes.link} href={href} aria-label={rowLabel?.(row)} tabIndex={current ? 0 : -1} data-row-focus>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}
