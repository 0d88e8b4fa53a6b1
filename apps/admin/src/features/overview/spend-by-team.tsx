import { decimalText, Link, Money, Panel, RankedBars } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import classes from './overview.module.css';

const SpendByTeamPart = graphql(`
  fragment SpendByTeam on SpendOverview {
    byTeam {
      spent {
        minor
        currency
      }
      budget {
        minor
        currency
      }
      team {
        id
        name
      }
    }
  }
`);

/** What each team has spent this month of its budget; without a budget, beside the team that spent most. */
export function SpendByTeam({ overview }: { overview: FragmentType<typeof SpendByTeamPart> }) {
  const { t } = useLingui();
  const { byTeam } = readFragment(SpendByTeamPart, overview);
  return (
    <Panel
      title={t`Teams this month`}
      action={
        <Link className={classes.all} href={urls.company({ tab: 'budgets' })}>
          <Trans>Budgets</Trans>
        </Link>
      }
    >
      {byTeam.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Put people into teams to see here what each team spends.</Trans>
        </Text>
      ) : (
        <RankedBars
          label={t`Teams this month`}
          items={byTeam.map(({ team, spent, budget }) => ({
            key: team.id,
            label: (
              <Link className={classes.plain} href={urls.transactions({ team: team.id })}>
                {team.name}
              </Link>
            ),
            value: Number(decimalText(spent)),
            of: budget ? Number(decimalText(budget)) : undefined,
            detail: (
              <>
                <Money value={spent} />
                {budget && (
                  <span className={classes.of}>
                    {' '}
                    <Trans>
                      of <Money value={budget} compact />
                    </Trans>
                  </span>
                )}
              </>
            ),
          }))}
        />
      )}
    </Panel>
  );
}
