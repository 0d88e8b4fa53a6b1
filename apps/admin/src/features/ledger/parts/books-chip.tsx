import { Money, RelativeTime } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Box, Popover, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconScale } from '@tabler/icons-react';
import { graphql } from '../../../gql/index.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import classes from './books-chip.module.css';

export const LedgerChecksQuery = graphql(`
  query LedgerChecks {
    ledgerChecks {
      code
      currency
      sentence
      holds
      broken
      difference {
        minor
        currency
      }
      checkedAt
      checkedWholeAt
    }
  }
`);

/** Whether the books balance, and behind it each continuous check with its last result. */
export function BooksChip() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(LedgerChecksQuery, { pollInterval: 60_000, skipPollAttempt: () => document.hidden });
  if (!data && !error) return <Skeleton width={132} height={26} />;
  const failing = data?.ledgerChecks.filter(({ holds }) => !holds).length ?? 0;
  const state = !data || data.ledgerChecks.length === 0 ? 'unknown' : failing > 0 ? 'off' : 'balanced';
  const Icon = { unknown: IconScale, off: IconCircleX, balanced: IconCircleCheck }[state];
  return (
    <Popover position="bottom-end" width={380} trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.chip} data-state={state}>
          <Icon size={15} stroke={2} aria-hidden />
          {state === 'balanced' && t`Books balance`}
          {state === 'off' && <Plural value={failing} one="# check of the books fails" other="# checks of the books fail" />}
          {state === 'unknown' && t`Books not checked yet`}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel}>
        {!data ? (
          <QueryError error={error} onRetry={refetch} />
        ) : data.ledgerChecks.length === 0 ? (
          <Text size="sm" c="dimmed">
            <Trans>The first check runs within a minute of the first transfer.</Trans>
          </Text>
        ) : (
          <Box component="ul" className={classes.checks} tabIndex={0} aria-label={t`Checks of the books`}>
            {data.ledgerChecks.map((check) => (
              <li key={`${check.code} ${check.currency ?? ''}`} className={classes.check} data-holds={check.holds}>
                {check.holds ? <IconCircleCheck size={16} aria-label={t`Holds`} /> : <IconCircleX size={16} aria-label={t`Fails`} />}
                <span>
                  {check.sentence}
                  {check.difference && (
                    <>
                      {' '}
                      <Trans>
                        Off by <Money value={check.difference} />.
                      </Trans>
                    </>
                  )}
                  {!check.holds && check.currency === null && (
                    <>
                      {' '}
                      <Plural value={check.broken} one="# time." other="# times." />
                    </>
                  )}
                  <span className={classes.when}>
                    <Trans>
                      Checked <RelativeTime at={check.checkedAt} />
                    </Trans>
                    {check.checkedWholeAt && (
                      <>
                        {' · '}
                        <Trans>
                          all of it <RelativeTime at={check.checkedWholeAt} />
                        </Trans>
                      </>
                    )}
                  </span>
                </span>
              </li>
            ))}
          </Box>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
