import { formatMoney, LimitMeter, Money, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { BudgetRowFragment } from '../../../gql/graphql.ts';
import classes from './budget-list.module.css';
import type { BudgetSubject } from './budget-subjects.ts';

export interface BudgetListProps {
  subjects: readonly BudgetSubject[];
  onEdit?: (key: string) => void;
}

export function BudgetList({ subjects, onEdit }: BudgetListProps) {
  const { t } = useLingui();
  return (
    <ul className={classes.list} aria-label={t`Budgets`}>
      {subjects.map(({ key, team, budget }) => {
        const name = team?.name ?? t`Whole company`;
        return (
          <li key={key} className={classes.row}>
            <div className={classes.meter}>
              {budget ? (
                <Meter name={name} budget={budget} />
              ) : (
                <div className={classes.none}>
                  <span>{name}</span>
                  <span>
                    <Trans>No budget</Trans>
                  </span>
                </div>
              )}
            </div>
            {onEdit && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={budget ? t`Edit the budget: ${name}` : t`Set a budget: ${name}`}
                onClick={() => onEdit(key)}
              >
                {budget ? t`Edit` : t`Set`}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Meter({ name, budget: { spent, amount } }: { name: string; budget: BudgetRowFragment }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const [spentText, amountText] = [formatMoney(spent, locale), formatMoney(amount, locale)];
  const left = BigInt(amount.minor) - BigInt(spent.minor);
  const over = left < 0n;
  const difference = <Money value={{ minor: over ? -left : left, currency: amount.currency }} />;
  return (
    <LimitMeter
      title={name}
      used={spent}
      limit={amount}
      left={over ? <Trans>{difference} over</Trans> : <Trans>{difference} left</Trans>}
      of={
        <Trans>
          of <Money value={amount} />
        </Trans>
      }
      valueText={t`${spentText} of ${amountText} spent`}
    />
  );
}
