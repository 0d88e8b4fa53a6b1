import { DateTime, Link, Money, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { TransactionRefundsFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { urls } from '../../../lib/urls.ts';
import { refundConfidenceWords, useWords } from '../../../lib/words.ts';
import { RelinkRefundMutation } from './relink-refund.ts';

const ChoosePurchase = lazy(() => import('./choose-purchase.tsx').then(({ ChoosePurchase: Dialog }) => ({ default: Dialog })));

const TransactionRefundsPart = graphql(`
  fragment TransactionRefunds on Transaction {
    id
    kind
    status
    ...RefundCandidates
    refundCandidates {
      purchase {
        id
      }
    }
    refundOf {
      id
      confidence
      decidedAt
      decidedBy {
        id
        displayName
      }
      purchase {
        id
        transactedAt
        cleared {
          minor
          currency
        }
        merchant {
          name
        }
      }
    }
    refunds {
      id
      confidence
      refund {
        id
        transactedAt
        amount {
          minor
          currency
        }
      }
    }
  }
`);

/** Of a refund, the purchase that it gives back; of a purchase, what was given back of it. Nothing where there is neither. */
export function TransactionRefunds({ transaction: masked }: { transaction: FragmentType<typeof TransactionRefundsPart> }) {
  const transaction = readFragment(TransactionRefundsPart, masked);
  if (transaction.refunds.length > 0) return <RefundsOfPurchase refunds={transaction.refunds} />;
  const isShown = transaction.kind === 'REFUND' && (transaction.refundOf || transaction.refundCandidates);
  return isShown ? <PurchaseOfRefund refund={transaction} /> : null;
}

function RefundsOfPurchase({ refunds }: { refunds: TransactionRefundsFragment['refunds'] }) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <Panel title={t`Refunds`}>
      <Stack gap="sm">
        {refunds.map(({ id, confidence, refund }) =>
          refund ? (
            <div key={id}>
              <Group justify="space-between" gap="sm">
                <Link href={urls.transaction(refund.id)}>
                  <DateTime at={refund.transactedAt} />
                </Link>
                <Money value={refund.amount} tone="credit" />
              </Group>
              <Text size="sm" c="dimmed">
                {words(refundConfidenceWords[confidence])}
              </Text>
            </div>
          ) : null,
        )}
      </Stack>
    </Panel>
  );
}

function PurchaseOfRefund({ refund }: { refund: TransactionRefundsFragment }) {
  const { t } = useLingui();
  const words = useWords();
  const [choosing, setChoosing] = useState(false);
  /** What it was before the last command of this page; null when there is nothing to take back. */
  const [before, setBefore] = useState<{ purchaseId: string | null } | null>(null);
  const undo = useCommand(RelinkRefundMutation, { refetch: ['Transaction'] });
  const { refundOf, refundCandidates } = refund;
  const purchase = refundOf?.purchase;
  const takeBack = async () => {
    if (before === null) return;
    if ((await undo.run({ refundId: refund.id, purchaseId: before.purchaseId })) !== null) setBefore(null);
  };
  return (
    <Panel title={t`Belongs to`}>
      <Stack gap="xs">
        <Group justify="space-between" gap="sm">
          {purchase ? (
            <Link href={urls.transaction(purchase.id)}>
              {purchase.merchant.name}, <Money value={purchase.cleared} />, <DateTime at={purchase.transactedAt} format="date" />
            </Link>
          ) : (
            <Text size="sm">
              <Trans>No purchase</Trans>
            </Text>
          )}
          {refundCandidates && (
            <Group gap="xs">
              {before && (
                <Button variant="subtle" size="compact-sm" loading={undo.busy} onClick={() => void takeBack()}>
                  <Trans>Undo</Trans>
                </Button>
              )}
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconArrowsExchange size={14} aria-hidden />}
                onClick={() => setChoosing(true)}
              >
                {purchase ? <Trans>Change</Trans> : <Trans>Choose a purchase</Trans>}
              </Button>
            </Group>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {refundOf ? words(refundConfidenceWords[refundOf.confidence]) : t`The refund names none, and none was found for it.`}{' '}
          {refundOf?.decidedBy && refundOf.decidedAt && (
            <Trans>
              {refundOf.decidedBy.displayName}, <DateTime at={refundOf.decidedAt} />
            </Trans>
          )}
        </Text>
        {undo.refusal && <CommandRefusal refusal={undo.refusal} onLookAgain={async () => undo.reset()} />}
      </Stack>
      <Suspense fallback={null}>
        {choosing && (
          <ChoosePurchase
            refund={refund}
            current={purchase?.id ?? null}
            onDone={() => {
              setBefore({ purchaseId: purchase?.id ?? null });
              setChoosing(false);
            }}
            onClose={() => setChoosing(false)}
          />
        )}
      </Suspense>
    </Panel>
  );
}
