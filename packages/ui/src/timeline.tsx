import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Tone } from './status-tones.ts';
import classes from './timeline.module.css';

export interface TimelineItem {
  id: string;
  icon?: TablerIcon;
  tone?: Tone;
  title: ReactNode;
  /** When, and by whom. */
  detail?: ReactNode;
  /** On the right: an amount. */
  aside?: ReactNode;
  /** Below: a decision's verdicts. */
  children?: ReactNode;
}

/** What happened, in order, oldest first as given. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  return (
    <ol className={classes.timeline} aria-label={label}>
      {items.map(({ id, icon: Icon, tone = 'neutral', title, detail, aside, children }) => (
        <li className={classes.item} key={id}>
          <span className={classes.mark} data-tone={tone}>
            {Icon ? <Icon size={14} stroke={2} aria-hidden /> : <span className={classes.dot} />}
          </span>
          <div className={classes.body}>
            <div className={classes.row}>
              <span className={classes.title}>{title}</span>
              {aside && <span className={classes.aside}>{aside}</span>}
            </div>
            {detail && <div className={classes.detail}>{detail}</div>}
            {children}
          </div>
        </li>
      ))}
    </ol>
  );
}
