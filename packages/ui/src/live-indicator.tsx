import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './live-indicator.module.css';

export type LiveState = 'live' | 'connecting' | 'reconnecting' | 'lost';

/** A dot and a word: whether what one sees follows what happens. */
export function LiveIndicator({ state, label }: { state: LiveState; label: string }) {
  return (
    <span className={classes.indicator} data-state={state} role="status">
      <span className={classes.dot} />
      {label}
    </span>
  );
}

export interface LiveBannerProps {
  state: LiveState;
  /** "Live updates are paused. What you see may be old." */
  message: ReactNode;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
}

/** Across the screen while live is gone; nothing while all is well. */
export function LiveBanner({ state, message, onRetry, retryLabel }: LiveBannerProps) {
  if (state === 'live' || state === 'connecting') return null;
  const Icon = state === 'lost' ? IconPlugConnectedX : IconRefresh;
  return (
    <div className={classes.banner} data-state={state} role="status">
      <Icon size={15} stroke={2} aria-hidden />
      <span>{message}</span>
      {onRetry && retryLabel && (
        <button type="button" className={classes.retry} onClick={onRetry}>
          {retryLabel}
        </button>
      )}
    </div>
  );
}
