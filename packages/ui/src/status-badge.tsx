import classes from './status-badge.module.css';
import { type Status, statusLooks } from './status-tones.ts';

export interface StatusBadgeProps {
  status: Status;
  /** The state in the reader's language. */
  label: string;
  /** `plain` has no background: for table cells. */
  variant?: 'pill' | 'plain';
  title?: string | undefined;
}

/** A state as icon, word and colour, so that none of the three is needed alone. */
export function StatusBadge({ status, label, variant = 'pill', title }: StatusBadgeProps) {
  const { tone, icon: Icon } = statusLooks[status];
  return (
    <span className={classes.badge} data-tone={tone} data-variant={variant} title={title}>
      <Icon size={13} stroke={2.2} aria-hidden />
      {label}
    </span>
  );
}
