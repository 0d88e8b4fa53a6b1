import { BarChart, decimalText, formatMoney, Money, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { SpendByDayFragment } from '../../gql/graphql.ts';

/** A bar a day; every seventh from today backwards carries its date. */
export default function DayChart({ days, today }: { days: SpendByDayFragment['byDay']; today: string }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const day = (value: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(value));
  const currency = days[0]?.spent.currency;
  const total = days.reduce((sum, { spent }) => sum + BigInt(spent.minor), 0n);
  return (
    <BarChart
      label={t`Spent on each of the last 30 days`}
      height={150}
      caption={
        currency && (
          <Trans>
            <Money value={{ minor: total, currency }} /> in all
          </Trans>
        )
      }
      bars={days.map(({ day: date, spent }, index) => ({
        key: date,
        // For the height of a bar alone.
        value: Number(decimalText(spent)),
        detail: `${day(date, { weekday: 'short', day: 'numeric', month: 'long' })}: ${formatMoney(spent, locale)}`,
        emphasis: date === today,
        tick: (days.length - 1 - index) % 7 === 0 ? day(date, { day: 'numeric', month: 'short' }) : undefined,
      }))}
    />
  );
}
