import { Panel, TextSkeleton } from '@afc/ui';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { RetentionKind, RetentionQuery as RetentionData } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { useWords } from '../../../lib/words.ts';

const RetentionQuery = graphql(`
  query Retention {
    retention {
      kind
      days
      leastDays
      mostDays
      usualDays
    }
  }
`);

const SetRetentionMutation = graphql(`
  mutation SetRetention($input: SetRetentionInput!) {
    setRetention(input: $input) {
      kind
      days
      leastDays
      mostDays
      usualDays
    }
  }
`);

type Rule = RetentionData['retention'][number];

const kindWords: Readonly<Record<RetentionKind, MessageDescriptor>> = {
  RAW_MESSAGES: msg`Messages of the issuer, as they came`,
  NOTIFICATIONS: msg`Notifications`,
  ENDED_SESSIONS: msg`Where people were signed in`,
  ORPHAN_HOLDS: msg`Settled orphan holds`,
  COMMAND_KEYS: msg`Keys of repeated commands`,
};

const consequenceWords: Readonly<Record<RetentionKind, MessageDescriptor>> = {
  RAW_MESSAGES: msg`Afterwards the issuer’s own words are gone; purchases and what was made of them stay.`,
  NOTIFICATIONS: msg`Afterwards people no longer find what they were told.`,
  ENDED_SESSIONS: msg`Afterwards nobody can see from where somebody was signed in.`,
  ORPHAN_HOLDS: msg`Afterwards they leave the list; each purchase keeps its story.`,
  COMMAND_KEYS: msg`A program that repeats a command after that does it a second time.`,
};

/** For how long the company keeps what the law does not ask for. */
export function RetentionPanel() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(RetentionQuery, { fetchPolicy: 'cache-and-network' });
  return (
    <Panel title={t`How long data is kept`}>
      {!data && !error && <TextSkeleton label={t`Loading`} lines={5} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && <Rules key={data.retention.map(({ days }) => days).join()} rules={data.retention} />}
    </Panel>
  );
}

function Rules({ rules }: { rules: readonly Rule[] }) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [days, setDays] = useState<Readonly<Record<string, number>>>({});
  const save = useCommand(SetRetentionMutation, { refetch: ['Retention'] });
  const daysOf = (rule: Rule) => days[rule.kind] ?? rule.days;
  const changed = rules.filter((rule) => daysOf(rule) !== rule.days);
  const shortens = changed.some((rule) => daysOf(rule) < rule.days);
  const act = async () => {
    if ((await save.run({ rules: changed.map((rule) => ({ kind: rule.kind, days: daysOf(rule) })) })) === null) return;
    tell({ message: t`This holds from the next night on.` });
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        <Trans>
          Purchases, decisions, the ledger and the audit log are not among these: the law asks the company for them for ten years.
        </Trans>
      </Text>
      {rules.map((rule) => (
        <NumberInput
          key={rule.kind}
          label={words(kindWords[rule.kind])}
          description={words(consequenceWords[rule.kind])}
          suffix={t` days`}
          min={rule.leastDays}
          max={rule.mostDays}
          clampBehavior="blur"
          allowDecimal={false}
          value={daysOf(rule)}
          onChange={(value) => setDays((before) => ({ ...before, [rule.kind]: typeof value === 'number' ? value : rule.days }))}
        />
      ))}
      {shortens && (
        <Text size="sm" c="orange" role="status">
          <Trans>What is older than you say goes in the next night, for good.</Trans>
        </Text>
      )}
      {save.refusal && (
        <Text size="sm" c="red" role="alert">
          {sentence(save.refusal)}
        </Text>
      )}
      <Group>
        <Button disabled={changed.length === 0} loading={save.busy} onClick={() => void act()}>
          <Trans>Save</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
