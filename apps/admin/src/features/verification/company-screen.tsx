import { EmptyState, PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Stack } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import type { CompanyVerificationQuery as CompanyVerificationData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { useCan, useCompany } from '../../lib/viewer.tsx';
import { HolderState } from '../people/parts/person-state.tsx';
import { AcceptTermsPanel } from './accept-terms-panel.tsx';
import { CompanyForm } from './company-form.tsx';
import { CompanyStanding } from './company-standing.tsx';
import { HolderVerificationPart } from './parts/holder-verification.ts';
import { Submissions } from './parts/submissions.tsx';

const CompanyVerificationQuery = graphql(`
  query CompanyVerification {
    companyVerification {
      ...HolderVerification
      terms {
        version
        text
      }
    }
    companyVerificationDetails {
      legalName
      incorporationType
      establishedOn
      phone
      address {
        ...AddressOfVerification
      }
      owners {
        firstName
        lastName
        birthDate
        home {
          ...AddressOfVerification
        }
      }
    }
  }
`);

const askEveryMs = 4_000;

/** The company's verification by the card issuer: where it stands, and what is submitted next. */
export default function CompanyVerificationScreen() {
  const { t } = useLingui();
  const company = useCompany();
  const verifies = useCan('VERIFY_COMPANY');
  const { data, error, refetch } = useQuery(CompanyVerificationQuery, {
    skip: !verifies,
    fetchPolicy: 'cache-and-network',
    // What the issuer decides comes by itself.
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  const status = readFragment(HolderVerificationPart, data?.companyVerification)?.status ?? null;
  if (!verifies)
    return (
      <EmptyState icon={IconShieldOff} title={t`For admins`}>
        <Trans>The company’s verification is submitted by its admins.</Trans>
      </EmptyState>
    );
  return (
    <Box maw={760}>
      <PageHeader
        title={t`Verification`}
        subtitle={company.name}
        badge={status !== null && <HolderState status={status} variant="pill" />}
      />
      {!data && !error && (
        <Panel>
          <TextSkeleton label={t`Loading the verification`} lines={8} />
        </Panel>
      )}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && <Verification data={data} />}
    </Box>
  );
}

function Verification({ data }: { data: CompanyVerificationData }) {
  const { t } = useLingui();
  const verification = readFragment(HolderVerificationPart, data.companyVerification);
  const { step, verifications } = verification;
  return (
    <Stack gap="lg">
      <CompanyStanding verification={verification} />
      {step === 'ACCEPT_TERMS' && <AcceptTermsPanel terms={data.companyVerification.terms} />}
      {(step === 'SUBMIT' || step === 'RESUBMIT') && (
        <CompanyForm key={verifications[0]?.id ?? ''} told={data.companyVerificationDetails ?? null} />
      )}
      {verifications.length > 0 && (
        <Panel title={t`Submissions`}>
          <Submissions verifications={verifications} />
        </Panel>
      )}
    </Stack>
  );
}
