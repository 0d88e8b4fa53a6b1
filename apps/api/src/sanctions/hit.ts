import type { Entry } from './list-file.ts';

/** OPEN: nobody has decided; DISMISSED: somebody else of a like name; CONFIRMED: whom the list names. What was decided can be decided anew. */
export type HitState = 'OPEN' | 'DISMISSED' | 'CONFIRMED';
export type HitDecision = Exclude<HitState, 'OPEN'>;

/** A row of `sanctions_hits`, and how those are called whom it is about. */
export type SanctionsHit = {
  readonly companyId: string;
  readonly id: string;
  /** Null when it is about the company itself. */
  readonly userId: string | null;
  readonly entry: Entry;
  readonly listVersion: string;
  readonly score: number;
  readonly state: HitState;
  readonly foundAt: Date;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly version: number;
  readonly companyName: string;
  readonly personName: string | null;
};
