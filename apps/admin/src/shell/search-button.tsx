import { Trans, useLingui } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import classes from './search-button.module.css';

export function SearchButton() {
  const { t } = useLingui();
  return (
    <UnstyledButton className={classes.search} onClick={() => spotlight.open()} aria-label={t`Find a person, card or purchase`}>
      <IconSearch size={16} aria-hidden />
      <span className={classes.words}>
        <Trans>Find</Trans>
      </span>
      <kbd className={classes.key}>{/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
    </UnstyledButton>
  );
}
