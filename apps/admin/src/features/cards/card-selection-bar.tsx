import { Money } from '@afc/ui';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { CardBulkAction, CardBulkPartFragment, CardRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { cardActionWords, useWords } from '../../lib/words.ts';
import { totalsOf } from '../money/parts/totals.ts';
import { BulkResult } from './bulk-result.tsx';
import { MOST_CARDS, useCardBulk } from './card-bulk-commands.ts';
import { ConfirmBulk } from './confirm-bulk.tsx';
import { useTellBulk } from './tell-bulk.tsx';

export interface CardSelectionBarProps {
  rows: readonly CardRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

const ACTIONS: readonly CardBulkAction[] = ['FREEZE', 'UNFREEZE', 'TERMINATE'];

/** How many cards are selected, what they have spent together this month, and what can be done with them. */
export function CardSelectionBar({ rows, selected, onClear }: CardSelectionBarProps) {
  const [asking, setAsking] = useState<CardBulkAction | null>(null);
  const [result, setResult] = useState<CardBulkPartFragment | null>(null);
  const { change, undo } = useCardBulk();
  const tell = useTellBulk();
  const chosen = rows.filter((row) => selected.has(row.id));
  const takeBack = async (bulkId: string) => {
    const undone = await undo.run(bulkId);
    setResult(undone);
    tell(undone, null);
  };
  const act = async (action: CardBulkAction, reason: string) => {
    const ids = chosen.map(({ id }) => id);
    const bulk = await change.run(action, ids, reason);
    if (bulk === null) return;
    setAsking(null);
    setResult(bulk);
    onClear();
    tell(bulk, () => void takeBack(bulk.id));
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
      <BulkResult bulk={result} onClose={() => setResult(null)} />
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
  const tooMany = chosen.length > MOST_CARDS;
  return (
    <div className={classes.selection} role="status">
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
      {tooMany && (
        <span>
          <Trans>Choose {MOST_CARDS} at most to change them</Trans>
        </span>
      )}
      {!tooMany &&
        possible.map((action) => (
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
      <Button size="compact-sm" variant="default" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}
