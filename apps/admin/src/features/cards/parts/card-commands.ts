import type { CardAction, CardStatus } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';

const FreezeCard = graphql(`
  mutation FreezeCard($input: CardCommandInput!) {
    freezeCard(input: $input) {
      id
      status
      issuerStatus
      waitingForIssuer
      version
      actions
    }
  }
`);

const UnfreezeCard = graphql(`
  mutation UnfreezeCard($input: CardCommandInput!) {
    unfreezeCard(input: $input) {
      id
      status
      issuerStatus
      waitingForIssuer
      version
      actions
    }
  }
`);

const ActivateCard = graphql(`
  mutation ActivateCard($input: CardCommandInput!) {
    activateCard(input: $input) {
      id
      status
      issuerStatus
      waitingForIssuer
      version
      actions
    }
  }
`);

const TerminateCard = graphql(`
  mutation TerminateCard($input: CardCommandInput!) {
    terminateCard(input: $input) {
      id
      status
      issuerStatus
      waitingForIssuer
      version
      actions
    }
  }
`);

const AskIssuerAgain = graphql(`
  mutation AskIssuerAgain($input: CardCommandInput!) {
    askIssuerAgain(input: $input) {
      id
      status
      issuerStatus
      issuerRefusal
      waitingForIssuer
      version
      actions
    }
  }
`);

interface Input {
  cardId: string;
  expectedVersion: number;
  reason?: string;
}

interface Before {
  id: string;
  issuerStatus: 'REQUESTED' | 'UNACTIVATED' | 'ACTIVE' | 'LIMITED' | 'SUSPENDED' | 'TERMINATED' | 'UNSUPPORTED';
  version: number;
}

const refetch = ['CardDetail'];

/**
 * The commands on one card. Freezing is drawn before the answer: it binds the next decision whatever the issuer says. The others
 * wait for the server, since they may be refused.
 */
export function useCardCommands(card: Before) {
  const frozen = (): Frozen => ({
    freezeCard: {
      __typename: 'Card',
      id: card.id,
      status: 'SUSPENDED',
      issuerStatus: card.issuerStatus,
      waitingForIssuer: true,
      version: card.version + 1,
      actions: [],
    },
  });
  const commands = {
    FREEZE: useCommand(FreezeCard, { refetch, optimistic: frozen }),
    UNFREEZE: useCommand(UnfreezeCard, { refetch }),
    ACTIVATE: useCommand(ActivateCard, { refetch }),
    TERMINATE: useCommand(TerminateCard, { refetch }),
    ASK_AGAIN: useCommand(AskIssuerAgain, { refetch }),
  } satisfies Record<CardAction, unknown>;
  return (action: CardAction) => {
    const { run, busy, refusal, reset } = commands[action];
    return {
      busy,
      refusal,
      reset,
      /** True when it was done. */
      run: async (reason: string): Promise<boolean> => {
        const input: Input = { cardId: card.id, expectedVersion: card.version, ...(reason === '' ? {} : { reason }) };
        return (await run(input)) !== null;
      },
    };
  };
}

interface Frozen {
  freezeCard: Before & { __typename: 'Card'; status: CardStatus; waitingForIssuer: boolean; actions: CardAction[] };
}
