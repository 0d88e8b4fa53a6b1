import { Badge, Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './session-list.module.css';

export interface SessionListItem {
  id: string;
  /** What runs there: "Firefox on Windows". */
  title: string;
  /** Where, since when. */
  detail: ReactNode;
  handheld: boolean;
  /** It is the one that looks, and is not ended here. */
  isThis: boolean;
}

export interface SessionListProps {
  label: string;
  items: readonly SessionListItem[];
  thisLabel: string;
  endLabel: string;
  /** For who does not see which one the button belongs to. */
  endLabelOf: (item: SessionListItem) => string;
  /** The one that is being ended. */
  busyId: string | null;
  onEnd: (item: SessionListItem) => void;
}

/** Where somebody is signed in, each with a way to end it. */
export function SessionList({ label, items, thisLabel, endLabel, endLabelOf, busyId, onEnd }: SessionListProps) {
  return (
    <ul className={classes.sessions} aria-label={label}>
      {items.map((item) => {
        const Icon = item.handheld ? IconDeviceMobile : IconDeviceDesktop;
        return (
          <li key={item.id} className={classes.session}>
            <Icon size={22} stroke={1.6} aria-hidden />
            <span className={classes.text}>
              <span className={classes.title}>{item.title}</span>
              <span className={classes.detail}>{item.detail}</span>
            </span>
            {item.isThis ? (
              <Badge variant="light">{thisLabel}</Badge>
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={endLabelOf(item)}
                loading={busyId === item.id}
                disabled={busyId !== null && busyId !== item.id}
                onClick={() => onEnd(item)}
              >
                {endLabel}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
