import { EmptyState, PageHeader, Panel, TableSkeleton } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { Role } from '../../../gql/graphql.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';
import { useCan } from '../../../lib/viewer.tsx';
import { roleWords, useWords } from '../../../lib/words.ts';
import { useTeams } from '../../teams/parts/team-select.tsx';
import { INVITED_ROLES } from '../invitations/invited-roles.ts';
import { type InviteeLine, type Known, linesOf, small, UnreadableListError } from './invitee-lines.ts';
import { InviteeTable } from './invitee-table.tsx';
import { ReadList } from './read-list.tsx';
import { SendInvitations } from './send-invitations.tsx';
import { useInviteMany } from './use-invite-many.ts';

/** As many invitations as a company may have open. */
const MOST_LINES = 500;

/** For who may invite people; others are told so. */
export default function InviteManyScreen() {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  if (useCan('MANAGE_PEOPLE')) return <InviteMany />;
  return (
    <EmptyState icon={IconLock} title={t`Only admins invite people`}>
      {sentence({ code: 'FORBIDDEN', message: '' })}
    </EmptyState>
  );
}

/** Invites the people of a list: reads it, says of each line what would come of it, sends, and takes back. */
function InviteMany() {
  const { t } = useLingui();
  const known = useKnown();
  const invite = useInviteMany();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [lines, setLines] = useState<readonly InviteeLine[] | null>(null);

  const read = (list: string) => {
    const found = known.data === undefined ? [] : linesOrError(list, known.data);
    const wrong =
      found instanceof UnreadableListError
        ? t`This cannot be read from line ${found.line} on: a quote is opened there and not closed.`
        : found.length === 0
          ? t`There is nobody in this list.`
          : found.length > MOST_LINES
            ? t`At most ${MOST_LINES} people at once: take a part of the list.`
            : null;
    setError(wrong);
    if (wrong !== null || found instanceof UnreadableListError) return;
    setLines(found);
    void invite.foresee(sendable(found));
  };

  return (
    <Stack gap="md">
      <PageHeader title={t`Invite several`} back={{ href: urls.people(), label: t`People` }} />
      {known.error && known.data === undefined && <QueryError error={known.error} onRetry={known.refetch} />}
      {!known.error && known.data === undefined && <TableSkeleton label={t`Loading`} rows={4} columns={1} />}
      {known.data !== undefined && lines === null && (
        <Panel>
          <ReadList text={text} error={error} busy={invite.busy !== null} onChange={setText} onRead={read} />
        </Panel>
      )}
      {lines !== null && (
        <>
          <SendInvitations
            lines={sendable(lines)}
            leftOut={lines.length - sendable(lines).length}
            invite={invite}
            onChangeList={() => setLines(null)}
          />
          <Panel flush>
            <InviteeTable lines={lines} outcomes={invite.outcomes} />
          </Panel>
        </>
      )}
    </Stack>
  );
}

/** Those in which nothing is wrong as far as one sees here. */
function sendable(lines: readonly InviteeLine[]): InviteeLine[] {
  return lines.filter(({ problem }) => problem === null);
}

function linesOrError(list: string, known: Known): InviteeLine[] | UnreadableListError {
  try {
    return linesOf(list, known);
  } catch (error) {
    if (error instanceof UnreadableListError) return error;
    throw error;
  }
}

/** The roles, in English and in the reader's language, and the teams that a list may name. */
function useKnown() {
  const words = useWords();
  const { teams, error, refetch } = useTeams();
  const roles = new Map<string, Role>(INVITED_ROLES.flatMap((role) => [words(roleWords[role]), role].map((word) => [small(word), role])));
  const data: Known | undefined = teams && { roles, teams: new Map(teams.map(({ id, name }) => [small(name), id])) };
  return { data, error, refetch };
}
