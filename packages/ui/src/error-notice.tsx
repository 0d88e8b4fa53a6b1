import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import classes from './states.module.css';

export interface ErrorNoticeProps {
  title: string;
  /** What happened, and what a person can do. */
  sentence: string;
  /** `extensions.code`, for support. */
  code?: string | undefined;
  traceId?: string | undefined;
  /** Word before the trace id, e.g. "Reference". */
  traceLabel?: string | undefined;
  onRetry?: (() => void) | undefined;
  retryLabel?: string | undefined;
  retrying?: boolean;
  /** `inline` for a panel inside a screen; `page` fills it. */
  variant?: 'page' | 'inline';
}

/** A failure that a person can act on: the sentence, what support will ask for, and another try. */
export function ErrorNotice({
  title,
  sentence,
  code,
  traceId,
  traceLabel,
  onRetry,
  retryLabel,
  retrying = false,
  variant = 'inline',
}: ErrorNoticeProps) {
  return (
    <div className={variant === 'page' ? classes.state : classes.inline} role="alert">
      <span className={classes.icon} data-tone="negative">
        <IconAlertTriangle size={variant === 'page' ? 22 : 18} stroke={1.8} aria-hidden />
      </span>
      <div className={classes.body}>
        <p className={classes.title}>{title}</p>
        <div className={classes.text}>{sentence}</div>
        {(code || traceId) && (
          <p className={classes.trace}>
            {code}
            {code && traceId && ' · '}
            {traceId && `${traceLabel ?? ''} ${traceId}`.trim()}
          </p>
        )}
        {onRetry && retryLabel && (
          <div className={classes.action}>
            <Button variant="default" size="xs" onClick={onRetry} loading={retrying}>
              {retryLabel}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
