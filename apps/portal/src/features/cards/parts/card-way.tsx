import { useLingui } from '@lingui/react/macro';
import type { FulfillmentStatus } from '../../../gql/graphql.ts';
import classes from './card-way.module.css';

const STEPS = ['ISSUED', 'ORDERED', 'SHIPPED', 'DELIVERED'] as const;
type Step = (typeof STEPS)[number];

const stepOf: Readonly<Record<FulfillmentStatus, Step | null>> = {
  ISSUED: 'ISSUED',
  ORDERED: 'ORDERED',
  REORDERED: 'ORDERED',
  SHIPPED: 'SHIPPED',
  DELIVERED: 'DELIVERED',
  DIGITALLY_PRESENTED: 'ISSUED',
  REJECTED: null,
};

/** How far a physical card has come on its way to its holder. */
export function CardWay({ status }: { status: FulfillmentStatus }) {
  const { t } = useLingui();
  const names: Readonly<Record<Step, string>> = { ISSUED: t`Made`, ORDERED: t`Printed`, SHIPPED: t`Sent`, DELIVERED: t`Delivered` };
  const now = stepOf[status];
  if (now === null)
    return <p className={classes.problem}>{t`The printer refused the order. Ask an admin of your company for another card.`}</p>;
  const at = STEPS.indexOf(now);
  return (
    <ol className={classes.way} aria-label={t`The way of the card to you`}>
      {STEPS.map((step, index) => (
        <li key={step} className={classes.step} data-done={index <= at} aria-current={index === at ? 'step' : undefined}>
          {names[step]}
        </li>
      ))}
    </ol>
  );
}
