import type { Chargeback, ChargebackMove, ChargebackReason, ChargebackTransition, MarqetaClient } from '@afc/marqeta';
import { type Money, toDecimal } from '../platform/money.ts';
import { tokenFrom } from './cards.ts';
import { type IssuerRefusal, isConflict, refusalOf } from './refusal.ts';

/** What Marqeta says of a dispute: a state, since when, and under which token it said so. */
export type IssuerDispute = {
  readonly refused: false;
  readonly token: string;
  readonly state: string;
  /** Null when Marqeta gives no time. */
  readonly at: Date | null;
};

export type NewChargeback = {
  /** Chosen by us: the id of the dispute. */
  readonly token: string;
  readonly clearingToken: string;
  readonly amount: Money;
  readonly reason: ChargebackReason;
  readonly memo: string;
};

/** A memo has 1 to 1024 characters (wire-format §15.1). */
const MOST_MEMO = 1_024;

/** Asks the amount back and has the holder credited. The same token again gives the same chargeback. */
export async function openChargeback(client: MarqetaClient, { token, ...asked }: NewChargeback): Promise<IssuerDispute | IssuerRefusal> {
  try {
    const chargeback = await client.chargebacks
      .create({
        token,
        transaction_token: asked.clearingToken,
        amount: toDecimal(asked.amount),
        channel: 'GATEWAY',
        reason_description: asked.reason,
        credit_user: true,
        memo: asked.memo.slice(0, MOST_MEMO),
      })
      .catch((error: unknown) => {
        if (isConflict(error)) return client.chargebacks.get(token);
        throw error;
      });
    return ofChargeback(chargeback);
  } catch (error) {
    return refusalOf(error);
  }
}

/** Takes a step. It has a token of its own, so that it is taken once however often it is told. */
export async function moveChargeback(client: MarqetaClient, token: string, to: ChargebackMove): Promise<IssuerDispute | IssuerRefusal> {
  const stepToken = tokenFrom(token, to);
  try {
    const transition = await client.chargebacks.move({ token: stepToken, chargeback_token: token, state: to }).catch((error: unknown) => {
      if (isConflict(error)) return client.chargebacks.getTransition(stepToken);
      throw error;
    });
    return ofTransition(transition);
  } catch (error) {
    return refusalOf(error);
  }
}

/** All that Marqeta has on record of a dispute, when our picture of it may be old. Empty when Marqeta does not know it. */
export async function readChargeback(client: MarqetaClient, token: string): Promise<IssuerDispute[]> {
  const said: IssuerDispute[] = [];
  try {
    for await (const transition of client.chargebacks.transitions(token)) said.push(ofTransition(transition));
  } catch (error) {
    refusalOf(error);
  }
  return said;
}

function ofChargeback({ token, state, created_time: created, last_modified_time: modified }: Chargeback): IssuerDispute {
  const time = state === 'INITIATED' ? created : (modified ?? created);
  return { refused: false, token: `${token}:${state}`, state, at: time === undefined ? null : new Date(time) };
}

function ofTransition({ token, state, created_time: time }: ChargebackTransition): IssuerDispute {
  return { refused: false, token, state, at: time === undefined ? null : new Date(time) };
}
