import { useQuery } from '@apollo/client/react';
import { Plural, Trans } from '@lingui/react/macro';
import { Alert } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { LedgerChecksQuery } from './books-chip.tsx';

/** How many checks of the books fail, as the chip beside it has learned. */
export function useFailingChecks(): number {
  const { data } = useQuery(LedgerChecksQuery, { fetchPolicy: 'cache-first' });
  return data?.ledgerChecks.filter(({ holds }) => !holds).length ?? 0;
}

/** What an operator has to do when checks of the books fail. */
export function BrokenBooks({ failing }: { failing: number }) {
  return (
    <Alert
      color="red"
      icon={<IconScale size={18} />}
      title={<Plural value={failing} one="# check of the books fails" other="# checks of the books fail" />}
    >
      <Trans>
        Decisions go on. Run <code>npm run ledger:verify</code>: it names the first wrong row. The runbook broken-books.md says how to find
        the cause and how to correct it.
      </Trans>
    </Alert>
  );
}
