import { KeyValue, RelativeTime } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { differenceWords, passWords, useWords } from '../../../lib/words.ts';

const ReconciliationPassesPart = graphql(`
  fragment ReconciliationPasses on Reconciliation {
    passes {
      pass
      reachedAt
      finishedAt
    }
  }
`);

/** How far each walk through Marqeta's transactions has come. */
export function Passes({ reconciliation }: { reconciliation: FragmentType<typeof ReconciliationPassesPart> }) {
  const { t } = useLingui();
  const words = useWords();
  const { passes } = readFragment(ReconciliationPassesPart, reconciliation);
  if (passes.length === 0) return <Trans>Nothing was compared yet; the first comparison begins within five minutes.</Trans>;
  return (
    <KeyValue
      items={passes.map(({ pass, reachedAt, finishedAt }) => ({
        key: pass,
        label: words(passWords[pass]),
        value: (
          <>
            {finishedAt === null ? t`under way, up to` : t`up to`} <RelativeTime at={reachedAt} />
          </>
        ),
      }))}
    />
  );
}

const ReconciliationCountsPart = graphql(`
  fragment ReconciliationCounts on Reconciliation {
    counts {
      what
      open
      healed
    }
  }
`);

/** How many differences of each kind are open, and were healed in the last day. */
export function DifferenceCounts({ reconciliation }: { reconciliation: FragmentType<typeof ReconciliationCountsPart> }) {
  const { t } = useLingui();
  const words = useWords();
  const { counts } = readFragment(ReconciliationCountsPart, reconciliation);
  if (counts.length === 0) return <Trans>Marqeta and we say the same of everything.</Trans>;
  return (
    <KeyValue
      items={counts.map(({ what, open, healed }) => ({
        key: what,
        label: words(differenceWords[what]),
        value: t`${open} open, ${healed} healed in the last day`,
      }))}
    />
  );
}
