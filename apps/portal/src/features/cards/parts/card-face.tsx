import { CardArt, formatDateTime, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useHolder } from '../../../lib/holder.tsx';
import { useWords } from '../../../lib/words.ts';
import { cardState, cardStateLooks } from './card-state.ts';

const CardFaceFragment = graphql(`
  fragment CardFace on Card {
    id
    name
    color
    cardType
    status
    issuerStatus
    waitingForIssuer
    lastFour
    expiresAt
    holder {
      id
      displayName
    }
  }
`);

/** The card as its holder knows it; its state is on the picture and in what a screen reader says. */
export function CardFace({ card: masked }: { card: FragmentType<typeof CardFaceFragment> }) {
  const { t } = useLingui();
  const words = useWords();
  const { locale, timeZone } = useSurroundings();
  const { company } = useHolder();
  const card = readFragment(CardFaceFragment, masked);
  const { look, words: stateWords } = cardStateLooks[cardState(card)];
  const state = words(stateWords);
  const ending = card.lastFour ?? t`no number yet`;
  return (
    <CardArt
      color={card.color}
      title={company.name}
      name={card.name}
      holder={card.holder.displayName}
      lastFour={card.lastFour ?? null}
      expires={card.expiresAt ? formatDateTime(new Date(card.expiresAt), locale, timeZone, 'monthYear') : null}
      physical={card.cardType === 'PHYSICAL'}
      look={look}
      lookLabel={look === 'active' ? undefined : state}
      label={t`Card ${card.name}, ending ${ending}, ${state}`}
    />
  );
}
