import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CloseButton, Drawer, Group, Popover, Stack } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './filter-bar.module.css';

export interface ActiveFilter {
  key: string;
  label: ReactNode;
  onClear: () => void;
}

export interface FilterBarProps {
  search: ReactNode;
  /** Filters in force, each of which can be taken away by itself. */
  active: readonly ActiveFilter[];
  onClearAll: () => void;
  /** Buttons on the right. */
  actions?: ReactNode;
  /** The fields of all filters. */
  children: ReactNode;
}

/** Search, the filters in force, and a panel with all of them: beside the button on a desktop, from below on a phone. */
export function FilterBar({ search, active, onClearAll, actions, children }: FilterBarProps) {
  const { t } = useLingui();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const [opened, { toggle, close }] = useDisclosure(false);
  const button = (
    <Button variant="default" leftSection={<IconFilter size={16} />} onClick={toggle} aria-expanded={opened} flex="none">
      {active.length > 0 ? t`Filters (${active.length})` : t`Filters`}
    </Button>
  );
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        {search}
        {phone ? (
          <>
            {button}
            <Drawer opened={opened} onClose={close} position="bottom" size="auto" title={t`Filters`}>
              <Stack gap="sm">
                {children}
                <Button onClick={close} mt="xs">
                  <Trans>Show the list</Trans>
                </Button>
              </Stack>
            </Drawer>
          </>
        ) : (
          <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-start" width={360} trapFocus>
            <Popover.Target>{button}</Popover.Target>
            <Popover.Dropdown>
              <Stack gap="sm">{children}</Stack>
            </Popover.Dropdown>
          </Popover>
        )}
        {actions && <div className={classes.actions}>{actions}</div>}
      </Group>
      {active.length > 0 && (
        <ul className={classes.active} aria-label={t`Filters in force`}>
          {active.map(({ key, label, onClear }) => (
            <li key={key} className={classes.pill}>
              {label}
              <CloseButton size="xs" aria-label={t`Remove this filter`} onClick={onClear} />
            </li>
          ))}
          <li>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={onClearAll}>
              <Trans>Clear all</Trans>
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}
