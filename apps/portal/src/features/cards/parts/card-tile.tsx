import { Link } from '@afc/ui';
import { Trans } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import { CardCommandButton } from './card-command-button.tsx';
import { CardFace } from './card-face.tsx';
import { CardStopped } from './card-stopped.tsx';
import classes from './card-tile.module.css';
import { LimitLine } from './limit-line.tsx';

const CardTileFragment = graphql(`
  fragment CardTile on Card {
    id
    name
    status
    limits {
      used {
        minor
      }
      ...LimitLine
    }
    ...CardFace
    ...CardStanding
    ...CardStopped
  }
`);

/** A card with what matters before buying: its state, what is left, and the switch that stops it. */
export function CardTile({ card: masked }: { card: FragmentType<typeof CardTileFragment> }) {
  const card = readFragment(CardTileFragment, masked);
  // The tightest limit whose use may be shown; without one, the tightest of all.
  const limit = card.limits.find(({ used }) => used) ?? card.limits[0];
  return (
    <article className={classes.tile}>
      <Link href={urls.card(card.id)} className={classes.art}>
        <CardFace card={card} />
      </Link>
      <CardStopped card={card} />
      <div className={classes.limit}>
        {limit && card.status !== 'TERMINATED' ? (
          <LimitLine limit={limit} />
        ) : (
          <span className={classes.free}>{card.status === 'TERMINATED' ? null : <Trans>No limit of its own</Trans>}</span>
        )}
      </div>
      <div className={classes.actions}>
        <CardCommandButton card={card} name={card.name} fullWidth />
        <Link href={urls.card(card.id)} className={classes.details}>
          <Trans>Details</Trans>
        </Link>
      </div>
    </article>
  );
}
