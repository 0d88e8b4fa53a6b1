import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';
import type { Tone } from './status-tones.ts';

export interface NoticeProps {
  tone: Tone;
  icon: TablerIcon;
  title?: string;
  children: ReactNode;
}

/** Where something stands and what comes next, said over what it is about. A change is read out. */
export function Notice({ tone, icon: Icon, title, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} data-notice role="status">
      <Icon size={18} stroke={2} aria-hidden />
      <div>
        {title && <p className={classes.title}>{title}</p>}
        <p className={classes.text}>{children}</p>
      </div>
    </div>
  );
}
