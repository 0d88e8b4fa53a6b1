import { BarChart, decimalText, formatMoney, Panel, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';

const ReportTrendPart = graphql(`
  fragment ReportTrend on SpendReport {
    startsOn
    trend {
      startsOn
      spent {
        minor
        currency
      }
    }
  }
`);

/** This period and those before it. */
export function ReportTrend({ report }: { report: FragmentType<typeof ReportTrendPart> }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const { trend, startsOn } = readFragment(ReportTrendPart, report);
  const day = (value: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(value));
  return (
    <Panel title={t`The last twelve`}>
      <BarChart
        label={t`Spent in this period and the eleven before it`}
        bars={trend.map(({ startsOn: first, spent }, index) => ({
          key: first,
          // For the height of a bar alone.
          value: Number(decimalText(spent)),
          detail: `${day(first, { dateStyle: 'long' })}: ${formatMoney(spent, locale)}`,
          emphasis: first === startsOn,
          tick: (trend.length - 1 - index) % 4 === 0 ? day(first, { day: 'numeric', month: 'short' }) : undefined,
        }))}
      />
    </Panel>
  );
}
