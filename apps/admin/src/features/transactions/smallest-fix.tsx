import { DateTime, Link, Money, Notice, Panel, useNow } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconClockPlay } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { SmallestFixFragment } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import { useCan } from '../../lib/viewer.tsx';
import { type LeastException, letsThrough } from '../exceptions/parts/exception-draft.ts';
import { ExceptionLine } from '../exceptions/parts/exception-line.tsx';
import { ExceptionRow } from '../exceptions/parts/exception-row.ts';
import { ControlChange } from './control-change.tsx';

const GrantException = lazy(() => import('../exceptions/parts/grant-exception.tsx'));

const SmallestFixPart = graphql(`
  fragment SmallestFix on Transaction {
    id
    merchant {
      name
    }
    holder {
      id
    }
    card {
      id
      status
      exceptions {
        id
        ...ExceptionRow
      }
    }
    decision {
      id
      smallestFix {
        byException
        merchant {
          by
          value
        }
        amount {
          minor
          currency
        }
        changes {
          controlId
          ...ControlChangeRow
        }
        lacksFunds
        missing {
          minor
          currency
        }
      }
      verdicts {
        controlId
        window
        rollingDays
      }
    }
  }
`);

/** Of a decline, for those who may do something about it: the least exception, the changes of controls, the money that is missing. */
export function SmallestFix({ transaction: masked }: { transaction: FragmentType<typeof SmallestFixPart> }) {
  const { t } = useLingui();
  const seesFunds = useCan('SEE_LEDGER');
  const { merchant, holder, card, decision } = readFragment(SmallestFixPart, masked);
  const fix = decision?.smallestFix;
  if (!decision || !fix) return null;
  const { missing, changes, lacksFunds } = fix;
  const byException = fix.byException && fix.amount && card.status !== 'TERMINATED';
  return (
    <Panel title={t`What would have let it through`}>
      <Stack gap="sm">
        {byException && <ByException fix={fix} card={card} name={merchant.name} />}
        {changes.length > 0 && (
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              {byException ? <Trans>Or, for good, these controls:</Trans> : <Trans>These controls would have to change:</Trans>}
            </Text>
            <List size="sm" spacing={6}>
              {changes.map((change) => (
                <List.Item key={change.controlId}>
                  <ControlChange
                    change={change}
                    cardId={card.id}
                    holderId={holder.id}
                    merchant={merchant.name}
                    limit={decision.verdicts.find(({ controlId }) => controlId === change.controlId)}
                  />
                </List.Item>
              ))}
            </List>
          </div>
        )}
        {lacksFunds && (
          <Text size="sm">
            {missing ? (
              <Trans>
                <Money value={missing} /> is missing in the company’s funds; no exception stands in for money.
              </Trans>
            ) : (
              <Trans>The company’s funds do not suffice; no exception stands in for money.</Trans>
            )}{' '}
            {seesFunds && (
              <Link href={urls.funds()}>
                <Trans>See funds</Trans>
              </Link>
            )}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

type Fix = NonNullable<NonNullable<SmallestFixFragment['decision']>['smallestFix']>;

/** The least exception, to be granted; or until when one that lets the same through is open. */
function ByException({ fix, card, name }: { fix: Fix; card: SmallestFixFragment['card']; name: string }) {
  const { t } = useLingui();
  const now = useNow();
  const [granting, setGranting] = useState(false);
  const { amount, merchant } = fix;
  if (!amount) return null;
  const least: LeastException = { merchant: merchant ? { ...merchant, name } : null, amountMinor: amount.minor };
  const open = readFragment(ExceptionRow, card.exceptions).find((exception) => letsThrough(exception, least, amount.currency, now));
  if (open) {
    return (
      <Notice tone="positive" icon={IconCircleCheck} title={t`It would pass now`}>
        <Trans>
          An exception is open until <DateTime at={open.expiresAt} />:
        </Trans>{' '}
        <ExceptionLine exception={open} />. <Link href={urls.card(card.id)}>{t`See the card`}</Link>
      </Notice>
    );
  }
  return (
    <Group justify="space-between" gap="sm">
      <Text size="sm" flex="1 1 220px">
        <Trans>An exception:</Trans> <ExceptionLine exception={{ merchant, merchantName: name, amount, uses: 1 }} />
      </Text>
      <Button size="compact-md" leftSection={<IconClockPlay size={16} aria-hidden />} onClick={() => setGranting(true)}>
        <Trans>Let it through</Trans>
      </Button>
      <Suspense fallback={null}>
        {granting && <GrantException cardId={card.id} currency={amount.currency} least={least} onClose={() => setGranting(false)} />}
      </Suspense>
    </Group>
  );
}
