import type { ReactNode } from 'react';
import classes from './panel.module.css';

export interface PanelProps {
  title?: ReactNode;
  /** Right of the title: a link or a small control. */
  action?: ReactNode;
  /** Without padding, for lists and tables that reach the edge. */
  flush?: boolean;
  children: ReactNode;
  className?: string | undefined;
}

/** The surface on which a part of a screen stands. */
export function Panel({ title, action, flush = false, children, className }: PanelProps) {
  return (
    <section className={[classes.panel, className].filter(Boolean).join(' ')}>
      {(title || action) && (
        <header className={classes.head}>
          {title && <h2 className={classes.title}>{title}</h2>}
          {action && <div className={classes.action}>{action}</div>}
        </header>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}

export interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** A second line: comparison, budget, renewal. */
  hint?: ReactNode;
  /** A sparkline or meter below. */
  children?: ReactNode;
}

/** One figure with its name, as overviews begin. */
export function Stat({ label, value, hint, children }: StatProps) {
  return (
    <div className={classes.stat}>
      <div className={classes.statLabel}>{label}</div>
      <div className={classes.statValue}>{value}</div>
      {hint && <div className={classes.statHint}>{hint}</div>}
      {children}
    </div>
  );
}

/** Figures side by side on one surface, wrapping on a phone. */
export function StatRow({ children }: { children: ReactNode }) {
  return <div className={classes.stats}>{children}</div>;
}
