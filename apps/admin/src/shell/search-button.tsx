import { Trans } from '@lingui/react/macro';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import classes from './search-button.module.css';

export function SearchButton() {
  return (
    <UnstyledButton className={classes.search} onClick={() => spotlight.open()}>
      <IconSearch size={16} aria-hidden />
      <VisuallyHidden>
        <Trans>Find a person, card or purchase</Trans>
      </VisuallyHidden>
      <span className={classes.words} aria-hidden>
        <Trans>Find</Trans>
      </span>
      <kbd className={classes.key} aria-hidden>
        {/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}
      </kbd>
    </UnstyledButton>
  );
}
