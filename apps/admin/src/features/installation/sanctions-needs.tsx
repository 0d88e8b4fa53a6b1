import { Link, RelativeTime } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert } from '@mantine/core';
import type { InstallationQuery as InstallationData } from '../../gql/graphql.ts';
import { urls } from '../../lib/urls.ts';

type List = NonNullable<NonNullable<InstallationData['installation']>['sanctionsList']>;

/** What the sanctions list asks of an operator: a file that can be used, and decisions. */
export function SanctionsNeeds({ list: { problem, problemSince, loadedAt, openHits } }: { list: List }) {
  const { t } = useLingui();
  return (
    <>
      {problem !== null && problemSince !== null && (
        <Alert color="red" title={t`The sanctions list cannot be used`}>
          {problem}{' '}
          {loadedAt === null ? (
            <Trans>Nobody is compared with it.</Trans>
          ) : (
            <Trans>
              The last good one stays in force. So it is since <RelativeTime at={problemSince} />.
            </Trans>
          )}
        </Alert>
      )}
      {openHits > 0 && (
        <Alert
          color="yellow"
          title={
            <Plural value={openHits} one="# possible match with the sanctions list" other="# possible matches with the sanctions list" />
          }
        >
          <Trans>
            Nothing is blocked. <Link href={urls.sanctions()}>Look at them</Link>, then decide.
          </Trans>
        </Alert>
      )}
    </>
  );
}
