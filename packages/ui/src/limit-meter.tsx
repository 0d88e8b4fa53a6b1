import type { ReactNode } from 'react';
import classes from './limit-meter.module.css';
import { type MoneyValue, shareOf } from './money-format.ts';

export interface LimitMeterProps {
  /** Which limit it is: "Monthly limit". */
  title: ReactNode;
  used: MoneyValue;
  limit: MoneyValue;
  /** "$120.00 left". */
  left: ReactNode;
  /** "of $500.00". */
  of?: ReactNode;
  /** "Renews Monday at 00:00". */
  renews?: ReactNode;
  /** The whole in words for a screen reader, e.g. "$380.00 of $500.00 used". */
  valueText: string;
}

/** How much of a limit is used. From 85% it warns, at 100% it says so by more than colour: the caller's `left` reads nothing left. */
export function LimitMeter({ title, used, limit, left, of, renews, valueText }: LimitMeterProps) {
  const share = shareOf(used, limit);
  const tone = share >= 1 ? 'negative' : share >= 0.85 ? 'caution' : 'normal';
  const percent = Math.round(share * 100);
  return (
    <div className={classes.meter} data-tone={tone}>
      <div className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.left}>
          {left} {of && <span className={classes.of}>{of}</span>}
        </span>
      </div>
      <div
        className={classes.track}
        role="meter"
        aria-label={typeof title === 'string' ? title : valueText}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={valueText}
      >
        <div className={classes.fill} style={{ width: `${share === 0 ? 0 : Math.max(percent, 1.5)}%` }} />
      </div>
      {renews && <div className={classes.renews}>{renews}</div>}
    </div>
  );
}
