import { DomainError } from '../platform/errors.ts';

export type WalletTokenState = 'REQUESTED' | 'REQUEST_DECLINED' | 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
/** What we can ask for. */
export type WalletWish = 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';

/** A card in a phone: Marqeta's word on it, and our wish until that is granted or refused. */
export type WalletTokenStanding = {
  readonly state: WalletTokenState;
  readonly changedAt: Date;
  readonly wish: WalletWish | null;
  readonly refusal: string | null;
};

/** Where a token can go (wire-format §5.11). That a new one becomes active is between the phone and its network. */
const NEXT: Readonly<Record<WalletTokenState, readonly WalletWish[]>> = {
  REQUESTED: ['TERMINATED'],
  REQUEST_DECLINED: [],
  ACTIVE: ['SUSPENDED', 'TERMINATED'],
  SUSPENDED: ['ACTIVE', 'TERMINATED'],
  TERMINATED: [],
};

export class WalletTokenMoveError extends DomainError {
  override readonly name = 'WalletTokenMoveError';
  readonly kind = 'conflict';
  readonly code = 'WALLET_TOKEN_MOVE_NOT_ALLOWED';
  constructor() {
    super('The card in this phone is no longer in a state that allows this.');
  }
}

/** What may be asked for now. */
export function movesOf({ state, wish, refusal }: WalletTokenStanding): readonly WalletWish[] {
  return wish !== null && refusal === null ? NEXT[state].filter((to) => to === 'TERMINATED' && to !== wish) : NEXT[state];
}

/** @throws WalletTokenMoveError */
export function move<Token extends WalletTokenStanding>(token: Token, to: WalletWish): Token {
  if (!movesOf(token).includes(to)) throw new WalletTokenMoveError();
  return { ...token, wish: to, refusal: null };
}

const RANK: readonly WalletTokenState[] = ['REQUESTED', 'ACTIVE', 'SUSPENDED', 'REQUEST_DECLINED', 'TERMINATED'];

/**
 * The token after a report. Reports come in any order and more than once: what is final stands, else the latest by Marqeta's own time.
 * A wish that came true, or never can, is none any more. Marqeta's times have whole seconds: what we asked for is later than what was
 * there when we asked, even in the same second.
 */
export function merge<Token extends WalletTokenStanding>(token: Token, report: Pick<WalletTokenStanding, 'state' | 'changedAt'>): Token {
  const granted = report.state === token.wish && secondOf(report.changedAt) === secondOf(token.changedAt);
  const said = granted ? { ...report, changedAt: new Date(token.changedAt.getTime() + 1) } : report;
  if (!isLater(said, token)) return token;
  const next = { ...token, ...said };
  const over = next.wish === next.state || NEXT[next.state].length === 0;
  return over ? { ...next, wish: null, refusal: null } : next;
}

/** True while Marqeta has not confirmed what we asked for last, and may still do so. */
export function isWaiting({ wish, refusal }: WalletTokenStanding): boolean {
  return wish !== null && refusal === null;
}

function secondOf(at: Date): number {
  return Math.floor(at.getTime() / 1_000);
}

type Moment = Pick<WalletTokenStanding, 'state' | 'changedAt'>;

function isLater(one: Moment, other: Moment): boolean {
  const final = Number(NEXT[one.state].length === 0) - Number(NEXT[other.state].length === 0);
  if (final !== 0) return final > 0;
  const byTime = one.changedAt.getTime() - other.changedAt.getTime();
  return byTime !== 0 ? byTime > 0 : RANK.indexOf(one.state) > RANK.indexOf(other.state);
}
