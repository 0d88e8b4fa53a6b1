import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Role } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { useTell } from '../../../lib/tell.ts';
import { roleWords, useWords } from '../../../lib/words.ts';
import { TeamSelect } from '../../teams/parts/team-select.tsx';
import { INVITED_ROLES } from './invited-roles.ts';

const InvitePersonMutation = graphql(`
  mutation InvitePerson($input: InvitePersonInput!) {
    invitePerson(input: $input) {
      id
    }
  }
`);

/** Asks somebody into the company by mail. */
export function InvitePerson() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        <Trans>Invite</Trans>
      </Button>
      {open && <Invite onClose={() => setOpen(false)} />}
    </>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const words = useWords();
  const tell = useTell();
  const [firstName, setFirstName] = useState('');
  const [lastName, setLastName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('EMPLOYEE');
  const [teamId, setTeamId] = useState<string | undefined>(undefined);
  const invite = useCommand(InvitePersonMutation, { refetch: ['Invitations'] });
  const complete = [firstName, lastName, email].every((text) => text.trim() !== '') && (role !== 'MANAGER' || teamId !== undefined);
  const act = async () => {
    const input = { firstName: firstName.trim(), lastName: lastName.trim(), email: email.trim(), role, teamId: teamId ?? null };
    if ((await invite.run(input)) === null) return;
    tell({ message: t`${input.email} is invited` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Invite somebody`}
      confirmLabel={t`Invite`}
      cancelLabel={t`Cancel`}
      busy={invite.busy}
      disabled={!complete}
      error={invite.refusal && <CommandRefusal refusal={invite.refusal} onLookAgain={() => Promise.resolve(onClose())} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Trans>They get a link that lets them in, once, within seven days.</Trans>
        <Group grow gap="sm" align="flex-start">
          <TextInput
            label={t`First name`}
            maxLength={40}
            value={firstName}
            onChange={(event) => setFirstName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput label={t`Last name`} maxLength={40} value={lastName} onChange={(event) => setLastName(event.currentTarget.value)} />
        </Group>
        <TextInput
          label={t`Email`}
          type="email"
          autoComplete="off"
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t`Role`}
          data={INVITED_ROLES.map((value) => ({ value, label: words(roleWords[value]) }))}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(INVITED_ROLES.find((one) => one === value) ?? 'EMPLOYEE')}
        />
        <TeamSelect
          label={role === 'MANAGER' ? t`Team that they manage` : t`Team`}
          placeholder={role === 'MANAGER' ? t`Choose a team` : t`No team`}
          value={teamId}
          onChange={setTeamId}
        />
      </Stack>
    </ConfirmDialog>
  );
}
