import { keep } from '@afc/client';
import { DataTable, EmptyState, PageHeader, Panel, StatsSkeleton, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReportRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { options, type ReportSearch, reportSearch } from '../../lib/search.ts';
import { reportPeriodWords, spendGroupingWords, useWords } from '../../lib/words.ts';
import { drillInto } from './drill.ts';
import { PeriodNav } from './period-nav.tsx';
import { useReportColumns } from './report-columns.tsx';
import { reportCsv } from './report-csv.ts';
import { ReportFigures } from './report-figures.tsx';
import { ReportRow } from './report-row.ts';
import { ReportTrend } from './report-trend.tsx';
import classes from './reports.module.css';
import { TopMovers } from './top-movers.tsx';

const SpendReportQuery = graphql(`
  query SpendReport($by: SpendGrouping!, $period: ReportPeriod!, $day: String) {
    spendReport(by: $by, period: $period, day: $day) {
      startsOn
      endsOn
      rows {
        ...ReportRow
      }
      ...ReportFigures
      ...ReportTrend
      ...TopMovers
    }
  }
`);

const route = getRouteApi('/reports');

/** What was spent on what, beside the period before; the grouping and the period live in the address. */
export default function ReportsScreen() {
  const { t } = useLingui();
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const { by = 'PERSON', period = 'MONTH', day } = search;
  const columns = useReportColumns(by, phone);
  const { data, error, refetch } = useQuery(SpendReportQuery, { variables: { by, period, day }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION'], 5000);
  const report = data?.spendReport;
  const rows = readFragment(ReportRow, report?.rows ?? []);
  const change = (part: ReportSearch) => void navigate({ search: (before) => reportSearch({ ...before, ...part }), replace: true });
  const download = () => {
    const header = [words(spendGroupingWords[by]), t`Key`, t`Purchases`, t`Spent`, t`Before`, t`Budget`, t`Currency`];
    keep(new Blob([reportCsv(header, rows)], { type: 'text/csv;charset=utf-8' }), `spend-${by.toLowerCase()}-${report?.startsOn}.csv`);
  };
  const hrefOf = (row: ReportRowFragment) => report && drillInto(by, row.subject, report.startsOn, report.endsOn);

  return (
    <div className={classes.screen}>
      <PageHeader
        title={t`Reports`}
        actions={
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} disabled={rows.length === 0} onClick={download}>
            <Trans>Download CSV</Trans>
          </Button>
        }
      />
      <Group gap="sm">
        <Select
          aria-label={t`Put together by`}
          allowDeselect={false}
          value={by}
          onChange={(value) => change({ by: options.spendGroupings.find((one) => one === value) ?? 'PERSON' })}
          data={options.spendGroupings.map((value) => ({ value, label: words(spendGroupingWords[value]) }))}
        />
        <SegmentedControl
          aria-label={t`How long`}
          value={period}
          onChange={(value) => change({ period: options.reportPeriods.find((one) => one === value) ?? 'MONTH' })}
          data={options.reportPeriods.map((value) => ({ value, label: words(reportPeriodWords[value]) }))}
        />
        {report && <PeriodNav startsOn={report.startsOn} endsOn={report.endsOn} onDay={(next) => change({ day: next })} />}
      </Group>
      {!report && !error && <StatsSkeleton label={t`Loading the report`} />}
      {!report && !error && <TableSkeleton label={t`Loading the report`} rows={10} columns={phone ? 2 : 5} />}
      {!report && error && <QueryError error={error} onRetry={refetch} />}
      {report && <ReportFigures report={report} />}
      {report && (
        <div className={classes.columns}>
          <ReportTrend report={report} />
          <TopMovers report={report} by={by} />
        </div>
      )}
      {report && rows.length === 0 && (
        <EmptyState icon={IconChartBar} title={t`Nothing was spent`}>
          <Trans>Neither in this period nor in the one before. Choose another period, or group by something else.</Trans>
        </EmptyState>
      )}
      {report && rows.length > 0 && (
        <Panel flush>
          <DataTable
            label={t`Spend`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.subject}
            rowHref={hrefOf}
            rowHeight={phone ? 64 : 46}
            height={`${Math.min(rows.length + 1, 14) * (phone ? 64 : 46)}px`}
          />
        </Panel>
      )}
    </div>
  );
}
