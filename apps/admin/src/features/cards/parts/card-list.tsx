import { Link, Money } from '@afc/ui';
import { Trans } from '@lingui/react/macro';
import { type FragmentType, readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import classes from './card-list.module.css';
import { CardFace } from './card-face.tsx';
import { CardRow } from './card-row.ts';
import { CardState } from './card-state.tsx';

/** A person's cards, each with its small face. */
export function CardList({ label, cards }: { label: string; cards: ReadonlyArray<FragmentType<typeof CardRow>> }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {readFragment(CardRow, cards).map((card) => (
        <li key={card.id}>
          <Link className={classes.row} href={urls.card(card.id)}>
            <span className={classes.face}>
              <CardFace card={card} size="sm" />
            </span>
            <span className={classes.words}>
              <span className={classes.name}>
                {card.name} {card.lastFour && <span className={classes.detail}>••{card.lastFour}</span>}
              </span>
              <span className={classes.detail}>{card.program.name}</span>
              <CardState card={card} />
            </span>
            <span className={classes.spent}>
              <Money value={card.spentThisMonth} />
              <span className={classes.detail}>
                <Trans>this month</Trans>
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
