import { newIdempotencyKey, type Refusal, refusalOf } from '@afc/client';
import type { TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import type { CardCommandInput, CardStandingFragment } from '../../../gql/graphql.ts';
import { type CardCommand, standingAfter } from './card-commands.ts';

export const CardStanding = graphql(`
  fragment CardStanding on Card {
    id
    status
    issuerStatus
    waitingForIssuer
    actions
    version
  }
`);

const FreezeCard = graphql(`
  mutation FreezeCard($input: CardCommandInput!) {
    card: freezeCard(input: $input) {
      ...CardStanding
    }
  }
`);

const UnfreezeCard = graphql(`
  mutation UnfreezeCard($input: CardCommandInput!) {
    card: unfreezeCard(input: $input) {
      ...CardStanding
    }
  }
`);

const ActivateCard = graphql(`
  mutation ActivateCard($input: CardCommandInput!) {
    card: activateCard(input: $input) {
      ...CardStanding
    }
  }
`);

type CardMutation = TypedDocumentNode<{ card: { __typename?: 'Card' } & FragmentType<typeof CardStanding> }, { input: CardCommandInput }>;

const mutations: Readonly<Record<CardCommand, CardMutation>> = { FREEZE: FreezeCard, UNFREEZE: UnfreezeCard, ACTIVATE: ActivateCard };

export interface CardCommands {
  /** Null when it was done, else why not. */
  readonly run: (command: CardCommand) => Promise<Refusal | null>;
  busy: boolean;
}

/** Freezes, unfreezes or activates a card; the screen shows the outcome at once and takes it back when it is refused. */
export function useCardCommands(masked: FragmentType<typeof CardStanding>): CardCommands {
  const client = useApolloClient();
  const card = readFragment(CardStanding, masked);
  const [busy, setBusy] = useState(false);
  // One intention, one key: a second click, or a repeat after a lost answer, does the thing once.
  const intention = useRef<{ of: string; key: string } | null>(null);

  const run = async (command: CardCommand): Promise<Refusal | null> => {
    const of = `${command} ${card.id} ${card.version}`;
    if (intention.current?.of !== of) intention.current = { of, key: newIdempotencyKey() };
    const expected: CardStandingFragment = { ...card, ...standingAfter(command, card) };
    setBusy(true);
    try {
      await client.mutate({
        mutation: mutations[command],
        variables: { input: { idempotencyKey: intention.current.key, cardId: card.id, expectedVersion: card.version } },
        optimisticResponse: { card: { __typename: 'Card', ...expected } as never },
        refetchQueries: ['CardDetail'],
      });
      intention.current = null;
      return null;
    } catch (error) {
      const refusal = refusalOf(error);
      if (cardHasChanged.has(refusal.code)) void client.refetchQueries({ include: 'active' });
      return refusal;
    } finally {
      setBusy(false);
    }
  };

  return { run, busy };
}

const cardHasChanged: ReadonlySet<string> = new Set(['STALE', 'CARD_TRANSITION_NOT_ALLOWED']);
