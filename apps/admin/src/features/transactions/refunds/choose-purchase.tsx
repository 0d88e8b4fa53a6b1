import { ConfirmDialog, DateTime, Money } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Radio, ScrollArea, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { RelinkRefundMutation } from './relink-refund.ts';

const RefundCandidates = graphql(`
  fragment RefundCandidates on Transaction {
    id
    amount {
      minor
      currency
    }
    refundCandidates {
      remaining {
        minor
        currency
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
        card {
          id
          name
          lastFour
        }
      }
    }
  }
`);

const NONE = 'none';

interface ChoosePurchaseProps {
  refund: FragmentType<typeof RefundCandidates>;
  /** The purchase that it belongs to now. */
  current: string | null;
  onDone: () => void;
  onClose: () => void;
}

/** Asks to which purchase a refund belongs: the likeliest first, or none. */
export function ChoosePurchase({ refund: masked, current, onDone, onClose }: ChoosePurchaseProps) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const refund = readFragment(RefundCandidates, masked);
  const [chosen, setChosen] = useState<string | null>(current);
  const relink = useCommand(RelinkRefundMutation, { refetch: ['Transaction'] });
  const candidates = refund.refundCandidates ?? [];
  const act = async () => {
    if (chosen === null) return;
    if ((await relink.run({ refundId: refund.id, purchaseId: chosen === NONE ? null : chosen })) !== null) onDone();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Which purchase does it give back?`}
      confirmLabel={t`Save`}
      cancelLabel={t`Cancel`}
      busy={relink.busy}
      disabled={chosen === null}
      error={relink.refusal && sentence(relink.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Trans>Limits get back what the purchase counted in them. No money moves by this.</Trans>
        {candidates.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>This person bought nothing in the 120 days before it that could be meant.</Trans>
          </Text>
        )}
        <ScrollArea.Autosize mah={360} type="auto" offsetScrollbars>
          <Radio.Group value={chosen} onChange={setChosen} aria-label={t`Purchases of the 120 days before it`}>
            <Stack gap="xs">
              {candidates.map(({ purchase, remaining }) => (
                <Radio
                  key={purchase.id}
                  value={purchase.id}
                  label={
                    <>
                      {purchase.merchant.name}, <Money value={purchase.cleared} />
                    </>
                  }
                  description={
                    <>
                      <DateTime at={purchase.transactedAt} format="date" />, {purchase.card.name}
                      {purchase.card.lastFour && ` ••${purchase.card.lastFour}`}
                      {remaining.minor !== purchase.cleared.minor && (
                        <Trans>
                          , <Money value={remaining} /> not given back yet
                        </Trans>
                      )}
                    </>
                  }
                />
              ))}
              <Radio value={NONE} label={t`None of them`} description={t`The money stays; no limit gets anything back.`} />
            </Stack>
          </Radio.Group>
        </ScrollArea.Autosize>
      </Stack>
    </ConfirmDialog>
  );
}
