import { Money, Stat, StatRow } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { Change } from './change.tsx';

const ReportFiguresPart = graphql(`
  fragment ReportFigures on SpendReport {
    purchases
    spent {
      minor
      currency
    }
    spentBefore {
      minor
      currency
    }
    budget {
      minor
      currency
    }
  }
`);

/** The whole of the period, beside the one before and the budget. */
export function ReportFigures({ report }: { report: FragmentType<typeof ReportFiguresPart> }) {
  const { t } = useLingui();
  const { purchases, spent, spentBefore, budget } = readFragment(ReportFiguresPart, report);
  return (
    <StatRow>
      <Stat
        label={t`Spent`}
        value={<Money value={spent} />}
        hint={
          budget && (
            <Trans>
              of <Money value={budget} compact />
            </Trans>
          )
        }
      />
      <Stat label={t`The period before`} value={<Money value={spentBefore} />} hint={t`As far as this one has come`} />
      <Stat label={t`Difference`} value={<Change spent={spent} before={spentBefore} />} />
      <Stat label={t`Purchases`} value={purchases} />
    </StatRow>
  );
}
