import { Link, Money } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { CardBulkAction, CardBulkPartFragment, CardRowFragment } from '../../gql/graphql.ts';
import { useBulkOutcome } from '../../lib/bulk/bulk-outcome.tsx';
import { BulkResult } from '../../lib/bulk/bulk-result.tsx';
import { AtOnce, SelectionBar } from '../../lib/bulk/selection-bar.tsx';
import { urls } from '../../lib/urls.ts';
import { cardActionWords, useWords } from '../../lib/words.ts';
import { totalsOf } from '../money/parts/totals.ts';
import { useCardBulk } from './card-bulk-commands.ts';
import { ConfirmBulk } from './confirm-bulk.tsx';

export interface CardSelectionBarProps {
  rows: readonly CardRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

const ACTIONS: readonly CardBulkAction[] = ['FREEZE', 'UNFREEZE', 'TERMINATE'];

const changed = (count: number) => <Plural value={count} one="# card was changed." other="# cards were changed." />;

/** How many cards are selected, what they have spent together this month, and what can be done with them. */
export function CardSelectionBar({ rows, selected, onClear }: CardSelectionBarProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState<CardBulkAction | null>(null);
  const { change, undo } = useCardBulk();
  const words = { done: changed, notUndone: t`This was not taken back. Look at the cards themselves.` };
  const outcome = useBulkOutcome<CardBulkPartFragment>(words, undo);
  const chosen = rows.filter((row) => selected.has(row.id));
  const act = async (action: CardBulkAction, reason: string) => {
    const ids = chosen.map(({ id }) => id);
    const bulk = await change.run(action, ids, reason);
    if (bulk === null) return;
    setAsking(null);
    onClear();
    outcome.settle(bulk);
  };
  return (
    <>
      {chosen.length > 0 && <Bar chosen={chosen} onAsk={setAsking} onClear={onClear} />}
      {asking !== null && (
        <ConfirmBulk
          action={asking}
          count={chosen.length}
          busy={change.busy}
          refusal={change.refusal}
          onConfirm={(reason) => void act(asking, reason)}
          onCancel={() => {
            change.reset();
            setAsking(null);
          }}
        />
      )}
      <BulkResult
        rows={outcome.result?.rows ?? []}
        done={changed}
        keyOf={({ cardId }) => cardId}
        renderName={({ card }) =>
          card ? (
            <>
              <Link href={urls.card(card.id)}>{card.name}</Link> · {card.holder.displayName}
            </>
          ) : (
            <Trans>A card that is not there</Trans>
          )
        }
        onClose={outcome.close}
      />
    </>
  );
}

interface BarProps {
  chosen: readonly CardRowFragment[];
  onAsk: (action: CardBulkAction) => void;
  onClear: () => void;
}

/** What can be done with some of them is offered: each of the others will say why not. */
function Bar({ chosen, onAsk, onClear }: BarProps) {
  const words = useWords();
  const possible = ACTIONS.filter((action) => chosen.some(({ actions }) => actions.includes(action)));
  const label = (
    <>
      <span>
        <Plural value={chosen.length} one="# card selected" other="# cards selected" />
      </span>
      {totalsOf(chosen.map(({ spentThisMonth }) => spentThisMonth)).map((sum) => (
        <span key={sum.currency}>
          <Trans>
            <strong>
              <Money value={sum} />
            </strong>{' '}
            this month
          </Trans>
        </span>
      ))}
    </>
  );
  return (
    <SelectionBar label={label} onClear={onClear}>
      <AtOnce count={chosen.length}>
        {possible.map((action) => (
          <Button
            key={action}
            size="compact-sm"
            variant="default"
            {...(action === 'TERMINATE' && { c: 'red' })}
            onClick={() => onAsk(action)}
          >
            {words(cardActionWords[action])}
          </Button>
        ))}
      </AtOnce>
    </SelectionBar>
  );
}
