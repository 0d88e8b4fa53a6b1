import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Table, Text } from '@mantine/core';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { roleWords, useWords } from '../../../lib/words.ts';
import classes from './invitee-table.module.css';
import type { InviteeLine, Problem } from './invitee-lines.ts';
import type { LineOutcome, LineOutcomes } from './use-invite-many.ts';

/** What was read of a list, and of each line what became of it, or would. */
export function InviteeTable({ lines, outcomes }: { lines: readonly InviteeLine[]; outcomes: LineOutcomes }) {
  const { t } = useLingui();
  const words = useWords();
  const roleOf = ({ role, roleText, problem }: InviteeLine) => (problem === 'ROLE' ? roleText : words(roleWords[role]));
  return (
    <Table aria-label={t`The list`} className={classes.table} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.wide}>
            <Trans>Line</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Person</Trans>
          </Table.Th>
          <Table.Th className={classes.wide}>
            <Trans>Role</Trans>
          </Table.Th>
          <Table.Th className={classes.wide}>
            <Trans>Team</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Result</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.number}>
            <Table.Td className={classes.wide}>{line.number}</Table.Td>
            <Table.Td className={classes.who}>
              <Text size="sm" fw={500}>
                {line.firstName} {line.lastName}
              </Text>
              <Text size="xs" c="dimmed">
                {line.email}
              </Text>
              <Text size="xs" c="dimmed" className={classes.narrow}>
                {[roleOf(line), line.teamText].filter(Boolean).join(' · ')}
              </Text>
            </Table.Td>
            <Table.Td className={classes.wide}>{roleOf(line)}</Table.Td>
            <Table.Td className={classes.wide}>{line.teamText || '—'}</Table.Td>
            <Table.Td>
              {line.problem === null ? <Outcome outcome={outcomes.get(line.number)} /> : <Wrong problem={line.problem} />}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Outcome({ outcome }: { outcome: LineOutcome | undefined }) {
  const sentence = useRefusalSentence();
  if (outcome === undefined)
    return (
      <Text size="xs" c="dimmed">
        <Trans>Not checked yet</Trans>
      </Text>
    );
  if (outcome.refusal === 'PERSON_EXISTS')
    return (
      <Badge variant="light" color="gray">
        <Trans>Already a member</Trans>
      </Badge>
    );
  if (outcome.refusal === 'PERSON_INVITED')
    return (
      <Badge variant="light" color="gray">
        <Trans>Already invited</Trans>
      </Badge>
    );
  if (outcome.refusal != null)
    return (
      <Text size="xs" c="red">
        {sentence({ code: outcome.refusal, message: outcome.sentence ?? '' })}
      </Text>
    );
  return <Done state={outcome.state} />;
}

function Done({ state }: { state: LineOutcome['state'] }) {
  if (state === 'FORESEEN')
    return (
      <Badge variant="light">
        <Trans>Will be invited</Trans>
      </Badge>
    );
  if (state === 'WITHDRAWN')
    return (
      <Badge variant="light" color="gray">
        <Trans>Withdrawn</Trans>
      </Badge>
    );
  return (
    <Badge variant="light" color="green">
      <Trans>Invited</Trans>
    </Badge>
  );
}

function Wrong({ problem }: { problem: Problem }) {
  const { t } = useLingui();
  const sentences = {
    FIRST_NAME: t`The first name is missing, or longer than 40 characters`,
    LAST_NAME: t`The last name is missing, or longer than 40 characters`,
    EMAIL: t`This is no e-mail address`,
    ROLE: t`There is no such role: employee, manager, accountant or admin`,
    TEAM: t`There is no such team`,
    TEAM_NEEDED: t`Say which team the manager is to manage`,
    TWICE: t`This address stands further up already`,
  } satisfies Record<Problem, string>;
  return (
    <Text size="xs" c="red">
      {sentences[problem]}
    </Text>
  );
}
