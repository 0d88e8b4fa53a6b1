/**
 * The life of a purchase once more, written apart from the ledger's own fold and as plainly as it can be said: no running state, one
 * sum after the other over everything that is true. It is slow, and it is meant to be.
 */

/** What was said, in the words of the model. `at` is the moment that Marqeta gives it, in milliseconds. */
export type Said = {
  readonly token: string;
  readonly what: What;
  readonly at: number;
  readonly amount: bigint;
  /** A reversal of everything, a clearing after which none comes. */
  readonly ends?: boolean;
  readonly failed?: boolean;
};

export type What =
  | 'HOLD'
  | 'ADVICE'
  | 'RELEASE'
  | 'EXPIRY'
  | 'CLEARING'
  | 'POSTED'
  | 'UNPOSTED'
  | 'REFUND'
  | 'CREDIT'
  | 'FEE'
  | 'DISPUTE_WON'
  | 'DISPUTE_LOST';

/** Our own answer, as long as Marqeta has said nothing of it. */
export type Answered = {
  readonly token: string;
  readonly what: 'HOLD' | 'POSTED';
  readonly at: number;
  readonly amount: bigint;
  readonly approved: boolean;
  readonly takenBack: boolean;
};

type NaivePart = { at: number; minor: bigint };

export type NaiveState = {
  readonly held: bigint;
  readonly cleared: bigint;
  readonly credited: bigint;
  readonly fees: bigint;
  readonly disputed: bigint;
  readonly parts: readonly NaivePart[];
  /** An answer that nobody has confirmed. */
  readonly unconfirmed: boolean;
  /** When it is counted as a purchase, once; null when nothing was bought. */
  readonly boughtAt: number | null;
};

export type NaiveEvents = { readonly said: readonly Said[]; readonly answered: readonly Answered[] };

/** Everything that stands, each message once, in the order of the messages' times. */
function standing({ said, answered }: NaiveEvents): Said[] {
  const told = said.map((one) => {
    const ours = answered.find(({ token }) => token === one.token);
    return ours !== undefined && ours.at < one.at ? { ...one, at: ours.at } : one;
  });
  const untold = answered.filter(({ token }) => said.every((one) => one.token !== token));
  const ours = untold
    .filter(({ approved, takenBack }) => approved && !takenBack)
    .map(({ token, what, at, amount }): Said => ({ token, what, at, amount }));
  return [...told.filter(({ failed }) => failed !== true), ...ours].sort(byTime);
}

const LATER_AT_ONE_MOMENT: readonly What[] = [
  ...([
    'HOLD',
    'POSTED',
    'ADVICE',
    'RELEASE',
    'CLEARING',
    'REFUND',
    'CREDIT',
    'UNPOSTED',
    'EXPIRY',
    'FEE',
    'DISPUTE_WON',
    'DISPUTE_LOST',
  ] as const),
];

function byTime(left: Said, right: Said): number {
  if (left.at !== right.at) return left.at - right.at;
  const order = LATER_AT_ONE_MOMENT.indexOf(left.what) - LATER_AT_ONE_MOMENT.indexOf(right.what);
  return order === 0 ? (left.token < right.token ? -1 : 1) : order;
}

const sum = (all: readonly { readonly amount: bigint }[]): bigint => all.reduce((total, { amount }) => total + amount, 0n);
const sumOf = (all: readonly Said[], what: What): bigint => sum(all.filter((one) => one.what === what));
const min = (left: bigint, right: bigint): bigint => (left < right ? left : right);
const positive = (minor: bigint): bigint => (minor > 0n ? minor : 0n);

/** Takes from the latest first. */
function less(parts: readonly NaivePart[], minor: bigint): NaivePart[] {
  if (minor <= 0n || parts.length === 0) return [...parts];
  const last = parts[parts.length - 1] as NaivePart;
  const taken = min(last.minor, minor);
  const rest = less(parts.slice(0, -1), minor - taken);
  return [...rest, { at: last.at, minor: last.minor - taken }];
}

/** To what level reversals and advices brought the holds, clearings apart. */
function levelOf(all: readonly Said[]): bigint {
  let level = 0n;
  for (const { what, amount, ends } of all) {
    if (what === 'HOLD') level += amount;
    if (what === 'RELEASE') level = ends === true ? min(level, 0n) : level - amount;
    if (what === 'ADVICE') level = min(level, amount);
  }
  return min(positive(level), sumOf(all, 'HOLD'));
}

