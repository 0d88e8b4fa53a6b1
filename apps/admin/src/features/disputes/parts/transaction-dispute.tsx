import { Link, Money, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import { disputeReasonWords, useWords } from '../../../lib/words.ts';
import { DisputeState } from './dispute-state.tsx';

const OpenDispute = lazy(() => import('./open-dispute.tsx').then(({ OpenDispute: Dialog }) => ({ default: Dialog })));

const TransactionDisputePart = graphql(`
  fragment TransactionDispute on Transaction {
    id
    merchant {
      name
    }
    disputable {
      minor
      currency
    }
    dispute {
      id
      state
      reason
      amount {
        minor
        currency
      }
    }
  }
`);

/** The dispute of a purchase, or the way to open one. Nothing where there is neither. */
export function TransactionDispute({ transaction: masked }: { transaction: FragmentType<typeof TransactionDisputePart> }) {
  const { t } = useLingui();
  const words = useWords();
  const { id, merchant, disputable, dispute } = readFragment(TransactionDisputePart, masked);
  const [asking, setAsking] = useState(false);
  if (!dispute && !disputable) return null;
  return (
    <Panel title={t`Dispute`} action={dispute && <DisputeState state={dispute.state} />}>
      <Group justify="space-between" gap="sm">
        {dispute ? (
          <Link href={urls.dispute(dispute.id)}>
            {words(disputeReasonWords[dispute.reason])}, <Money value={dispute.amount} />
          </Link>
        ) : (
          <Trans>Up to 120 days after it was collected, the money can be asked back.</Trans>
        )}
        {disputable && (
          <Button variant="default" size="compact-sm" leftSection={<IconScale size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {dispute ? <Trans>Dispute it again</Trans> : <Trans>Dispute this purchase</Trans>}
          </Button>
        )}
      </Group>
      <Suspense fallback={null}>
        {asking && disputable && (
          <OpenDispute transactionId={id} merchant={merchant.name} most={disputable} onClose={() => setAsking(false)} />
        )}
      </Suspense>
    </Panel>
  );
}
