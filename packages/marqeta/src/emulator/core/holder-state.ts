import type { HolderStatus } from '../../wire/holder.ts';

// A change to the same status is accepted, as older official tests expect (wire-format §2.7).
const USER: Readonly<Record<HolderStatus, readonly HolderStatus[]>> = {
  UNVERIFIED: ['UNVERIFIED', 'ACTIVE', 'CLOSED', 'TERMINATED'],
  LIMITED: ['LIMITED', 'ACTIVE', 'SUSPENDED', 'CLOSED'],
  ACTIVE: ['ACTIVE', 'SUSPENDED', 'CLOSED', 'UNVERIFIED'],
  SUSPENDED: ['SUSPENDED', 'ACTIVE', 'LIMITED', 'UNVERIFIED', 'CLOSED', 'TERMINATED'],
  // Back from CLOSED only Marqeta can bring a holder, on channel SYSTEM.
  CLOSED: ['CLOSED'],
  TERMINATED: [],
};

const BUSINESS: Readonly<Record<HolderStatus, readonly HolderStatus[]>> = {
  ...USER,
  UNVERIFIED: ['UNVERIFIED', 'ACTIVE', 'SUSPENDED', 'CLOSED'],
  LIMITED: ['LIMITED', 'ACTIVE', 'SUSPENDED', 'CLOSED'],
  ACTIVE: ['ACTIVE', 'SUSPENDED', 'CLOSED'],
  SUSPENDED: ['SUSPENDED', 'ACTIVE', 'LIMITED', 'UNVERIFIED', 'CLOSED'],
};

export function mayBecome(holder: 'user' | 'business', from: HolderStatus, to: HolderStatus, channel: string): boolean {
  if (from === 'CLOSED' && channel === 'SYSTEM') return true;
  return (holder === 'user' ? USER : BUSINESS)[from].includes(to);
}

/** The flag `active` that goes with a status. */
export function isActiveStatus(status: HolderStatus): boolean {
  return status === 'ACTIVE' || status === 'LIMITED';
}
