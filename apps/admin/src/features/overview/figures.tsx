import { formatMoney, Link, Money, shareOf, Stat, StatRow, useSurroundings } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { FiguresFragment } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import classes from './overview.module.css';
import { percentSpent } from './percent-spent.ts';

const FiguresPart = graphql(`
  fragment Figures on SpendOverview {
    today
    purchasesToday
    declinesToday
    spentToday {
      minor
      currency
    }
    spentThisMonth {
      minor
      currency
    }
    budgetThisMonth {
      minor
      currency
    }
    held {
      minor
      currency
    }
    available {
      minor
      currency
    }
  }
`);

/** The figures that a day begins with. What the whole company has comes only to those who may see it. */
export function Figures({ overview }: { overview: FragmentType<typeof FiguresPart> }) {
  const { t } = useLingui();
  const figures = readFragment(FiguresPart, overview);
  const { spentToday, purchasesToday, declinesToday, held, available, today } = figures;
  return (
    <StatRow>
      <Stat
        label={t`Spent today`}
        value={<Money value={spentToday} mutedCents />}
        hint={<Plural value={purchasesToday} _0="No purchases yet" one="# purchase" other="# purchases" />}
      />
      <Month figures={figures} />
      {available ? (
        <Stat
          label={t`Available`}
          value={<Money value={available} mutedCents />}
          hint={
            <Trans>
              <Money value={held} /> held
            </Trans>
          }
        />
      ) : (
        <Stat label={t`Held`} value={<Money value={held} mutedCents />} hint={t`approved, not cleared yet`} />
      )}
      <Stat
        label={t`Declines today`}
        value={
          <Link className={classes.declines} href={urls.transactions({ status: ['DECLINED'], from: today, to: today })}>
            {declinesToday}
          </Link>
        }
        hint={declinesToday === 0 ? t`Nothing was refused` : t`Open to see why`}
      />
    </StatRow>
  );
}

function Month({ figures: { spentThisMonth, budgetThisMonth } }: { figures: FiguresFragment }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  if (!budgetThisMonth) {
    return (
      <Stat
        label={t`Spent this month`}
        value={<Money value={spentThisMonth} mutedCents />}
        hint={<Link href={urls.company({ tab: 'budgets' })}>{t`No budget is set`}</Link>}
      />
    );
  }
  const share = shareOf(spentThisMonth, budgetThisMonth);
  const tone = share >= 1 ? 'negative' : share >= 0.85 ? 'caution' : 'normal';
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    percentSpent(spentThisMonth, budgetThisMonth) / 100,
  );
  const [spent, budget] = [formatMoney(spentThisMonth, locale), formatMoney(budgetThisMonth, locale)];
  return (
    <Stat
      label={t`Spent this month`}
      value={<Money value={spentThisMonth} mutedCents />}
      hint={
        <Trans>
          {percent} of <Money value={budgetThisMonth} />
        </Trans>
      }
    >
      <div className={classes.meter}>
        <div
          className={classes.track}
          role="meter"
          aria-label={t`Budget of this month`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          aria-valuetext={t`${spent} of ${budget} spent`}
        >
          <div className={classes.fill} data-tone={tone} style={{ width: `${share * 100}%` }} />
        </div>
      </div>
    </Stat>
  );
}
