import { DateTime, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { InvitationsQuery as InvitationsData } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { roleWords, useWords } from '../../../lib/words.ts';
import classes from './open-invitations.module.css';
import { InvitationsQuery } from './invitations-query.ts';

const ResendInvitation = graphql(`
  mutation ResendInvitation($input: InvitationInput!) {
    resendInvitation(input: $input) {
      id
      sentAt
      expiresAt
      isExpired
    }
  }
`);

const WithdrawInvitation = graphql(`
  mutation WithdrawInvitation($input: InvitationInput!) {
    withdrawInvitation(input: $input)
  }
`);

/** As many as leave the list of people in sight. */
const FEW = 3;

type Invitation = InvitationsData['invitations'][number];

/** Who was invited and has not come yet. Nothing while there is nobody: the button above says what to do. */
export function OpenInvitations() {
  const { t } = useLingui();
  const { data } = useQuery(InvitationsQuery, { fetchPolicy: 'cache-and-network' });
  const [all, setAll] = useState(false);
  if (!data || data.invitations.length === 0) return null;
  const count = data.invitations.length;
  const action = count > FEW && (
    <Button variant="default" size="compact-sm" aria-expanded={all} onClick={() => setAll(!all)}>
      {all ? <Trans>Show fewer</Trans> : <Trans>Show all {count}</Trans>}
    </Button>
  );
  return (
    <Panel title={t`Invited`} action={action}>
      <ul className={classes.list} aria-label={t`Invited`}>
        {data.invitations.slice(0, all ? count : FEW).map((invitation) => (
          <Row key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ invitation }: { invitation: Invitation }) {
  const { t } = useLingui();
  const words = useWords();
  const tell = useTell();
  const sentence = useRefusalSentence();
  const refetch = ['Invitations'];
  const resend = useCommand(ResendInvitation, { refetch });
  const withdraw = useCommand(WithdrawInvitation, { refetch });
  const { id, firstName, lastName, email, role, team, expiresAt, isExpired } = invitation;
  const refusal = resend.refusal ?? withdraw.refusal;
  const onResend = async () => {
    if ((await resend.run({ invitationId: id })) !== null) tell({ message: t`A new link is on its way to ${email}` });
  };
  return (
    <li className={classes.row}>
      <span className={classes.who}>
        <span className={classes.name}>
          {firstName} {lastName}
        </span>
        <span className={classes.detail}>{[email, words(roleWords[role]), team?.name].filter(Boolean).join(' · ')}</span>
        {refusal && (
          <Text size="xs" c="red" role="alert">
            {sentence(refusal)}
          </Text>
        )}
      </span>
      {isExpired ? (
        <Badge variant="light" color="red">
          <Trans>Expired</Trans>
        </Badge>
      ) : (
        <span className={classes.detail}>
          <Trans>
            until <DateTime at={expiresAt} />
          </Trans>
        </span>
      )}
      <Group gap={6}>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t`Send again to ${email}`}
          loading={resend.busy}
          onClick={() => void onResend()}
        >
          <Trans>Send again</Trans>
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t`Withdraw the invitation of ${email}`}
          loading={withdraw.busy}
          onClick={() => void withdraw.run({ invitationId: id })}
        >
          <Trans>Withdraw</Trans>
        </Button>
      </Group>
    </li>
  );
}
