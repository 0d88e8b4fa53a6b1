import { Badge, Button, Group } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './session-list.module.css';

export interface PasskeyListItem {
  id: string;
  name: string;
  /** When it was added, when it was last used. */
  detail: ReactNode;
  backedUp: boolean;
}

export interface PasskeyListProps {
  label: string;
  items: readonly PasskeyListItem[];
  backedUpLabel: string;
  renameLabel: string;
  removeLabel: string;
  /** For who does not see which one the button belongs to. */
  renameLabelOf: (item: PasskeyListItem) => string;
  removeLabelOf: (item: PasskeyListItem) => string;
  onRename: (item: PasskeyListItem) => void;
  onRemove: (item: PasskeyListItem) => void;
}

/** The passkeys that somebody has. */
export function PasskeyList(props: PasskeyListProps) {
  const { label, items, backedUpLabel, renameLabel, removeLabel, renameLabelOf, removeLabelOf, onRename, onRemove } = props;
  return (
    <ul className={classes.sessions} aria-label={label}>
      {items.map((item) => (
        <li key={item.id} className={classes.session}>
          <IconFingerprint size={22} stroke={1.6} aria-hidden />
          <span className={classes.text}>
            <span className={classes.title}>{item.name}</span>
            <span className={classes.detail}>{item.detail}</span>
            {item.backedUp && (
              <Badge variant="light" size="sm">
                {backedUpLabel}
              </Badge>
            )}
          </span>
          <Group gap="xs" justify="flex-end">
            <Button variant="default" size="compact-sm" aria-label={renameLabelOf(item)} onClick={() => onRename(item)}>
              {renameLabel}
            </Button>
            <Button variant="default" size="compact-sm" aria-label={removeLabelOf(item)} onClick={() => onRemove(item)}>
              {removeLabel}
            </Button>
          </Group>
        </li>
      ))}
    </ul>
  );
}
