import { amountOfPurchase, DateTime, emptyPurchase, Money, Notice, Panel, type PurchaseDraft, PurchaseFields, VerdictList } from '@afc/ui';
import { useLazyQuery, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { Channel, MerchantCategory, PreflightAnswer, WillItWorkQuery as WillItWorkData } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useWords, verdictWords } from '../../../lib/words.ts';

const PurchaseTraitsQuery = graphql(`
  query PurchaseTraits {
    merchantCategories {
      category
      name
    }
    channels {
      channel
      name
    }
  }
`);

const WillItWorkQuery = graphql(`
  query WillItWork($input: WillItWorkInput!) {
    willItWork(input: $input) {
      answer
      sentence
      verdicts {
        rule
        missing
        sentence
        left {
          minor
          currency
        }
        leftCount
        renewsAt
        verdict {
          outcome
          primary
          timeZone
        }
      }
    }
  }
`);

type Preflight = WillItWorkData['willItWork'];

interface WillItWorkProps {
  cardId: string;
  currency: string;
  className?: string | undefined;
}

const looks = {
  YES: { tone: 'positive', icon: IconCircleCheck },
  NO: { tone: 'negative', icon: IconCircleX },
  IT_DEPENDS: { tone: 'caution', icon: IconHelpCircle },
} as const satisfies Record<PreflightAnswer, object>;

/** Asks, before buying, what would be answered; the rules themselves answer, and nothing is used up. */
export function WillItWork({ cardId, currency, className }: WillItWorkProps) {
  const { t, i18n } = useLingui();
  const traits = useQuery(PurchaseTraitsQuery);
  const [ask, { data, error, loading }] = useLazyQuery(WillItWorkQuery, { fetchPolicy: 'no-cache' });
  const [draft, setDraft] = useState<PurchaseDraft>(emptyPurchase);
  const [tried, setTried] = useState(false);
  const amountMinor = amountOfPurchase(draft, currency, i18n.locale);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (amountMinor === null) return;
    const { merchant, category, channel, country } = draft;
    const input = {
      ...{ cardId, amountMinor, currency },
      ...(merchant.trim() !== '' && { merchantName: merchant.trim() }),
      ...(category !== '' && { category: category as MerchantCategory }),
      ...(channel !== '' && { channel: channel as Channel }),
      ...(country !== '' && { country }),
    };
    // What goes wrong is shown from the state of the query.
    await ask({ variables: { input } }).catch(() => undefined);
  };
  return (
    <Panel title={t`Will it work?`} className={className}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <PurchaseFields
            value={draft}
            onChange={setDraft}
            currency={currency}
            categories={(traits.data?.merchantCategories ?? []).map(({ category, name }) => ({ value: category, label: name }))}
            channels={(traits.data?.channels ?? []).map(({ channel, name }) => ({ value: channel, label: name }))}
            labels={{
              amount: t`Amount`,
              merchant: t`Merchant`,
              category: t`Kind of merchant`,
              channel: t`How you pay`,
              country: t`Country`,
              notSaid: t`Not said`,
            }}
            amountError={tried && amountMinor === null ? t`Fill in an amount` : undefined}
          />
          <Button type="submit" variant="light" loading={loading}>
            <Trans>Ask</Trans>
          </Button>
          {error && !loading && <QueryError error={error} />}
          {data && !error && <Answer preflight={data.willItWork} />}
        </Stack>
      </form>
    </Panel>
  );
}

function Answer({ preflight: { answer, sentence, verdicts } }: { preflight: Preflight }) {
  const { t } = useLingui();
  const words = useWords();
  const titles: Record<PreflightAnswer, string> = { YES: t`Yes`, NO: t`No`, IT_DEPENDS: t`It depends` };
  // What holds for every purchase, such as an amount that can be read, is not worth a line.
  const shown = verdicts.filter(({ verdict, missing, left }) => missing.length > 0 || verdict?.outcome !== 'PASSED' || left);
  return (
    <>
      <Notice {...looks[answer]} title={titles[answer]}>
        {sentence}
      </Notice>
      {shown.length > 0 && (
        <VerdictList
          label={t`What the rules say`}
          items={shown.map(({ rule, verdict, sentence: said, left, renewsAt }, index) => ({
            id: `${rule} ${index}`,
            outcome: verdict?.outcome ?? 'UNKNOWN',
            outcomeLabel: verdict ? words(verdictWords[verdict.outcome]) : t`Cannot be said`,
            sentence: said,
            detail: left && (
              <>
                <Trans>
                  <Money value={left} /> left
                </Trans>
                {renewsAt && verdict?.timeZone && (
                  <>
                    {' · '}
                    <Trans>
                      renews <DateTime at={renewsAt} timeZone={verdict.timeZone} format="weekdayTime" />
                    </Trans>
                  </>
                )}
              </>
            ),
          }))}
        />
      )}
    </>
  );
}
