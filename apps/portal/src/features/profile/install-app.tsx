import { Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconDeviceMobileDown } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { installOffer } from '../../lib/install-offer.ts';
import classes from './profile-screen.module.css';

/** Offers to put the app on the home screen, where the browser would do it. */
export function InstallApp() {
  const { t } = useLingui();
  const offer = useSyncExternalStore(installOffer.subscribe, installOffer.get);
  if (offer === null) return null;
  return (
    <Panel title={t`On your phone`}>
      <p className={classes.text}>
        <Trans>Keep your cards one tap away. It takes no space worth the name.</Trans>
      </p>
      <Button leftSection={<IconDeviceMobileDown size={16} aria-hidden />} onClick={() => void installOffer.take()}>
        <Trans>Install the app</Trans>
      </Button>
    </Panel>
  );
}
