import {
  CardArtSkeleton,
  DateTime,
  EmptyState,
  KeyValue,
  Link,
  Money,
  PageHeader,
  Panel,
  StatusBadge,
  TextSkeleton,
  Timeline,
} from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconReceiptOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { CardDetailQuery as CardDetailData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useFresh, useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { useWords } from '../../lib/words.ts';
import { PurchaseRow } from '../transactions/parts/purchase-row.tsx';
import classes from './card-screen.module.css';
import { CardCommandButton } from './parts/card-command-button.tsx';
import { CardExceptions } from './parts/card-exceptions.tsx';
import { CardFace } from './parts/card-face.tsx';
import { CardPhones } from './parts/card-phones.tsx';
import { CardServices } from './parts/card-services.tsx';
import { CardStopped } from './parts/card-stopped.tsx';
import { cardState, cardStateLooks } from './parts/card-state.ts';
import { CardWay } from './parts/card-way.tsx';
import { LimitLine } from './parts/limit-line.tsx';
import { WillItWork } from './parts/will-it-work.tsx';

const CardDetailQuery = graphql(`
  query CardDetail($id: ID!) {
    card(id: $id) {
      id
      name
      cardType
      status
      issuerStatus
      waitingForIssuer
      program {
        id
        name
      }
      spentThisMonth {
        minor
        currency
      }
      limits {
        control {
          id
        }
        ...LimitLine
      }
      controls {
        id
        controlType
        sentence
      }
      history {
        id
        at
        sentence
      }
      recentTransactions(first: 8) {
        id
        ...PurchaseRow
      }
      fulfillmentStatus
      ...CardFace
      ...CardStanding
      ...CardServices
      ...CardStopped
      ...CardExceptions
      ...CardPhones
    }
  }
`);

type Card = NonNullable<CardDetailData['card']>;

const route = getRouteApi('/cards/$cardId');

/** One card: its state, what it may do, what it did. */
export default function CardScreen() {
  const { t } = useLingui();
  const { cardId } = route.useParams();
  const { data, error, refetch } = useQuery(CardDetailQuery, { variables: { id: cardId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION', 'CARD', 'CONTROL']);
  const back = { href: urls.home(), label: t`My cards` };
  if (error && !data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data) {
    return (
      <div className={classes.top}>
        <CardArtSkeleton label={t`Loading the card`} />
        <TextSkeleton label={t`Loading the card`} lines={5} />
      </div>
    );
  }
  if (!data.card) {
    return (
      <>
        <PageHeader title={t`Nothing here`} back={back} />
        <p>
          <Trans>There is no such card, or it is not yours to see.</Trans>
        </p>
      </>
    );
  }
  return <CardDetail card={data.card} back={back} />;
}

function CardDetail({ card, back }: { card: Card; back: { href: string; label: string } }) {
  const { t } = useLingui();
  const words = useWords();
  const state = cardState(card);
  const { badge, words: stateWords } = cardStateLooks[state];
  return (
    <>
      <PageHeader
        title={card.name}
        subtitle={card.program.name}
        badge={<StatusBadge status={badge} label={words(stateWords)} />}
        back={back}
      />
      <div className={classes.top}>
        <div className={classes.face}>
          <CardStopped card={card} />
          <CardFace card={card} />
          {card.cardType === 'PHYSICAL' && card.status === 'UNACTIVATED' && card.fulfillmentStatus && (
            <CardWay status={card.fulfillmentStatus} />
          )}
          <CardCommandButton card={card} name={card.name} fullWidth />
          <CardServices card={card} />
          {state === 'refused' ? (
            <p className={classes.note} role="status">
              <Trans>The issuer has refused to make this card. An admin of your company sees why and can have it asked again.</Trans>
            </p>
          ) : null}
          {state === 'waiting' || card.waitingForIssuer ? (
            <p className={classes.note} role="status">
              {state === 'waiting' ? (
                <Trans>The issuer has not confirmed yet. This usually takes seconds; the card can be used once it has.</Trans>
              ) : (
                <Trans>This holds already. The issuer is being told.</Trans>
              )}
            </p>
          ) : null}
        </div>
        <Panel title={t`What is left`}>
          <Limits card={card} />
        </Panel>
      </div>
      {card.status !== 'TERMINATED' && <WillItWork cardId={card.id} currency={card.spentThisMonth.currency} className={classes.section} />}
      <Panel
        title={t`Purchases`}
        action={<Link href={urls.purchases({ card: card.id })}>{t`See all`}</Link>}
        flush
        className={classes.section}
      >
        <Purchases card={card} />
      </Panel>
      <CardPhones card={card} className={classes.section} />
      <Panel title={t`History`} className={classes.section}>
        <Timeline
          label={t`History of the card`}
          items={card.history
            .toReversed()
            .map(({ id, at, sentence }) => ({ id, title: sentence, detail: <DateTime at={at} format="date" /> }))}
        />
      </Panel>
    </>
  );
}

function Limits({ card }: { card: Card }) {
  const { t } = useLingui();
  const rules = card.controls.filter(({ controlType }) => controlType !== 'AMOUNT_LIMIT' && controlType !== 'COUNT_LIMIT');
  return (
    <div className={classes.limits}>
      <CardExceptions card={card} />
      {card.limits.length === 0 && (
        <p className={classes.free}>
          <Trans>No limit of its own. Your company's funds are the limit.</Trans>
        </p>
      )}
      {card.limits.map((limit) => (
        <LimitLine key={limit.control.id} limit={limit} />
      ))}
      {rules.length > 0 && (
        <ul className={classes.rules}>
          {rules.map(({ id, sentence }) => (
            <li key={id}>{sentence}</li>
          ))}
        </ul>
      )}
      <KeyValue items={[{ key: 'month', label: t`Spent this month`, value: <Money value={card.spentThisMonth} /> }]} />
    </div>
  );
}

function Purchases({ card }: { card: Card }) {
  const { t } = useLingui();
  const fresh = useFresh();
  if (card.recentTransactions.length === 0) {
    return (
      <EmptyState icon={IconReceiptOff} title={t`Nothing bought yet`}>
        <Trans>What this card buys appears here the moment it happens.</Trans>
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list}>
      {card.recentTransactions.map((purchase) => (
        <PurchaseRow key={purchase.id} purchase={purchase} fresh={fresh.has(purchase.id)} when="dateTime" />
      ))}
    </ul>
  );
}
