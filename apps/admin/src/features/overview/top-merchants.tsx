import { decimalText, Link, Money, Panel, RankedBars } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import classes from './overview.module.css';

const TopMerchantsPart = graphql(`
  fragment TopMerchants on SpendOverview {
    topMerchants {
      name
      purchases
      spent {
        minor
        currency
      }
    }
  }
`);

export function TopMerchants({ overview }: { overview: FragmentType<typeof TopMerchantsPart> }) {
  const { t } = useLingui();
  const { topMerchants } = readFragment(TopMerchantsPart, overview);
  return (
    <Panel title={t`Top merchants this month`}>
      {topMerchants.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Nothing was bought this month yet.</Trans>
        </Text>
      ) : (
        <RankedBars
          label={t`Top merchants this month`}
          items={topMerchants.map(({ name, spent, purchases }) => ({
            key: name,
            label: (
              <>
                <Link className={classes.plain} href={urls.transactions({ q: name })}>
                  {name}
                </Link>{' '}
                <span className={classes.of}>
                  <Plural value={purchases} one="# purchase" other="# purchases" />
                </span>
              </>
            ),
            value: Number(decimalText(spent)),
            detail: <Money value={spent} />,
          }))}
        />
      )}
    </Panel>
  );
}
