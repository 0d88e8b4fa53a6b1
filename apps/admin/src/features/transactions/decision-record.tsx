import { DateTime, KeyValue, Money, Panel, StatusBadge, type VerdictItem, VerdictList } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import type { DecisionRecordFragment, VerdictRowFragment } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { scopeWords, useWords, verdictWords, windowWords } from '../../lib/words.ts';
import classes from './decision-record.module.css';

const VerdictRow = graphql(`
  fragment VerdictRow on Verdict {
    rule
    outcome
    primary
    reason
    sentence
    scope
    controlId
    controlVersion
    window
    windowStart
    windowEnd
    timeZone
    limit {
      minor
      currency
    }
    counterBefore {
      minor
      currency
    }
    counterAfter {
      minor
      currency
    }
  }
`);

const DecisionRecordPart = graphql(`
  fragment DecisionRecord on Decision {
    id
    outcome
    reason
    sentence
    decidedAt
    elapsedMs
    amount {
      minor
      currency
    }
    inputs {
      method
      mcc
      mid
      countedAt
      timeZone
      controlsVersion
      amount {
        minor
        currency
      }
    }
    timing {
      batchSize
      waitedMs
      gatherMs
      decideMs
      recordMs
      leftMs
    }
    verdicts {
      ...VerdictRow
    }
  }
`);

/** The record of our answer to Marqeta: the outcome, then every rule that was asked, with what it saw. The head says why it was declined. */
export function DecisionRecord({ decision }: { decision: FragmentType<typeof DecisionRecordPart> }) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const { outcome, sentence, decidedAt, elapsedMs, verdicts, inputs, timing } = readFragment(DecisionRecordPart, decision);
  const items = readFragment(VerdictRow, verdicts).map(
    (verdict, index): VerdictItem => ({
      id: `${index}`,
      outcome: verdict.outcome,
      outcomeLabel: words(verdictWords[verdict.outcome]),
      sentence: verdict.sentence,
      primary: verdict.primary,
      primaryLabel: t`This decided`,
      detail: verdict.scope && <VerdictDetail verdict={verdict} />,
      children: verdict.counterBefore && verdict.limit && <Counters verdict={verdict} />,
    }),
  );
  const elapsed = elapsedMs == null ? null : new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 1 }).format(elapsedMs);
  return (
    <Panel
      title={t`How it was decided`}
      action={<StatusBadge status={outcome} label={outcome === 'APPROVED' ? t`Approved` : t`Declined`} />}
    >
      {outcome === 'APPROVED' && (
        <Text size="sm" mb={2}>
          {sentence}
        </Text>
      )}
      <Text size="xs" c="dimmed" mb="sm">
        <DateTime at={decidedAt} format="full" />
        {elapsed !== null && (
          <>
            {' · '}
            <Trans>answered in {elapsed} ms</Trans>
          </>
        )}
      </Text>
      <VerdictList label={t`Every rule that was asked`} items={items} />
      {inputs && <Inputs inputs={inputs} />}
      {timing && <Timing timing={timing} />}
    </Panel>
  );
}

type Record = DecisionRecordFragment;

/** What the rules were asked about. */
function Inputs({ inputs }: { inputs: NonNullable<Record['inputs']> }) {
  const { t } = useLingui();
  const { method, mcc, mid, countedAt, timeZone, controlsVersion, amount } = inputs;
  return (
    <div className={classes.facts}>
      <KeyValue
        items={[
          { key: 'method', label: t`Asked as`, value: method },
          { key: 'amount', label: t`Amount asked for`, value: <Money value={amount} /> },
          { key: 'mcc', label: t`Merchant category`, value: mcc },
          { key: 'mid', label: t`Merchant’s id`, value: mid },
          {
            key: 'counted',
            label: t`Counts at`,
            value: (
              <>
                <DateTime at={countedAt} timeZone={timeZone} format="full" /> ({timeZone})
              </>
            ),
          },
          { key: 'version', label: t`Version of all controls`, value: controlsVersion },
        ]}
      />
    </div>
  );
}

/** What it took. How long the record itself took is kept apart from it, and may be missing. */
function Timing({ timing }: { timing: NonNullable<Record['timing']> }) {
  const { t, i18n } = useLingui();
  const { batchSize, waitedMs, gatherMs, decideMs, recordMs, leftMs } = timing;
  const ms = (value: number) => t`${new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 2 }).format(value)} ms`;
  return (
    <div className={classes.facts}>
      <KeyValue
        items={[
          { key: 'batch', label: t`Decided together`, value: <Plural value={batchSize} one="alone" other="# questions" /> },
          { key: 'waited', label: t`Waited for its turn`, value: ms(waitedMs) },
          { key: 'gather', label: t`Reading the facts`, value: ms(gatherMs) },
          { key: 'decide', label: t`Deciding`, value: ms(decideMs) },
          { key: 'record', label: t`Writing it down`, value: recordMs == null ? t`not kept` : ms(recordMs) },
          { key: 'left', label: t`Left of our deadline`, value: ms(leftMs) },
        ]}
      />
    </div>
  );
}

/** Whose rule, for which window, in the company's own time. */
function VerdictDetail({ verdict }: { verdict: VerdictRowFragment }) {
  const { t } = useLingui();
  const words = useWords();
  const parts = [
    verdict.scope && words(scopeWords[verdict.scope]),
    verdict.window && words(windowWords[verdict.window]),
    verdict.controlVersion != null && t`version ${verdict.controlVersion}`,
  ].filter(Boolean);
  const { windowStart, windowEnd, timeZone } = verdict;
  return (
    <>
      {parts.join(' · ')}
      {windowStart && windowEnd && (
        <span className={classes.window}>
          <Trans>
            from <DateTime at={windowStart} timeZone={timeZone ?? undefined} /> until{' '}
            <DateTime at={windowEnd} timeZone={timeZone ?? undefined} />
          </Trans>
          {timeZone && ` (${timeZone})`}
        </span>
      )}
    </>
  );
}

/** The counter before and after, against the limit. Of a refusal, "after" is what it would have been. */
function Counters({ verdict: { counterBefore, counterAfter, limit, outcome } }: { verdict: VerdictRowFragment }) {
  if (!counterBefore || !counterAfter || !limit) return null;
  return (
    <span className={classes.counters} data-refused={outcome === 'REFUSED' || undefined}>
      <Money value={counterBefore} />
      <span aria-hidden> → </span>
      <strong>
        <Money value={counterAfter} />
      </strong>{' '}
      <Trans>
        of <Money value={limit} />
      </Trans>
    </span>
  );
}