/** A stretch of the purchase's life: what its holds leave, and what was cleared beyond them. */
function stretch(all: readonly Said[], isOver: boolean): { held: bigint; parts: NaivePart[]; beyond: Said[] } {
  const holds = all.filter(({ what }) => what === 'HOLD').map(({ at, amount }) => ({ at, minor: amount }));
  const level = levelOf(all);
  const clearings = all.filter(({ what }) => what === 'CLEARING');
  const covered = min(sum(clearings), level);
  const held = isOver ? 0n : level - covered;
  const beyond = clearings.map((one, i) => {
    const before = sum(clearings.slice(0, i));
    return { ...one, amount: one.amount - min(one.amount, positive(level - before)) };
  });
  return { held, parts: less(holds, sumOf(all, 'HOLD') - covered - held), beyond: beyond.filter(({ amount }) => amount > 0n) };
}

/** @param givenBack what refunds that name this purchase have given back */
export function naiveState(events: NaiveEvents, givenBack: bigint): NaiveState {
  const all = standing(events);
  const ends = all.filter(
    ({ what, ends: isLast }) => what === 'EXPIRY' || ((what === 'CLEARING' || what === 'RELEASE') && isLast === true),
  );
  const end = Math.max(Number.NEGATIVE_INFINITY, ...ends.map(({ at }) => at));
  const before = stretch(
    all.filter(({ at }) => at <= end),
    true,
  );
  const after = stretch(
    all.filter(({ at }) => at > end),
    false,
  );
  const posted = less(
    all.filter(({ what }) => what === 'POSTED').map(({ at, amount }) => ({ at, minor: amount })),
    sumOf(all, 'UNPOSTED'),
  );
  const postedMinor = posted.reduce((total, { minor }) => total + minor, 0n);
  const counted = [...withBeyond([...before.parts, ...after.parts], [...before.beyond, ...after.beyond]), ...posted].sort(
    (left, right) => left.at - right.at,
  );
  const taken = sumOf(all, 'CLEARING') + postedMinor;
  return {
    held: after.held,
    cleared: taken - sumOf(all, 'REFUND'),
    credited: sumOf(all, 'CREDIT'),
    fees: sumOf(all, 'FEE'),
    disputed: positive(sumOf(all, 'DISPUTE_WON') - sumOf(all, 'DISPUTE_LOST')),
    parts: less(counted, givenBack).filter(({ minor }) => minor > 0n),
    unconfirmed: events.answered.some(
      ({ token, approved, takenBack }) => approved && !takenBack && events.said.every((one) => one.token !== token),
    ),
    boughtAt: boughtAt(events, after.held > 0n || taken + sumOf(all, 'FEE') > 0n || all.some(({ what }) => HAPPENED.has(what))),
  };
}

/** What shows that a purchase was made, though nothing of it may be left. */
const HAPPENED: ReadonlySet<What> = new Set(['HOLD', 'POSTED', 'RELEASE', 'UNPOSTED', 'EXPIRY']);

/** At the first word of it, that of a failure included. Money that comes is no purchase, nor is a fee with nothing beside it. */
function boughtAt({ said, answered }: NaiveEvents, happened: boolean): number | null {
  const answers = answered.map(({ token, what, at, amount }): Said => ({ token, what, at, amount }));
  const [first] = [...said, ...answers].sort(byTime);
  const isCredit = first?.what === 'REFUND' || first?.what === 'CREDIT';
  const isFee = answered.length === 0 && said.every(({ what }) => what === 'FEE');
  return first === undefined || isCredit || isFee || !happened ? null : first.at;
}

/** What was cleared beyond the holds counts with the first of them; without any, with the first clearing. */
function withBeyond(parts: readonly NaivePart[], beyond: readonly Said[]): NaivePart[] {
  const minor = sum(beyond);
  const [first, ...rest] = parts;
  if (first !== undefined) return [{ at: first.at, minor: first.minor + minor }, ...rest];
  return beyond[0] === undefined ? [] : [{ at: beyond[0].at, minor }];
}
