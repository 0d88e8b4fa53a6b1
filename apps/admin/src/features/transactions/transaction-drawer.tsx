import { Link } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';
import { urls } from '../../lib/urls.ts';
import { TransactionDetail } from './transaction-detail.tsx';

/** One purchase beside the list, which stays where it was. */
export function TransactionDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      size={560}
      title={
        id && (
          <Link href={urls.transaction(id)}>
            <Trans>Open as a page</Trans>
          </Link>
        )
      }
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {id && <TransactionDetail id={id} />}
    </Drawer>
  );
}
