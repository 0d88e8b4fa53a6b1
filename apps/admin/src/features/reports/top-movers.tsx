import { Link, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Group, Stack, Text } from '@mantine/core';
import type { SpendGrouping } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { noSubjectWords, useWords } from '../../lib/words.ts';
import { Change } from './change.tsx';
import { drillInto } from './drill.ts';
import { ReportRow } from './report-row.ts';

const TopMoversPart = graphql(`
  fragment TopMovers on SpendReport {
    startsOn
    endsOn
    topMovers(first: 5) {
      ...ReportRow
    }
  }
`);

/** Whose spend has changed most since the period before, either way. */
export function TopMovers({ report, by }: { report: FragmentType<typeof TopMoversPart>; by: SpendGrouping }) {
  const { t } = useLingui();
  const words = useWords();
  const { topMovers, startsOn, endsOn } = readFragment(TopMoversPart, report);
  const rows = readFragment(ReportRow, topMovers).filter((row) => row.spent.minor !== row.spentBefore.minor);
  return (
    <Panel title={t`Changed most`}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Everything is as it was in the period before.</Trans>
        </Text>
      ) : (
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
          {rows.map((row) => {
            const name = row.name === '' ? words(noSubjectWords[by]) : row.name;
            const href = drillInto(by, row.subject, startsOn, endsOn);
            return (
              <Group key={row.subject} component="li" justify="space-between" wrap="nowrap" gap="sm">
                <Text size="sm" truncate>
                  {href === undefined ? name : <Link href={href}>{name}</Link>}
                </Text>
                <Text size="sm" style={{ flex: 'none' }}>
                  <Change spent={row.spent} before={row.spentBefore} />
                </Text>
              </Group>
            );
          })}
        </Stack>
      )}
    </Panel>
  );
}
