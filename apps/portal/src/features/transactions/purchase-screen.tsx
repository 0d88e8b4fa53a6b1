import {
  DateTime,
  KeyValue,
  Link,
  MerchantAvatar,
  Money,
  PageHeader,
  Panel,
  StatusBadge,
  type Status,
  statusLooks,
  TextSkeleton,
  Timeline,
  VerdictList,
} from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconCircleX } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PurchaseQuery as PurchaseData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { transactionStatusWords, useWords, verdictWords } from '../../lib/words.ts';
import { CardExceptions } from '../cards/parts/card-exceptions.tsx';
import { DisputePanel } from '../disputes/parts/dispute-panel.tsx';
import { WasThisYou } from '../risk/parts/was-this-you.tsx';
import { momentStatus } from './moment.ts';
import { type NextStep, nextStep } from './next-step.ts';
import { shownAmount } from './parts/shown-amount.ts';
import classes from './purchase-screen.module.css';

const PurchaseQuery = graphql(`
  query Purchase($id: ID!) {
    transaction(id: $id) {
      id
      kind
      status
      unconfirmed
      declineSentence
      transactedAt
      authorizationCode
      heldUntil
      conversionRate
      networkFees {
        kind
        name
        isCredit
        amount {
          minor
          currency
        }
      }
      refundOf {
        id
        confidence
        purchase {
          id
          merchant {
            name
          }
          transactedAt
        }
      }
      amount {
        minor
        currency
      }
      requestedAmount {
        minor
        currency
      }
      held {
        minor
        currency
      }
      cleared {
        minor
        currency
      }
      refunded {
        minor
        currency
      }
      originalAmount {
        minor
        currency
      }
      merchant {
        name
        mcc
        category
        city
        country
      }
      card {
        id
        name
        lastFour
        ...CardExceptions
      }
      decision {
        id
        outcome
        reason
        sentence
        verdicts {
          rule
          outcome
          primary
          sentence
          controlId
        }
      }
      riskQuestion {
        id
        ...WasThisYou
      }
      ...DisputePart
      timeline {
        id
        at
        kind
        isDecline
        sentence
        decision {
          id
          outcome
        }
      }
    }
  }
`);

type Purchase = NonNullable<PurchaseData['transaction']>;

const route = getRouteApi('/transactions/$transactionId');

