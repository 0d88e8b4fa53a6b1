import { Link, Notice } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans } from '@lingui/react/macro';
import { Box } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import type { VerificationStep } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';

const VerificationNoticeQuery = graphql(`
  query VerificationNotice {
    myVerification {
      id
      step
      mayHoldCards
    }
  }
`);

/** What a holder has to do themselves. */
const theirs: ReadonlySet<VerificationStep> = new Set(['ACCEPT_TERMS', 'SUBMIT', 'RESUBMIT', 'SEND_DOCUMENT']);

/** Over the cards of somebody who is not verified; nothing for everybody else, nor while it is not known. */
export function VerificationNotice() {
  const { data } = useQuery(VerificationNoticeQuery, { fetchPolicy: 'cache-and-network' });
  if (!data || data.myVerification.step === 'NOTHING') return null;
  const { step, mayHoldCards } = data.myVerification;
  return (
    <Box mb="lg">
      <Notice tone={theirs.has(step) ? 'caution' : 'neutral'} icon={IconShieldExclamation}>
        {mayHoldCards ? (
          <Trans>You are not verified yet, so the card issuer restricts what your cards can do.</Trans>
        ) : (
          <Trans>You cannot have or use a card until the card issuer has verified you.</Trans>
        )}{' '}
        <Link href={urls.verification()}>
          <Trans>My verification</Trans>
        </Link>
      </Notice>
    </Box>
  );
}
