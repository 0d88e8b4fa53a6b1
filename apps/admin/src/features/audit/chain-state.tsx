import { DateTime } from '@afc/ui';
import { Plural, Trans } from '@lingui/react/macro';
import type { AuditLogQuery } from '../../gql/graphql.ts';

/** How far the log is sealed and signed, in a line. */
export function ChainState({ chain }: { chain: AuditLogQuery['auditChain'] }) {
  const { number, waiting, checkpointNumber, checkpointAt } = chain;
  if (number === 0) return <Trans>Nothing is sealed yet.</Trans>;
  return (
    <>
      <Trans>Sealed up to number {number}.</Trans>{' '}
      {checkpointNumber == null || checkpointAt == null ? (
        <Trans>It is not signed yet.</Trans>
      ) : (
        <Trans>
          Signed up to number {checkpointNumber}, <DateTime at={checkpointAt} />.
        </Trans>
      )}{' '}
      {waiting > 0 && <Plural value={waiting} one="# event waits for its number." other="# events wait for their numbers." />}
    </>
  );
}
