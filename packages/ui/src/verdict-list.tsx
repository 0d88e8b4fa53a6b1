import type { ReactNode } from 'react';
import { type Status, statusLooks } from './status-tones.ts';
import classes from './verdict-list.module.css';

export interface VerdictItem {
  id: string;
  outcome: Extract<Status, 'PASSED' | 'PASSED_ABOVE' | 'EXCEPTED' | 'REFUSED' | 'SHADOW_REFUSED' | 'NOT_APPLICABLE' | 'UNKNOWN'>;
  /** The outcome in words, for those who do not see the icon. */
  outcomeLabel: string;
  sentence: ReactNode;
  /** The rule that names the decline. */
  primary?: boolean;
  primaryLabel?: string | undefined;
  /** Scope, window, version: small print. */
  detail?: ReactNode;
  /** A meter or the counter before and after. */
  children?: ReactNode;
}

/** Every rule that was asked about a purchase, and what it said. */
export function VerdictList({ items, label }: { items: readonly VerdictItem[]; label: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {items.map((item) => {
        const { tone, icon: Icon } = statusLooks[item.outcome];
        return (
          <li className={classes.item} data-primary={item.primary || undefined} data-outcome={item.outcome} key={item.id}>
            <span className={classes.icon} data-tone={tone}>
              <Icon size={15} stroke={2.2} aria-hidden />
              <span className={classes.hidden}>{item.outcomeLabel}</span>
            </span>
            <div className={classes.body}>
              <div className={classes.sentence}>
                {item.sentence}
                {item.primary && item.primaryLabel && <span className={classes.primary}>{item.primaryLabel}</span>}
              </div>
              {item.detail && <div className={classes.detail}>{item.detail}</div>}
              {item.children && <div className={classes.more}>{item.children}</div>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
