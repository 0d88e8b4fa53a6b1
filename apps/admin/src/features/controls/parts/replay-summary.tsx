import { refusalOf } from '@afc/client';
import { DateTime, formatMoney, type MoneyValue, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Collapse, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { ReplayControlQuery as ReplayData, SetSpendingControlInput } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { missingInputWords, useWords } from '../../../lib/words.ts';
import classes from './replay-summary.module.css';
import { SubscriptionsAbove } from './subscriptions-above.tsx';

const ReplayControlQuery = graphql(`
  query ReplayControl($control: SetSpendingControlInput, $remove: ID, $days: Int!) {
    replayControl(control: $control, remove: $remove, days: $days) {
      decisions
      declined {
        count
        people
        amounts {
          minor
          currency
        }
        examples {
          id
          at
          merchantName
          holderName
          amount {
            minor
            currency
          }
          instead
        }
      }
      approved {
        count
        people
        amounts {
          minor
          currency
        }
        examples {
          id
          at
          merchantName
          holderName
          amount {
            minor
            currency
          }
          answered
        }
      }
      watched {
        count
        people
        amounts {
          minor
          currency
        }
        examples {
          id
          at
          merchantName
          holderName
          amount {
            minor
            currency
          }
          instead
        }
      }
      missing {
        input
        decisions
      }
      subscriptionsAbove {
        ...SubscriptionAbove
      }
    }
  }
`);

type Replay = ReplayData['replayControl'];
type Example = Replay['declined']['examples'][number] | Replay['approved']['examples'][number];
type Group = { count: number; people: number; amounts: readonly MoneyValue[]; examples: readonly Example[] };

const DAYS = 30;
const SHOWN = 10;

/** What would be saved, or which control would be removed. */
export type ReplaySummaryProps = { control: Omit<SetSpendingControlInput, 'idempotencyKey'> } | { remove: string };

/**
 * What a change of a control would have made of the last days, said before it is made. It follows what is typed, a moment behind;
 * what it cannot say keeps nobody from saving.
 */
export function ReplaySummary(change: ReplaySummaryProps) {
  const [settled] = useDebouncedValue(JSON.stringify(change), 600);
  return <Summary key={settled} change={JSON.parse(settled) as ReplaySummaryProps} />;
}

function Summary({ change }: { change: ReplaySummaryProps }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { data, error } = useQuery(ReplayControlQuery, {
    variables:
      'remove' in change ? { remove: change.remove, days: DAYS } : { control: { ...change.control, idempotencyKey: '' }, days: DAYS },
    fetchPolicy: 'no-cache',
  });
  return (
    <div className={classes.summary} role="status" aria-live="polite">
      {!data && !error && (
        <>
          <span className={classes.quiet}>
            <Trans>Looking at the last {DAYS} days …</Trans>
          </span>
          <Skeleton height={12} width="80%" aria-hidden />
        </>
      )}
      {!data && error && (
        <span className={classes.quiet}>
          {t`What it would have changed cannot be said now.`} {sentence(refusalOf(error))}
        </span>
      )}
      {data && <Findings replay={data.replayControl} />}
    </div>
  );
}

function Findings({ replay: { decisions, declined, approved, watched, missing, subscriptionsAbove } }: { replay: Replay }) {
  const words = useWords();
  const unchanged = declined.count === 0 && approved.count === 0 && watched.count === 0;
  return (
    <>
      {unchanged &&
        (decisions === 0 ? (
          <Trans>There were no purchases in the last {DAYS} days to try it on.</Trans>
        ) : missing.length > 0 ? (
          <Trans>In the last {DAYS} days this would have changed nothing that could be tried.</Trans>
        ) : (
          <Trans>In the last {DAYS} days this would have changed nothing.</Trans>
        ))}
      {declined.count > 0 && (
        <Found group={declined}>
          <Trans>
            In the last {DAYS} days this would have declined <Purchases count={declined.count} /> of <People count={declined.people} />,{' '}
            <Amounts of={declined.amounts} />.
          </Trans>
        </Found>
      )}
      {approved.count > 0 && (
        <Found group={approved}>
          <Trans>
            In the last {DAYS} days this would have approved <Purchases count={approved.count} /> of <People count={approved.people} /> that
            were declined, <Amounts of={approved.amounts} />.
          </Trans>
        </Found>
      )}
      {watched.count > 0 && (
        <Found group={watched}>
          <Trans>
            In the last {DAYS} days this would have marked <Purchases count={watched.count} /> of <People count={watched.people} />,{' '}
            <Amounts of={watched.amounts} />.
          </Trans>
        </Found>
      )}
      {subscriptionsAbove.length > 0 && (
        <div>
          <p className={classes.found}>
            <Trans>It is below what is charged regularly, so the next charge would be declined:</Trans>
          </p>
          <SubscriptionsAbove subscriptions={subscriptionsAbove} />
        </div>
      )}
      {missing.map(({ input, decisions: count }) => (
        <span key={input} className={classes.quiet}>
          {input === 'FREEZE' ? (
            <Trans>
              <Purchases count={count} /> could not be tried: whether the card would have been frozen at that time cannot be known.
            </Trans>
          ) : (
            <Trans>
              <Purchases count={count} /> could not be tried, because this was not kept: {words(missingInputWords[input])}.
            </Trans>
          )}
        </span>
      ))}
    </>
  );
}

function Purchases({ count }: { count: number }) {
  return <Plural value={count} one="# purchase" other="# purchases" />;
}

function People({ count }: { count: number }) {
  return <Plural value={count} one="# person" other="# people" />;
}

function Amounts({ of }: { of: readonly MoneyValue[] }) {
  const { locale } = useSurroundings();
  return <>{of.map((amount) => formatMoney(amount, locale)).join(' + ')}</>;
}

/** What was found, and the first purchases that it is about. */
function Found({ group, children }: { group: Group; children: ReactNode }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const [open, setOpen] = useState(false);
  const listId = useId();
  const shown = group.examples.slice(0, SHOWN);
  return (
    <div>
      <p className={classes.found}>{children}</p>
      <Button
        size="compact-xs"
        variant="subtle"
        px={0}
        aria-expanded={open}
        aria-controls={listId}
        onClick={() => setOpen(!open)}
        rightSection={open ? <IconChevronUp size={13} aria-hidden /> : <IconChevronDown size={13} aria-hidden />}
      >
        {open ? t`Hide them` : group.count > shown.length ? t`Show the first ${shown.length}` : t`Show them`}
      </Button>
      <Collapse expanded={open}>
        <ul className={classes.examples} id={listId}>
          {shown.map((example) => (
            <li key={example.id}>
              <div className={classes.example}>
                <span>
                  {example.merchantName} · {example.holderName}
                </span>
                <span>{formatMoney(example.amount, locale)}</span>
              </div>
              <div className={classes.quiet}>
                <DateTime at={example.at} format="dateTime" /> · {'instead' in example ? example.instead : example.answered}
              </div>
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
