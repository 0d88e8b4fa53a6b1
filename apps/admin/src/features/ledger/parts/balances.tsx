import { Money, Stat, StatRow, StatsSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { graphql } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { QueryError } from '../../../lib/query-error.tsx';

const BalancesQuery = graphql(`
  query Balances {
    company {
      id
      balances {
        currency
        available {
          minor
          currency
        }
        held {
          minor
          currency
        }
        spent {
          minor
          currency
        }
        inTransit {
          minor
          currency
        }
        reserved {
          minor
          currency
        }
        owed {
          minor
          currency
        }
        disputed {
          minor
          currency
        }
        fees {
          minor
          currency
        }
      }
    }
  }
`);

/** The company's money as the ledger has it, a row for each currency. */
export function Balances() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(BalancesQuery);
  useReloadOnFeed(refetch, ['BALANCE', 'TRANSACTION'], 3000);
  if (!data && !error) return <StatsSkeleton label={t`Loading balances`} />;
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  return data.company?.balances.map(({ currency, available, held, spent, inTransit, reserved, owed, disputed, fees }) => (
    <StatRow key={currency}>
      <Stat label={t`Available`} value={<Money value={available} mutedCents />} />
      <Stat label={t`Held`} value={<Money value={held} mutedCents />} hint={t`approved, not cleared yet`} />
      <Stat label={t`Spent`} value={<Money value={spent} mutedCents />} hint={t`cleared, since the beginning`} />
      <Stat label={t`In transit`} value={<Money value={inTransit} mutedCents />} hint={t`top-ups on their way`} />
      {isSome(reserved) && (
        <Stat label={t`Set aside`} value={<Money value={reserved} mutedCents />} hint={t`withdrawals not paid out yet`} />
      )}
      {isSome(owed) && <Stat label={t`Owed`} value={<Money value={owed} mutedCents />} hint={t`taken off what is available`} />}
      {isSome(disputed) && <Stat label={t`Disputes`} value={<Money value={disputed} mutedCents />} hint={t`given back by disputes`} />}
      {isSome(fees) && <Stat label={t`Fees`} value={<Money value={fees} mutedCents />} />}
    </StatRow>
  ));
}

/** What is nearly always nothing is shown when it is something. */
function isSome({ minor }: { minor: string }): boolean {
  return minor !== '0';
}
