import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import classes from './charts.module.css';

/** The points of a line through `values`, in a box of the given size; a flat series lies in the middle. */
function linePoints(values: readonly number[], width: number, height: number, inset = 2): ReadonlyArray<readonly [number, number]> {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0;
  const rise = high - low;
  return values.map((value, index) => [
    inset + index * step,
    rise === 0 ? height / 2 : inset + (1 - (value - low) / rise) * (height - 2 * inset),
  ]);
}

export interface SparklineProps {
  values: readonly number[];
  /** What it shows, for a screen reader. */
  label: string;
  width?: number;
  height?: number;
}

/** A trend without axes, beside a figure. */
export function Sparkline({ values, label, width = 96, height = 28 }: SparklineProps) {
  const fade = useId();
  const points = linePoints(values, width, height);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' L');
  return (
    <svg className={classes.sparkline} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <defs>
        <linearGradient id={fade} x1="0" x2="0" y1="0" y2="1">
          <stop offset="0" stopColor="var(--afc-focus)" stopOpacity="0.22" />
          <stop offset="1" stopColor="var(--afc-focus)" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path d={`M${first[0]},${height} L${line} L${last[0]},${height} Z`} fill={`url(#${fade})`} />
      <path d={`M${line}`} fill="none" stroke="var(--afc-focus)" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
      <circle cx={last[0]} cy={last[1]} r="2" fill="var(--afc-focus)" />
    </svg>
  );
}

export interface Bar {
  key: string;
  value: number;
  /** Below the axis; leave out on most bars of a long series. */
  tick?: string | undefined;
  /** Shown on hover and focus, and read out: "12 March: $1,200.00". */
  detail: string;
  /** Drawn stronger: today. */
  emphasis?: boolean;
}

export interface BarChartProps {
  bars: readonly Bar[];
  label: string;
  height?: number;
  /** A line across, e.g. the daily share of a budget. */
  reference?: { value: number; label: string } | undefined;
  /** What stands above the chart while no bar is pointed at. */
  caption?: ReactNode;
}

/** Bars of one series. Arrow keys walk through them; each says its detail. */
export function BarChart({ bars, label, height = 140, reference, caption }: BarChartProps) {
  const [active, setActive] = useState<number | null>(null);
  const top = Math.max(1, reference?.value ?? 0, ...bars.map((bar) => bar.value));
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setActive((now) => Math.min(bars.length - 1, Math.max(0, (now ?? (step > 0 ? -1 : bars.length)) + step)));
  };
  const shown = active === null ? undefined : bars[active];
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption} aria-live="polite">
        {shown ? shown.detail : (caption ?? '\u00a0')}
      </figcaption>
      {/* Bars are read one by one with the arrow keys: the group is one stop of the keyboard, as a slider is. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above */}
      <div
        className={classes.plot}
        style={{ height }}
        role="group"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        tabIndex={0}
        onKeyDown={walk}
        onBlur={() => setActive(null)}
        onMouseLeave={() => setActive(null)}
      >
        {reference && (
          <div className={classes.reference} style={{ bottom: `${(reference.value / top) * 100}%` }}>
            <span>{reference.label}</span>
          </div>
        )}
        {bars.map((bar, index) => (
          <div className={classes.slot} key={bar.key} onMouseEnter={() => setActive(index)}>
            <div
              className={classes.bar}
              data-active={index === active || undefined}
              data-emphasis={bar.emphasis || undefined}
              style={{ height: bar.value <= 0 ? 2 : `max(2px, ${(bar.value / top) * 100}%)` }}
            />
          </div>
        ))}
      </div>
      <div className={classes.ticks} aria-hidden>
        {bars.map((bar) => (
          <span className={classes.tick} key={bar.key}>
            {bar.tick && <span>{bar.tick}</span>}
          </span>
        ))}
      </div>
    </figure>
  );
}

export interface RankedBar {
  key: string;
  label: ReactNode;
  value: number;
  /** On the right: an amount. */
  detail: ReactNode;
  /** Share of its own budget, drawn as the track instead of the largest value. */
  of?: number | undefined;
}

/** Named amounts, largest first: merchants, teams. */
export function RankedBars({ items, label }: { items: readonly RankedBar[]; label: string }) {
  const top = Math.max(1, ...items.map((item) => item.value));
  return (
    <ul className={classes.ranked} aria-label={label}>
      {items.map((item) => {
        const share = Math.min(1, Math.max(0, item.value / (item.of && item.of > 0 ? item.of : top)));
        return (
          <li className={classes.rank} key={item.key}>
            <div className={classes.rankHead}>
              <span className={classes.rankLabel}>{item.label}</span>
              <span className={classes.rankDetail}>{item.detail}</span>
            </div>
            <div className={classes.rankTrack}>
              <div
                className={classes.rankFill}
                data-over={(item.of !== undefined && item.value > item.of) || undefined}
                style={{ width: `${share * 100}%` }}
              />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
