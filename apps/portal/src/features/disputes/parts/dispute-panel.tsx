import { DateTime, disputePhaseOf, KeyValue, Money, Panel, StatusBadge, statusOfDispute } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { DisputePartFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useWords } from '../../../lib/words.ts';
import classes from './dispute-panel.module.css';
import { disputePhaseWords, disputeReasonWords } from './dispute-words.ts';
import { Evidence } from './evidence.tsx';

const OpenDispute = lazy(() => import('./open-dispute.tsx').then(({ OpenDispute: Dialog }) => ({ default: Dialog })));

const DisputePart = graphql(`
  fragment DisputePart on Transaction {
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
      isOver
      reason
      statement
      openedAt
      waitingForIssuer
      amount {
        minor
        currency
      }
      credited {
        minor
        currency
      }
      deadline {
        waitsFor
        at
      }
      ...DisputeFiles
    }
  }
`);

type Dispute = NonNullable<DisputePartFragment['dispute']>;

/** How the dispute of a purchase stands, or the way to open one. Nothing for a purchase that cannot be disputed. */
export function DisputePanel({
  purchase: masked,
  className,
}: {
  purchase: FragmentType<typeof DisputePart>;
  className?: string | undefined;
}) {
  const { t } = useLingui();
  const { id, merchant, disputable, dispute } = readFragment(DisputePart, masked);
  const [asking, setAsking] = useState(false);
  if (!dispute && !disputable) return null;
  return (
    <Panel title={dispute ? t`Dispute` : t`Something wrong?`} className={className} action={dispute && <Standing dispute={dispute} />}>
      {dispute && <Standings dispute={dispute} />}
      {disputable && (
        <div className={classes.part}>
          {!dispute && (
            <Text size="sm" c="dimmed">
              <Trans>If you did not make this purchase, or did not get what you paid for, ask the money back.</Trans>
            </Text>
          )}
          <Button
            className={classes.upload}
            variant="default"
            leftSection={<IconScale size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {dispute ? <Trans>Dispute it again</Trans> : <Trans>Dispute this purchase</Trans>}
          </Button>
        </div>
      )}
      <Suspense fallback={null}>
        {asking && disputable && (
          <OpenDispute transactionId={id} merchant={merchant.name} most={disputable} onClose={() => setAsking(false)} />
        )}
      </Suspense>
    </Panel>
  );
}

function Standing({ dispute }: { dispute: Dispute }) {
  const words = useWords();
  const phase = disputePhaseOf(dispute.state);
  return <StatusBadge status={statusOfDispute[phase]} label={words(disputePhaseWords[phase])} />;
}

function Standings({ dispute }: { dispute: Dispute }) {
  const { t } = useLingui();
  const words = useWords();
  const { amount, credited, reason, statement, openedAt } = dispute;
  return (
    <>
      <p className={classes.next}>
        <WhatNext dispute={dispute} />
      </p>
      <KeyValue
        items={[
          { key: 'amount', label: t`Asked back`, value: <Money value={amount} /> },
          {
            key: 'credited',
            label: t`Came back so far`,
            value: BigInt(credited.minor) > 0n ? <Money value={credited} tone="credit" /> : null,
          },
          { key: 'reason', label: t`Reason`, value: words(disputeReasonWords[reason]) },
          { key: 'statement', label: t`What happened`, value: statement },
          { key: 'opened', label: t`Opened`, value: <DateTime at={openedAt} /> },
        ]}
      />
      <Evidence dispute={dispute} />
    </>
  );
}

/** Who has to do what, and until when. */
function WhatNext({ dispute }: { dispute: Dispute }): ReactNode {
  const { state, deadline, isOver } = dispute;
  const at = deadline && <DateTime at={deadline.at} format="date" />;
  switch (disputePhaseOf(state)) {
    case 'WAITING':
      return <Trans>The issuer is being told. You need not do anything.</Trans>;
    case 'CONTESTED':
      return <Trans>The merchant says that it is right. Add what shows otherwise; an admin of your company decides by {at}.</Trans>;
    case 'WON':
      return <Trans>The money stays with your company.</Trans>;
    case 'LOST':
      return <Trans>The merchant keeps the money.</Trans>;
    case 'WRITTEN_OFF':
      return <Trans>It was lost, and your company has let the matter rest.</Trans>;
    case 'REFUSED':
      return <Trans>It was not accepted. You can dispute the purchase again in another way.</Trans>;
    case 'WITHDRAWN':
      return <Trans>It was withdrawn.</Trans>;
    case 'OPEN':
      return deadline && !isOver ? (
        <Trans>The merchant has until {at} to answer. You can still add evidence.</Trans>
      ) : (
        <Trans>The card network decides. You can still add evidence.</Trans>
      );
  }
}
