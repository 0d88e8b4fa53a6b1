import { cardToken } from './world.ts';

/** Which purchases are made. Everything about one follows from its number. */
export type PurchaseOptions = {
  /** Numbers of the cards that buy, each equally often. */
  readonly cards: { readonly first: number; readonly count: number };
  /** Sets the tokens of one database apart. */
  readonly run: number;
  /** All purchases cost this; without it from 1.00 to 50.00. */
  readonly amountMinor?: number | undefined;
};

export type Purchase = {
  readonly card: string;
  /** In decimals, as Marqeta writes it. */
  readonly amount: string;
  /** Tokens of the question, of the authorization and of its clearing. */
  readonly jit: string;
  readonly authorization: string;
  readonly clearing: string;
};

export function purchases({ cards, run, amountMinor }: PurchaseOptions): (sequence: number) => Purchase {
  const tokens = new Map<number, string>();
  const tokenOf = (card: number): string => {
    let token = tokens.get(card);
    if (token === undefined) tokens.set(card, (token = cardToken(card)));
    return token;
  };
  return (sequence) => ({
    card: tokenOf(cards.first + (drawn(run, sequence) % cards.count)),
    amount: amountText(amountOf({ run, amountMinor }, sequence)),
    jit: tokenFor('0a', run, sequence),
    authorization: tokenFor('0b', run, sequence),
    clearing: tokenFor('0c', run, sequence),
  });
}

export function amountOf({ run, amountMinor }: Pick<PurchaseOptions, 'run' | 'amountMinor'>, sequence: number): number {
  return amountMinor ?? 100 + (mix(drawn(run, sequence)) % 4900);
}

function drawn(run: number, sequence: number): number {
  return mix(sequence + run * 0x1000000);
}

/** A token that looks drawn at random, as Marqeta's are, and from which `numberOf` reads the purchase again. */
function tokenFor(kind: string, run: number, sequence: number): string {
  const head = hex(mix(sequence ^ Math.imul(run, 0x9e3779b9)), 8);
  return `${head}-${kind}${hex(run, 2)}-4000-8000-${hex(sequence, 12)}`;
}

export function numberOf(token: string): { readonly run: number; readonly sequence: number } {
  return { run: Number.parseInt(token.slice(11, 13), 16), sequence: Number.parseInt(token.slice(24), 16) };
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

/** A bijection of 32-bit numbers that leaves no order (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function amountText(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}
