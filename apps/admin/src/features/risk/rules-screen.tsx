import { DateTime, PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, NumberInput, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import type { RiskSettingsQuery as SettingsData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { useTell } from '../../lib/tell.ts';
import { urls } from '../../lib/urls.ts';
import { riskRuleExplained, riskRuleWords, riskThresholdWords, useWords } from '../../lib/words.ts';

const SettingsQuery = graphql(`
  query RiskSettings {
    riskSettings {
      id
      version
      changedBy
      changedAt
      rules {
        rule
        isOn
        thresholds {
          name
          value
          usual
          least
          most
        }
      }
    }
  }
`);

const SetRuleMutation = graphql(`
  mutation SetRiskRule($input: SetRiskRuleInput!) {
    setRiskRule(input: $input) {
      id
      version
      changedBy
      changedAt
      rules {
        rule
        isOn
        thresholds {
          name
          value
        }
      }
    }
  }
`);

type Settings = SettingsData['riskSettings'];
type Setting = Settings['rules'][number];

/** What the company looks for in its purchases, and from where on. */
export default function RulesScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(SettingsQuery, { fetchPolicy: 'cache-and-network' });
  const settings = data?.riskSettings;
  return (
    <Stack gap="md" maw={820} mx="auto">
      <PageHeader
        back={{ href: urls.cases(), label: t`Cases` }}
        title={t`What is looked for`}
        subtitle={t`Purchases are looked through after they were decided. Nothing is declined because of it.`}
      />
      {!settings && !error && (
        <Panel>
          <TextSkeleton label={t`Loading what is looked for`} lines={10} />
        </Panel>
      )}
      {!settings && error && <QueryError error={error} onRetry={refetch} />}
      {settings?.rules.map((setting) => (
        // What was saved, by this or by another admin, is what the fields begin with again.
        <RulePanel key={`${setting.rule} ${JSON.stringify(setting)}`} setting={setting} version={settings.version} onLookAgain={refetch} />
      ))}
      {settings?.changedBy && settings.changedAt && (
        <Text size="sm" c="dimmed">
          <Trans>
            Changed last by {settings.changedBy}, <DateTime at={settings.changedAt} />
          </Trans>
        </Text>
      )}
    </Stack>
  );
}

interface RulePanelProps {
  setting: Setting;
  version: number;
  onLookAgain: () => Promise<unknown>;
}

function RulePanel({ setting: { rule, isOn, thresholds }, version, onLookAgain }: RulePanelProps) {
  const { t } = useLingui();
  const words = useWords();
  const tell = useTell();
  const [on, setOn] = useState(isOn);
  const [values, setValues] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(thresholds.map(({ name, value }) => [name, value])),
  );
  const save = useCommand(SetRuleMutation, { refetch: ['RiskSettings'] });
  const changed = on !== isOn || thresholds.some(({ name, value }) => values[name] !== value);
  const name = words(riskRuleWords[rule]);
  const act = async () => {
    const set = thresholds.map(({ name: threshold, value }) => ({ name: threshold, value: values[threshold] ?? value }));
    if ((await save.run({ rule, isOn: on, thresholds: set, expectedVersion: version })) !== null) tell({ message: t`Saved: ${name}.` });
  };
  return (
    <Panel
      title={name}
      action={<Switch aria-label={t`Look for this: ${name}`} checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />}
    >
      <Stack gap="sm">
        <Text size="sm">{words(riskRuleExplained[rule])}</Text>
        {on && (
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            {thresholds.map(({ name: threshold, value, usual, least, most }) => (
              <NumberInput
                key={threshold}
                label={words(riskThresholdWords[threshold])}
                description={usual === value ? undefined : t`Usually ${usual}`}
                min={least}
                max={most}
                allowDecimal={false}
                clampBehavior="blur"
                value={values[threshold] ?? value}
                onChange={(next) => setValues((before) => ({ ...before, [threshold]: Number(next) }))}
              />
            ))}
          </SimpleGrid>
        )}
        {save.refusal && <CommandRefusal refusal={save.refusal} onLookAgain={onLookAgain} />}
        {changed && (
          <Group justify="flex-end">
            <Button loading={save.busy} onClick={() => void act()}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}
