import { Link } from '@afc/ui';
import { Trans } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { urls } from '../../lib/urls.ts';
import { TransactionDetail } from './transaction-detail.tsx';
import classes from './transaction-detail.module.css';

const route = getRouteApi('/transactions/$transactionId');

export default function TransactionScreen() {
  const { transactionId } = route.useParams();
  return (
    <Stack gap="md" maw={820} mx="auto">
      <Link className={classes.back} href={urls.transactions()}>
        <IconArrowLeft size={15} aria-hidden />
        <Trans>Transactions</Trans>
      </Link>
      <TransactionDetail id={transactionId} page />
    </Stack>
  );
}