/** One purchase: how much, where, what became of it, and why it was decided as it was. */
export default function PurchaseScreen() {
  const { t } = useLingui();
  const { transactionId } = route.useParams();
  const { data, error, refetch } = useQuery(PurchaseQuery, { variables: { id: transactionId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION', 'CONTROL']);
  const back = { href: urls.purchases(), label: t`Purchases` };
  if (error && !data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data) return <TextSkeleton label={t`Loading the purchase`} lines={8} />;
  if (!data.transaction) {
    return (
      <>
        <PageHeader title={t`Nothing here`} back={back} />
        <p>
          <Trans>There is no such purchase, or it is not yours to see.</Trans>
        </p>
      </>
    );
  }
  return <Detail purchase={data.transaction} back={back} />;
}

function Detail({ purchase, back }: { purchase: Purchase; back: { href: string; label: string } }) {
  const { t } = useLingui();
  const words = useWords();
  const amount = shownAmount(purchase);
  const badge: Status = purchase.unconfirmed && purchase.status === 'PENDING' ? 'UNCONFIRMED' : purchase.status;
  return (
    <>
      <PageHeader
        title={purchase.merchant.name}
        subtitle={purchase.merchant.category}
        badge={
          <StatusBadge
            status={badge}
            label={badge === 'UNCONFIRMED' ? t`Being confirmed` : words(transactionStatusWords[purchase.status])}
          />
        }
        back={back}
      />
      <div className={classes.amount}>
        <MerchantAvatar name={purchase.merchant.name} mcc={purchase.merchant.mcc} size={48} />
        <Money value={amount.value} tone={amount.tone} sign={amount.sign} />
      </div>
      {purchase.riskQuestion && (
        <div className={classes.open}>
          <WasThisYou question={purchase.riskQuestion} />
        </div>
      )}
      {purchase.declineSentence && (
        <>
          <Declined purchase={purchase} sentence={purchase.declineSentence} />
          <div className={classes.open}>
            <CardExceptions card={purchase.card} />
          </div>
        </>
      )}
      <div className={classes.panels}>
        <Panel title={t`Facts`}>
          <Facts purchase={purchase} />
        </Panel>
        <Panel title={t`What happened`}>
          <Timeline
            label={t`What happened`}
            items={purchase.timeline.map(({ id, at, kind, isDecline, sentence, decision }) => ({
              id,
              title: sentence,
              detail: <DateTime at={at} />,
              ...markOf(kind, isDecline ? 'DECLINED' : decision?.outcome),
            }))}
          />
        </Panel>
      </div>
      <DisputePanel purchase={purchase} className={classes.section} />
      {purchase.decision && purchase.decision.verdicts.length > 0 && (
        <Panel title={t`How it was decided`} className={classes.section}>
          <p className={classes.sentence}>{purchase.decision.sentence}</p>
          <VerdictList
            label={t`Rules that were looked at`}
            items={purchase.decision.verdicts.map(({ rule, outcome, primary, sentence, controlId }, index) => ({
              id: `${rule} ${controlId ?? index}`,
              outcome,
              outcomeLabel: words(verdictWords[outcome]),
              sentence,
              primary,
              primaryLabel: t`the reason`,
            }))}
          />
        </Panel>
      )}
    </>
  );
}

function markOf(kind: string, outcome: 'APPROVED' | 'DECLINED' | undefined) {
  const status = momentStatus(kind, outcome);
  return status === undefined ? {} : statusLooks[status];
}

/** The reason in words, and what one can do about it. */
function Declined({ purchase, sentence }: { purchase: Purchase; sentence: string }) {
  const { t } = useLingui();
  const card = urls.card(purchase.card.id);
  const advice: Readonly<Record<NextStep, ReactNode>> = {
    openCard: (
      <Trans>
        <Link href={card}>Open the card</Link>, see how it stands, and switch it on if it is yours to do. Then try again.
      </Trans>
    ),
    payLess: (
      <Trans>
        Pay less, or ask your manager to let it through. <Link href={card}>What is left on this card</Link>
      </Trans>
    ),
    otherPurchase: (
      <Trans>
        Use another card of yours that allows it, or ask your manager to let it through. <Link href={card}>What this card may do</Link>
      </Trans>
    ),
    anotherTime: (
      <Trans>
        Pay when the card may be used, or ask your manager to let it through. <Link href={card}>What this card may do</Link>
      </Trans>
    ),
    verify: (
      <Trans>
        <Link href={urls.verification()}>Say who you are</Link>; when that is verified, try again.
      </Trans>
    ),
    otherCard: <Trans>Pay with another card of yours, or ask an admin of your company for a new one.</Trans>,
    tellFinance: <Trans>Nothing is wrong with your card: your company's funds are used up. Tell your finance team.</Trans>,
    askAdmin: <Trans>Only an admin of your company can mend this. Show them this page.</Trans>,
    tryAgain: <Trans>Ask the merchant to try again. If it stays, pay with another card and tell your admin.</Trans>,
  };
  return (
    <section className={classes.declined} aria-label={t`Why it was declined`}>
      <IconCircleX size={20} stroke={1.8} aria-hidden />
      <div>
        <h2 className={classes.why}>{sentence}</h2>
        <p className={classes.advice}>
          <Trans>Nothing was charged.</Trans> {advice[nextStep(purchase.decision?.reason)]}
        </p>
      </div>
    </section>
  );
}

function Facts({ purchase }: { purchase: Purchase }) {
  const { t } = useLingui();
  const { merchant, card, originalAmount, held, cleared, refunded } = purchase;
  const some = (value: Purchase['held']) => (BigInt(value.minor) === 0n ? null : <Money value={value} />);
  const original = purchase.refundOf?.purchase;
  const place = [merchant.city, merchant.country].filter(Boolean).join(', ');
  return (
    <KeyValue
      items={[
        { key: 'when', label: t`When`, value: <DateTime at={purchase.transactedAt} /> },
        {
          key: 'card',
          label: t`Card`,
          value: <Link href={urls.card(card.id)}>{card.lastFour ? `${card.name} ••${card.lastFour}` : card.name}</Link>,
        },
        { key: 'place', label: t`Where`, value: place === '' ? null : place },
        { key: 'original', label: t`As charged`, value: originalAmount ? <Money value={originalAmount} /> : null },
        {
          key: 'rate',
          label: t`Exchange rate`,
          value:
            originalAmount && purchase.conversionRate ? `1 ${originalAmount.currency} = ${purchase.conversionRate} ${held.currency}` : null,
        },
        ...purchase.networkFees.map((fee) => ({
          key: `fee ${fee.kind} ${fee.amount.currency} ${fee.isCredit}`,
          label: fee.name,
          value: <Money value={fee.amount} tone={fee.isCredit ? 'credit' : undefined} sign={fee.isCredit ? 'always' : 'auto'} />,
        })),
        { key: 'held', label: t`Still held`, value: some(held) },
        { key: 'until', label: t`Held until`, value: purchase.heldUntil ? <DateTime at={purchase.heldUntil} /> : null },
        { key: 'cleared', label: t`Cleared`, value: some(cleared) },
        { key: 'refunded', label: t`Given back`, value: some(refunded) },
        {
          key: 'of',
          label: purchase.refundOf?.confidence === 'LOW' ? t`Perhaps a refund of` : t`Refund of`,
          value: original ? <Link href={urls.purchase(original.id)}>{original.merchant.name}</Link> : null,
        },
        { key: 'code', label: t`Authorization code`, value: purchase.authorizationCode },
      ]}
    />
  );
}
