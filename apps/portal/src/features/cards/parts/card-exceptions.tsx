import { DateTime, dayIn, Money, useNow, useSurroundings } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { CardExceptionsFragment as CardWithExceptions } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import classes from './card-exceptions.module.css';

const CardExceptionsFragment = graphql(`
  fragment CardExceptions on Card {
    id
    exceptions {
      id
      merchantName
      expiresAt
      uses
      usedCount
      merchant {
        by
        value
      }
      amount {
        minor
        currency
      }
    }
  }
`);

/** A line for each exception that is open: what the controls do not bind for a while. Nothing when there is none. */
export function CardExceptions({ card: masked }: { card: FragmentType<typeof CardExceptionsFragment> }) {
  const { t } = useLingui();
  const now = useNow();
  const { exceptions } = readFragment(CardExceptionsFragment, masked);
  const open = exceptions.filter(({ expiresAt, uses, usedCount }) => usedCount < uses && new Date(expiresAt) > now);
  if (open.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t`Exceptions that are open for you`}>
      {open.map((exception) => (
        <li key={exception.id}>
          <Line exception={exception} now={now} />
        </li>
      ))}
    </ul>
  );
}

function Line({ exception, now }: { exception: CardWithExceptions['exceptions'][number]; now: Date }) {
  const { t } = useLingui();
  const { timeZone } = useSurroundings();
  const { merchant, merchantName, amount, expiresAt, uses, usedCount } = exception;
  const isToday = dayIn(new Date(expiresAt), timeZone) === dayIn(now, timeZone);
  const where = merchant == null ? t`any merchant` : (merchantName ?? t`the merchant ${merchant.value}`);
  return (
    <Trans>
      Until <DateTime at={expiresAt} format={isToday ? 'time' : 'weekdayTime'} /> you may spend up to <Money value={amount} />{' '}
      <Plural value={uses - usedCount} one="once" other="# times" /> at {where}.
    </Trans>
  );
}
