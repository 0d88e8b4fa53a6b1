import type { Refusal } from '@afc/client';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useRefusalSentence } from './refusal-words.ts';

/** Why a change was refused. When somebody else was faster, a button that shows what is there now. */
export function CommandRefusal({ refusal, onLookAgain }: { refusal: Refusal; onLookAgain: () => Promise<unknown> }) {
  const sentence = useRefusalSentence();
  return (
    <>
      {sentence(refusal)}{' '}
      {refusal.code === 'STALE' && (
        <Button size="compact-xs" variant="default" onClick={() => void onLookAgain()}>
          <Trans>Show it as it is now</Trans>
        </Button>
      )}
    </>
  );
}
