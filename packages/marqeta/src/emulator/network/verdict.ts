import type { Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { FundingSource } from './payer.ts';
import type { StandIn } from './stand-in.ts';

/** Yes or no of whoever pays. */
export interface Answer {
  readonly approved: boolean;
  readonly amount: Units;
  readonly responseCode: string;
  /** The gateway's own words, kept in the notification. */
  readonly answer: Body | null;
  readonly log: Body | null;
}

/** What became of a question. An account is only looked at when the message is recorded, so that two at once never spend it twice. */
export type Verdict =
  | { readonly kind: 'DECLINED_BEFORE'; readonly code: string; readonly information: string | null }
  | { readonly kind: 'ANSWERED'; readonly answer: Answer }
  | { readonly kind: 'ACCOUNT_DECIDES' }
  /** Marqeta decided in the gateway's place and pays from the programme's funding source. */
  | { readonly kind: 'STOOD_IN'; readonly by: StandIn; readonly source: FundingSource; readonly answer: Answer };
