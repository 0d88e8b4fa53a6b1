import type { CardLook, Status } from '@afc/ui';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { CardStatus, IssuerCardStatus } from '../../../gql/graphql.ts';

/** What a holder needs to know of a card, in one word, from our wish and what the issuer reports. */
export type CardState = 'active' | 'notActivated' | 'frozen' | 'pausedByIssuer' | 'waiting' | 'refused' | 'closed';

export interface CardStanding {
  status: CardStatus;
  issuerStatus: IssuerCardStatus;
  waitingForIssuer: boolean;
}

/**
 * A freeze or a closing of ours binds at once, so it is said even before the issuer has confirmed it; everything that opens a card
 * waits for the issuer.
 */
export function cardState({ status, issuerStatus, waitingForIssuer }: CardStanding): CardState {
  if (status === 'TERMINATED') return 'closed';
  if (status === 'SUSPENDED') return 'frozen';
  if (waitingForIssuer) return 'waiting';
  // Not made, and not waited for: it was refused, until an admin has the issuer asked again.
  if (issuerStatus === 'REQUESTED') return 'refused';
  if (status === 'UNACTIVATED') return 'notActivated';
  if (issuerStatus === 'TERMINATED') return 'closed';
  return issuerStatus === 'ACTIVE' ? 'active' : 'pausedByIssuer';
}

interface CardStateLook {
  look: CardLook;
  badge: Status;
  words: MessageDescriptor;
}

export const cardStateLooks: Readonly<Record<CardState, CardStateLook>> = {
  active: { look: 'active', badge: 'ACTIVE', words: msg`Active` },
  notActivated: { look: 'unactivated', badge: 'UNACTIVATED', words: msg`Not activated` },
  frozen: { look: 'frozen', badge: 'SUSPENDED', words: msg`Frozen` },
  pausedByIssuer: { look: 'frozen', badge: 'LIMITED', words: msg`Paused by the issuer` },
  waiting: { look: 'waiting', badge: 'WAITING', words: msg`Waiting for the issuer` },
  refused: { look: 'frozen', badge: 'REFUSED', words: msg`Refused by the issuer` },
  closed: { look: 'terminated', badge: 'TERMINATED', words: msg`Closed` },
};
