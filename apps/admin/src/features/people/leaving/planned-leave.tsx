import { ConfirmDialog, DateTime } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { PlannedLeaveFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';

const PlannedLeave = graphql(`
  fragment PlannedLeave on Offboarding {
    id
    state
    endsAt
    cards
    refusal
    successions {
      team {
        id
        name
      }
      person {
        id
        displayName
      }
    }
    casesTo {
      id
      displayName
    }
  }
`);

const CancelMutation = graphql(`
  mutation CancelOffboarding($input: CancelOffboardingInput!) {
    cancelOffboarding(input: $input) {
      id
      status
    }
  }
`);

type Leaver = { id: string; displayName: string };

/** When somebody leaves and who takes over, with a way back; and why they have not left, when the day came. Nothing else is said. */
export function PlannedLeaveNotice({ person, offboarding }: { person: Leaver; offboarding: FragmentType<typeof PlannedLeave> }) {
  const sentence = useRefusalSentence();
  const plan = readFragment(PlannedLeave, offboarding);
  if (plan.state === 'REFUSED')
    return (
      <Alert color="yellow">
        <Trans>Their last day is over, and they could not leave:</Trans>{' '}
        {sentence({ code: plan.refusal ?? '', message: plan.refusal ?? '' })}
      </Alert>
    );
  return plan.state === 'SCHEDULED' && plan.endsAt != null ? <Scheduled person={person} plan={plan} endsAt={plan.endsAt} /> : null;
}

function Scheduled({ person, plan, endsAt }: { person: Leaver; plan: PlannedLeaveFragment; endsAt: string }) {
  const [asks, setAsks] = useState(false);
  return (
    <Stack gap="sm" align="start">
      <Text size="sm" fw={500}>
        <Trans>
          Leaves on <DateTime at={endsAt} />
        </Trans>
      </Text>
      <List size="sm">
        <List.Item>
          {plan.cards === 'FREEZE' ? (
            <Trans>Their cards are frozen until then, and terminated after.</Trans>
          ) : (
            <Trans>They spend until then; their cards are terminated after.</Trans>
          )}
        </List.Item>
        {plan.successions.map(({ team, person: successor }) => (
          <List.Item key={team.id}>
            <Trans>
              {successor.displayName} manages {team.name} then.
            </Trans>
          </List.Item>
        ))}
        {plan.casesTo != null && (
          <List.Item>
            <Trans>{plan.casesTo.displayName} looks into their cases then.</Trans>
          </List.Item>
        )}
      </List>
      <Button variant="default" onClick={() => setAsks(true)}>
        <Trans>They stay</Trans>
      </Button>
      {asks && <CancelLeave person={person} onClose={() => setAsks(false)} />}
    </Stack>
  );
}

function CancelLeave({ person, onClose }: { person: Leaver; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const cancel = useCommand(CancelMutation, { refetch: ['Leaving'] });
  const act = async () => {
    if ((await cancel.run({ personId: person.id })) === null) return;
    tell({ message: t`${person.displayName} stays.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Does ${person.displayName} stay?`}
      confirmLabel={t`They stay`}
      cancelLabel={t`Cancel`}
      busy={cancel.busy}
      error={cancel.refusal && sentence(cancel.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>Nothing happens on that day. Cards that were frozen stay frozen until you unfreeze them.</Trans>
    </ConfirmDialog>
  );
}
