import { DateTime, StatusBadge } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { graphql } from '../../gql/index.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useCommand } from '../../lib/command.ts';
import type { DomainProof } from './identity-provider.ts';
import classes from './domain-proofs.module.css';
import { TextToCopy } from './text-to-copy.tsx';

const ProveDomain = graphql(`
  mutation ProveDomain($input: ProveDomainInput!) {
    proveDomain(input: $input) {
      redirectUri
    }
  }
`);

/** Which domains lead to the provider, and what the DNS of the others has to say before they do. */
export function DomainProofs({ proofs, onLookAgain }: { proofs: readonly DomainProof[]; onLookAgain: () => Promise<unknown> }) {
  const { t } = useLingui();
  return (
    <ul className={classes.list} aria-label={t`Domains`}>
      {proofs.map((proof) => (
        <li key={proof.domain} className={classes.item}>
          <Domain proof={proof} onLookAgain={onLookAgain} />
        </li>
      ))}
    </ul>
  );
}

function Domain({ proof, onLookAgain }: { proof: DomainProof; onLookAgain: () => Promise<unknown> }) {
  const { t } = useLingui();
  const { domain, recordName, recordValue, provenAt, checkedAt, endsAt } = proof;
  const prove = useCommand(ProveDomain, { refetch: ['CompanySignIn'] });
  const isFine = provenAt !== null && endsAt === null;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={600} className={classes.name}>
          {domain}
        </Text>
        <State {...{ provenAt, endsAt }} />
      </Group>
      {isFine && checkedAt !== null && (
        <Text size="sm" c="dimmed">
          <Trans>
            Its record was found <DateTime at={checkedAt} />.
          </Trans>
        </Text>
      )}
      {!isFine && (
        <>
          <Text size="sm" c="dimmed">
            {endsAt === null ? (
              <Trans>
                Show that it is yours: set this TXT record where your DNS is kept. Until it is found, nobody signs in with an address of it.
              </Trans>
            ) : (
              <Trans>
                Its TXT record is not found. Set it again before <DateTime at={endsAt} />, or nobody signs in with an address of it any
                more.
              </Trans>
            )}
          </Text>
          <Named label={t`Name`}>
            <TextToCopy text={recordName} copyLabel={t`Copy the name for ${domain}`} />
          </Named>
          <Named label={t`Value`}>
            <TextToCopy text={recordValue} copyLabel={t`Copy the value for ${domain}`} />
          </Named>
          {prove.refusal && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={prove.refusal} onLookAgain={onLookAgain} />
            </Alert>
          )}
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              loading={prove.busy}
              onClick={() => void prove.run({ domain })}
              aria-label={t`Look for the record of ${domain}`}
            >
              <Trans>Look for the record</Trans>
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function State({ provenAt, endsAt }: Pick<DomainProof, 'provenAt' | 'endsAt'>) {
  const { t } = useLingui();
  if (provenAt === null) return <StatusBadge status="UNVERIFIED" label={t`Not proven`} />;
  return endsAt === null ? <StatusBadge status="SUCCESS" label={t`Proven`} /> : <StatusBadge status="FAILURE" label={t`Record missing`} />;
}

function Named({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.named}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {children}
    </div>
  );
}
