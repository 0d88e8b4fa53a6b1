import { PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Box, Stack } from '@mantine/core';
import type { MyVerificationQuery as MyVerificationData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { AcceptTermsPanel } from './accept-terms-panel.tsx';
import { MyVerificationPart } from './parts/my-verification.ts';
import { Standing } from './standing.tsx';
import { Submissions } from './submissions.tsx';
import { VerificationForm } from './verification-form.tsx';

const MyVerificationQuery = graphql(`
  query MyVerification {
    myVerification {
      ...MyVerification
    }
    myVerificationDetails {
      birthDate
      phone
      address {
        line1
        line2
        city
        region
        postalCode
        country
      }
    }
  }
`);

const askEveryMs = 4_000;

/** My verification: where it stands, and what I do next. */
export default function VerificationScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(MyVerificationQuery, {
    fetchPolicy: 'cache-and-network',
    // What the issuer decides comes by itself.
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  return (
    <Box maw={620}>
      <PageHeader
        back={{ href: urls.profile(), label: t`Profile` }}
        title={t`My verification`}
        subtitle={t`The card issuer has to know who holds a card.`}
      />
      {!data && !error && (
        <Panel>
          <TextSkeleton label={t`Loading your verification`} lines={6} />
        </Panel>
      )}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && <Verification data={data} />}
    </Box>
  );
}

function Verification({ data }: { data: MyVerificationData }) {
  const verification = readFragment(MyVerificationPart, data.myVerification);
  const { step, terms, verifications } = verification;
  return (
    <Stack gap="lg">
      <Standing verification={verification} />
      {step === 'ACCEPT_TERMS' && <AcceptTermsPanel terms={terms} />}
      {(step === 'SUBMIT' || step === 'RESUBMIT') && (
        <VerificationForm key={verifications[0]?.id ?? ''} told={data.myVerificationDetails ?? null} />
      )}
      {verifications.length > 0 && <Submissions verifications={verifications} />}
    </Stack>
  );
}
