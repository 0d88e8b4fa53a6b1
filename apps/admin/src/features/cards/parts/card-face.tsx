import { CardArt, type CardLook, formatDateTime, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { CardRowFragment } from '../../../gql/graphql.ts';
import { useCompany } from '../../../lib/viewer.tsx';
import { cardStatusWords, useWords } from '../../../lib/words.ts';

/** A card's face, as the holder has it. */
export function CardFace({ card, size = 'md' }: { card: CardRowFragment; size?: 'sm' | 'md' }) {
  const { t } = useLingui();
  const words = useWords();
  const company = useCompany();
  const { locale, timeZone } = useSurroundings();
  const look = lookOf(card);
  const state = look === 'waiting' ? t`Waiting for the issuer` : words(cardStatusWords[card.status]);
  const ending = card.lastFour == null ? t`no number yet` : t`ending in ${card.lastFour}`;
  return (
    <CardArt
      color={card.color}
      title={company.name}
      name={card.name}
      holder={card.holder.displayName}
      lastFour={card.lastFour ?? null}
      expires={card.expiresAt == null ? null : formatDateTime(new Date(card.expiresAt), locale, timeZone, 'monthYear')}
      physical={card.cardType === 'PHYSICAL'}
      look={look}
      lookLabel={state}
      label={`${card.name}, ${ending}, ${state}`}
      size={size}
    />
  );
}

function lookOf({ status, waitingForIssuer }: CardRowFragment): CardLook {
  if (status === 'TERMINATED') return 'terminated';
  if (status === 'SUSPENDED') return 'frozen';
  if (waitingForIssuer) return 'waiting';
  return status === 'UNACTIVATED' ? 'unactivated' : 'active';
}
