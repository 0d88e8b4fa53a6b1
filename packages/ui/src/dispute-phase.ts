import type { Status } from './status-tones.ts';

/** What a person needs to know of where a dispute stands; the network's own states are finer. */
export type DisputePhase = 'WAITING' | 'OPEN' | 'CONTESTED' | 'WON' | 'LOST' | 'WRITTEN_OFF' | 'REFUSED' | 'WITHDRAWN';

const phases: Readonly<Record<string, DisputePhase>> = {
  WAITING: 'WAITING',
  REFUSED: 'REFUSED',
  NETWORK_REJECTED: 'REFUSED',
  REPRESENTMENT: 'CONTESTED',
  PREARB_RESPONDED: 'CONTESTED',
  CASE_WON: 'WON',
  CASE_LOST: 'LOST',
  WITHDRAWN: 'WITHDRAWN',
  WRITTEN_OFF_ISSUER: 'WRITTEN_OFF',
  WRITTEN_OFF_PROGRAM: 'WRITTEN_OFF',
};

/** By the state as the schema spells it. All others are steps of an argument that goes on. */
export function disputePhaseOf(state: string): DisputePhase {
  return phases[state] ?? 'OPEN';
}

/** As what a dispute is marked. */
export const statusOfDispute: Readonly<Record<DisputePhase, Status>> = {
  WAITING: 'WAITING',
  OPEN: 'PENDING',
  CONTESTED: 'LIMITED',
  WON: 'APPROVED',
  LOST: 'DECLINED',
  WRITTEN_OFF: 'CLOSED',
  REFUSED: 'REFUSED',
  WITHDRAWN: 'REVERSED',
};
