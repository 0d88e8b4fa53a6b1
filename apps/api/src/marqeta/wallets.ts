import type { DigitalWalletToken, DigitalWalletTokenTransition, MarqetaClient } from '@afc/marqeta';
import { timeOf } from './issuer-report.ts';
import { type IssuerRefusal, isConflict, refusalOf } from './refusal.ts';

const STATES = ['REQUESTED', 'REQUEST_DECLINED', 'ACTIVE', 'SUSPENDED', 'TERMINATED'] as const;

/** One word of Marqeta about a card in a phone. Of the device only what its owner would recognise it by. */
export type WalletReport = {
  readonly marqetaToken: string;
  readonly cardToken: string;
  readonly state: (typeof STATES)[number];
  readonly changedAt: Date;
  readonly wallet: string | null;
  readonly deviceName: string | null;
  readonly deviceType: string | null;
};

/** Null for a state or a token that is not said. */
export function reportOfWallet(transition: DigitalWalletTokenTransition, now: Date): WalletReport | null {
  const { digital_wallet_token: token, state, created_time: time } = transition;
  return token?.token === undefined ? null : report(token.token, token, { state, at: timeOf(time) ?? now });
}

type Described = Partial<Pick<DigitalWalletToken, 'card_token' | 'device' | 'token_service_provider'>>;

function report(marqetaToken: string, token: Described, said: { state: string | undefined; at: Date }): WalletReport | null {
  const state = STATES.find((known) => known === said.state);
  if (state === undefined || token.card_token === undefined) return null;
  return {
    ...{ marqetaToken, cardToken: token.card_token, state, changedAt: said.at },
    wallet: token.token_service_provider?.token_requestor_name?.slice(0, 60) ?? null,
    deviceName: token.device?.name?.slice(0, 100) ?? null,
    deviceType: token.device?.type?.slice(0, 40) ?? null,
  };
}

export type WalletOrder = {
  /** The same for the same command, however often it is sent. */
  readonly token: string;
  readonly marqetaToken: string;
  readonly to: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
};

/** Wire-format §2.7: requested by you, back to ACTIVE. */
const REASON_CODES = { ACTIVE: '19', SUSPENDED: '01', TERMINATED: '01' } as const;

/** Tells Marqeta to move a card in a phone. A repetition that it takes for another command is answered with what it did the first time. */
export async function moveWalletToken(
  client: MarqetaClient,
  order: WalletOrder,
): Promise<{ refused: false; report: WalletReport | null } | IssuerRefusal> {
  const { token, marqetaToken, to } = order;
  try {
    const body = { token, tokenOfWallet: marqetaToken, state: to, channel: 'API', reason_code: REASON_CODES[to] } as const;
    const transition = await client.walletTokens.transition(body).catch((error: unknown) => {
      if (isConflict(error)) return client.walletTokens.getTransition(token);
      throw error;
    });
    return { refused: false, report: reportOfWallet(transition, new Date(0)) };
  } catch (error) {
    return refusalOf(error);
  }
}

/** What Marqeta has on record, when our picture of it may be old; null when it has no such token. */
export async function readWalletToken(client: MarqetaClient, marqetaToken: string): Promise<WalletReport | null> {
  try {
    const token = await client.walletTokens.get(marqetaToken);
    return report(marqetaToken, token, {
      state: token.state,
      at: timeOf(token.last_modified_time) ?? timeOf(token.created_time) ?? new Date(0),
    });
  } catch (error) {
    refusalOf(error);
    return null;
  }
}
