import type { Refusal } from '@afc/client';
import { ConfirmDialog } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { useState } from 'react';
import type { PeopleBulkAction } from '../../../gql/graphql.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { TeamSelect } from '../../teams/parts/team-select.tsx';

export interface ChooseTeamProps {
  action: PeopleBulkAction;
  count: number;
  busy: boolean;
  refusal: Refusal | null;
  onConfirm: (teamId: string) => void;
  onCancel: () => void;
}

/** Asks which team many people are put into, or taken out of. */
export function ChooseTeam({ action, count, busy, refusal, onConfirm, onCancel }: ChooseTeamProps) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [teamId, setTeamId] = useState<string | undefined>(undefined);
  const adds = action === 'ADD_TO_TEAM';
  return (
    <ConfirmDialog
      opened
      title={adds ? t`Add to a team` : t`Remove from a team`}
      confirmLabel={adds ? t`Add` : t`Remove`}
      cancelLabel={t`Cancel`}
      busy={busy}
      disabled={teamId === undefined}
      error={refusal && sentence(refusal)}
      onConfirm={() => teamId !== undefined && onConfirm(teamId)}
      onCancel={onCancel}
    >
      <Stack gap="sm">
        <span>
          <strong>
            <Plural value={count} one="# person." other="# people." />
          </strong>{' '}
          {adds ? (
            <Trans>They keep the teams that they have. Limits of this team bind them too. You can take this back.</Trans>
          ) : (
            <Trans>Limits of this team bind them no more, and who managed it manages it no more. You can take this back.</Trans>
          )}
        </span>
        <TeamSelect label={t`Team`} placeholder={t`Choose a team`} value={teamId} onChange={setTeamId} />
      </Stack>
    </ConfirmDialog>
  );
}
