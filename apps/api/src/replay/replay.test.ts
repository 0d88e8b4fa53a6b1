import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Book } from '../authorization/book.ts';
import { balanceKey } from '../authorization/gather.ts';
import { judgeBatch } from '../authorization/judge.ts';
import { methodOf } from '../authorization/methods.ts';
import { type DecisionRecord, isRepeat } from '../authorization/decision-record.ts';
import type { AuthorizationRow } from '../authorization/record.ts';
import type { AuthorizationRequest } from '../authorization/request.ts';
import type { Channel } from '../controls/channel.ts';
import { compileControls, type CompiledControls, type ControlRow } from '../controls/compile.ts';
import type { ExceptionRow } from '../controls/exception.ts';
import type { Message } from '../ledger/purchase.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import { InOrder, type Step } from './in-order.ts';
import { lifeOf } from './life-of.ts';
import type { PastLife } from './past.ts';
import { type Flip, type MissingInput, type Proposal, Replay, type TwoLives } from './replay.ts';

const RUNS = process.env['LONG'] === '1' ? 5_000 : 150;
const HOUR = 3_600_000;
const start = Date.parse('2026-03-26T22:00:00Z');
/** Lisbon puts its clocks forward on 29 March 2026: the windows of this time are not all of 24 hours. */
const company = { companyId: 'harborline', version: 1, timeZone: 'Europe/Lisbon' };

type Asked = {
  readonly hours: number;
  readonly kind: 'ASK';
  readonly card: number;
  readonly minor: number;
  readonly mcc: string;
  readonly merchant: string;
  readonly country: string;
  readonly channel: Channel;
  /** To add to the purchase so many questions back, if it is of this card. */
  readonly adds: number | null;
};
type Told = {
  readonly hours: number;
  readonly kind: 'TELL';
  readonly back: number;
  readonly what: 'CLEAR' | 'CLEAR_PART' | 'REVERSE' | 'EXPIRE';
};
type Happening = Asked | Told;

const CARDS = [
  { cardId: 'card-1', userId: 'maya', cardProductId: 'program', teamIds: ['design'] },
  { cardId: 'card-2', userId: 'maya', cardProductId: 'program', teamIds: ['design'] },
  { cardId: 'card-3', userId: 'theo', cardProductId: 'program', teamIds: [] },
] as const;

/** A company that decides with the gateway's own code, and remembers what its database would. */
class RealCompany {
  nowMs = start;
  /** Whether the replay that goes on may look at every record. */
  readsRecords = true;
  #serial = 0;
  #available: bigint;
  readonly #counters = new Map<string, bigint>();
  readonly purchases = new Map<string, StoredPurchase>();
  readonly rows: AuthorizationRow[] = [];
  readonly requests = new Map<string, AuthorizationRequest>();
  readonly messageIds = new Map<string, string>();

  constructor(
    readonly controls: CompiledControls,
    funds: number,
  ) {
    this.#available = BigInt(funds);
  }

  /** As text they are in the order in which they were made. */
  newId = (): string => (this.#serial += 1).toString().padStart(8, '0');

  happen(happening: Happening): void {
    this.nowMs += happening.hours * HOUR;
    if (happening.kind === 'ASK') this.#ask(happening);
    else this.#tell(happening);
  }

  #ask({ card, minor, mcc, merchant: name, country, channel, adds }: Asked): void {
    const subjects = CARDS[card % CARDS.length] ?? CARDS[0];
    const profile = { companyId: company.companyId, currency: 'USD', ...subjects };
    const token = this.newId();
    const before = adds === null ? undefined : this.rows.at(-1 - adds);
    const methodName = before?.cardId === profile.cardId ? 'pgfs.authorization.incremental' : 'pgfs.authorization';
    const merchant = { name, mid: '1', networkMid: null, mcc, city: null, state: null, postalCode: null, country };
    const request: AuthorizationRequest = {
      ...{ jitToken: token, transactionToken: token, cardToken: profile.cardId, methodName, method: methodOf(methodName) },
      relatedToken: methodName === 'pgfs.authorization' ? null : (before?.transactionToken ?? null),
      ...{ amount: { minor: BigInt(minor), currency: 'USD' }, amountUnderstood: true, original: null },
      merchant,
      traits: { mcc, merchant, country, currency: 'USD', channels: [channel] },
      ...{ network: null, partialApprovalCapable: false, atMs: this.nowMs, fingerprint: token },
    };
    const card1 = {
      status: 'ACTIVE',
      issuerStatus: 'ACTIVE',
      expiresAtMs: null,
      personStatus: 'ACTIVE',
      holderStatus: null,
      companyStatus: null,
    };
    const book = this.#book();
    const { authorizations } = judgeBatch(
      [{ request, profile, isLate: () => false, timing: () => ({ batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 1 }) }],
      {
        gathered: { cards: new Map([[profile.cardId, { ...card1, teamIds: profile.teamIds }]]), seen: [] },
        controlsOf: () => this.controls,
        ...{ book, nowMs: this.nowMs, newId: this.newId },
      },
    );
    for (const row of authorizations) {
      this.rows.push(row);
      this.requests.set(row.id, request);
    }
    this.#keep(book);
  }

  #tell({ back, what }: Told): void {
    const row = this.rows.at(-1 - back);
    const purchase = row === undefined ? undefined : this.purchases.get(row.transactionId ?? '');
    if (purchase === undefined || purchase.position.held === 0n) return;
    const { held } = purchase.position;
    const token = this.newId();
    const type = {
      CLEAR: 'authorization.clearing',
      CLEAR_PART: 'authorization.clearing',
      REVERSE: 'authorization.reversal',
      EXPIRE: 'authorization.reversal.issuerexpiration',
    }[what];
    const message: Message = {
      ...{ kind: 'MESSAGE', token, type, state: 'COMPLETION', atMs: this.nowMs, requested: null, decrease: null },
      amount: what === 'CLEAR_PART' ? held / 2n : held,
      last: what === 'CLEAR',
      whole: what === 'REVERSE',
    };
    this.messageIds.set(token, token);
    const book = this.#book();
    book.enter({
      purchase: { ...purchase, messages: [...purchase.messages, message] },
      ...{ description: null, controls: this.controls.bindingOn(purchase), cause: token },
    });
    this.#keep(book);
  }

  #book(): Book {
    return new Book(
      {
        gates: new Map([[company.companyId, { version: 1, nextFeedNumber: 1n }]]),
        balances: new Map([[balanceKey(company.companyId, 'USD', 'AVAILABLE'), this.#available]]),
        counters: this.#counters,
        purchases: [...this.purchases.values()],
        refunds: new Map(),
      },
      { nowMs: this.nowMs, newId: this.newId },
    );
  }

  #keep(book: Book): void {
    const { purchases, counters, balances } = book.writes();
    for (const { purchase } of purchases) this.purchases.set(purchase.id, purchase);
    for (const { move } of counters) this.#counters.set(move.id, (this.#counters.get(move.id) ?? 0n) + move.minor);
    for (const { account, minor } of balances) if (account === 'AVAILABLE') this.#available += minor;
  }

  /** How many purchases that happened had used an exception by then. */
  usesBefore(exceptionId: string, fromId: string): number {
    const using = this.rows.filter((row) => row.id < fromId && row.exceptionId === exceptionId).map(({ transactionId }) => transactionId);
    return new Set(using).size;
  }

  /** Its history, as the database would tell it, in the order in which purchases began. */
  lives(fromId: string): PastLife[] {
    const rows = new Map(this.rows.map((row) => [row.transactionToken, row]));
    const byId = new Map(this.rows.map((row) => [row.id, row]));
    const lives = [...this.purchases.values()].map((stored) =>
      lifeOf(
        { ...stored, merchantName: '' },
        {
          stored,
          verdictIds: stored.verdicts.map(({ token }) => rows.get(token)?.id ?? ''),
          messageIds: stored.messages.map(({ token }) => this.messageIds.get(token) ?? ''),
          ...{ releasedMs: new Map(), refundIds: new Map() },
        },
        fromId,
        (id) => {
          const [row, request] = [byId.get(id), this.requests.get(id)];
          if (row === undefined || request === undefined) return null;
          const isLeftOut = row.outcome === 'APPROVED' && !isRepeat(row.record);
          const record = (): DecisionRecord => {
            if (isLeftOut && !this.readsRecords) throw new Error('a record that was left out');
            return row.record;
          };
          const asked = { outcome: row.outcome, atMs: row.atMs, decidedMs: row.atMs, request, unknown: new Set<never>() };
          return { id, ...asked, isRepeat: () => isRepeat(row.record), record };
        },
      ),
    );
    return lives.sort((left, right) => ((left.moments[0]?.id ?? '') < (right.moments[0]?.id ?? '') ? -1 : 1));
  }
}

type Found = { readonly flips: Flip[]; readonly watched: Flip[]; readonly missing: MissingInput[]; readonly questions: number };

function replayed(past: RealCompany, proposal: Proposal, fromId = ''): Found {
  const found = { flips: [] as Flip[], watched: [] as Flip[], missing: [] as MissingInput[] };
  const replay = new Replay(proposal, {
    flip: (flip) => found.flips.push(flip),
    watched: (flip) => found.watched.push(flip),
    missing: (input) => found.missing.push(input),
  });
  const order = new InOrder<TwoLives>();
  const lives = past.lives(fromId);
  const isNew = ({ before, moments }: PastLife): boolean => before.parts.length === 0 && moments[0]?.question !== null;
  for (const life of lives.filter((one) => !isNew(one))) order.begun(replay.begin(life));
  const step = ({ life, moment }: Step<TwoLives>): void => {
    past.readsRecords = replay.readsRecords;
    replay.step(life, moment);
  };
  for (const life of lives.filter(isNew)) for (const next of order.take(replay.begin(life))) step(next);
  for (const next of order.rest()) step(next);
  return { ...found, questions: replay.questions };
}

const said = ({ controlType, config, mode }: ControlRow): string => JSON.stringify([controlType, config, mode]);

/** A change of one of these controls. `before` and `after` share an id where the control is kept. */
function changing(
  rows: readonly ControlRow[],
  before: ControlRow | null,
  after: ControlRow | null,
  {
    isRecorded = false,
    exceptions = [],
    past,
  }: { isRecorded?: boolean; exceptions?: readonly ExceptionRow[]; past?: { readonly of: RealCompany; readonly fromId: string } } = {},
): Proposal {
  const controlId = (after ?? before)?.id ?? '';
  const was = before === null ? [] : compileControls(company, [before]).all;
  const compiled = compileControls(company, [], exceptions);
  return {
    controlId,
    proposed: compileControls(company, after === null ? [] : [after]),
    versions: new Map(was.map((control) => [control.version, control])),
    unchanged: new Set(before !== null && after !== null && said(before) === said(after) ? [before.version] : []),
    isRecorded,
    others: compileControls(
      company,
      rows.filter(({ id }) => id !== controlId),
    ),
    exceptions: {
      exceptionsFor: (subjects) => compiled.exceptionsFor(subjects),
      spans: new Map(
        exceptions.map(({ id, expiresAtMs }) => [
          id,
          { fromMs: start, untilMs: expiresAtMs, usedBefore: past === undefined ? 0 : past.of.usesBefore(id, past.fromId) },
        ]),
      ),
    },
  };
}

const MCCS = ['5814', '4121', '5734'] as const;
const NAMES = ['UBER TRIP', 'BLUE DOOR', 'CLOUDPINE'] as const;

const anAsk: fc.Arbitrary<Asked> = fc.record({
  hours: fc.integer({ min: 0, max: 30 }),
  kind: fc.constant('ASK'),
  card: fc.nat(2),
  minor: fc.integer({ min: 1, max: 400 }),
  mcc: fc.constantFrom(...MCCS),
  merchant: fc.constantFrom(...NAMES),
  country: fc.constantFrom('US', 'PT'),
  channel: fc.constantFrom<Channel>('ONLINE', 'CHIP'),
  adds: fc.constant(null),
});
const anIncrement = fc.tuple(anAsk, fc.nat(2)).map(([ask, adds]): Asked => ({ ...ask, adds }));
const aTelling: fc.Arbitrary<Told> = fc.record({
  hours: fc.integer({ min: 0, max: 30 }),
  kind: fc.constant('TELL'),
  back: fc.nat(5),
  what: fc.constantFrom('CLEAR', 'CLEAR_PART', 'REVERSE', 'EXPIRE'),
});
const happenings = fc.array(fc.oneof(anAsk, anAsk, anIncrement, aTelling), { minLength: 5, maxLength: 60 });

const scopes = fc.constantFrom(
  ...([
    ['COMPANY', null],
    ['TEAM', 'design'],
    ['CARD_PROGRAM', 'program'],
    ['PERSON', 'maya'],
    ['CARD', 'card-1'],
  ] as const),
);
const WINDOWS = ['TRANSACTION', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_YEAR', 'LIFETIME'] as const;
const filter = fc.option(fc.constantFrom(...MCCS), { nil: undefined }).map((mcc) => (mcc === undefined ? {} : { codes: mcc }));
const saying = fc.oneof(
  fc
    .tuple(fc.constantFrom(...WINDOWS), fc.integer({ min: 50, max: 1500 }), fc.constantFrom('DECLINE', 'DECLINE', 'TELL', 'BUFFER'), filter)
    .map(([window, minor, atCap, counted]) => ({
      controlType: 'AMOUNT_LIMIT',
      config: { window, amountMinor: String(minor), currency: 'USD', atCap, bufferMinor: '40', ...counted },
    })),
  fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 50, max: 1500 })).map(([days, minor]) => ({
    controlType: 'AMOUNT_LIMIT',
    config: { window: 'ROLLING', days, amountMinor: String(minor), currency: 'USD' },
  })),
  fc
    .tuple(fc.constantFrom('DAY', 'WEEK', 'MONTH', 'LIFETIME'), fc.integer({ min: 1, max: 6 }), filter)
    .map(([window, count, counted]) => ({ controlType: 'COUNT_LIMIT', config: { window, count, ...counted } })),
  fc
    .tuple(fc.constantFrom('MCC_ALLOW', 'MCC_BLOCK'), fc.subarray([...MCCS], { minLength: 1 }))
    .map(([controlType, mccs]) => ({ controlType, config: { mccs } })),
  fc.tuple(fc.constantFrom('MERCHANT_ALLOW', 'MERCHANT_BLOCK'), fc.constantFrom('UBER*', 'BLUE DOOR')).map(([controlType, value]) => ({
    controlType,
    config: { merchants: [{ by: 'NAME', value }] },
  })),
  fc.constantFrom('COUNTRY_BLOCK', 'COUNTRY_ALLOW').map((controlType) => ({ controlType, config: { countries: ['PT'] } })),
  fc.constantFrom('CHANNEL_BLOCK', 'CHANNEL_ALLOW').map((controlType) => ({ controlType, config: { channels: ['ONLINE'] } })),
  fc.constant({ controlType: 'SCHEDULE', config: { days: [1, 2, 3, 4, 5], from: '08:00', to: '19:00' } }),
);
const aControl = fc.tuple(scopes, saying, fc.constantFrom<ControlRow['mode'][]>('ENFORCE', 'ENFORCE', 'SHADOW'));

function rowOf(
  id: string,
  [[scope, subjectId], says, mode]: readonly [
    readonly [ControlRow['scope'], string | null],
    { controlType: string; config: unknown },
    ControlRow['mode'],
  ],
): ControlRow {
  return { id, scope, subjectId, ...says, mode, version: 1 };
}
const controls = fc.array(aControl, { minLength: 1, maxLength: 5 }).map((all) => all.map((one, i) => rowOf(`control-${i}`, one)));

const exceptions = fc
  .array(
    fc.record({
      on: fc.constantFrom(
        ...([
          ['CARD', 'card-1'],
          ['CARD', 'card-3'],
          ['PERSON', 'maya'],
        ] as const),
      ),
      merchants: fc.constantFrom(null, [{ by: 'NAME' as const, value: 'UBER*' }]),
      amountMinor: fc.constantFrom('150', '400', '1000'),
      days: fc.integer({ min: 2, max: 40 }),
      uses: fc.integer({ min: 1, max: 4 }),
    }),
    { maxLength: 3 },
  )
  .map((all) =>
    all.map(
      ({ on: [scope, subjectId], days, ...rest }, i): ExceptionRow => ({
        ...{ id: `exception-${i}`, scope, subjectId, currency: 'USD', expiresAtMs: start + days * 24 * HOUR },
        ...rest,
      }),
    ),
  );

function lived(rows: readonly ControlRow[], all: readonly Happening[], funds: number, excepted: readonly ExceptionRow[] = []): RealCompany {
  const real = new RealCompany(compileControls(company, rows, excepted), funds);
  for (const happening of all) real.happen(happening);
  return real;
}

/** Where the period begins: before the question that stands at this share of all. */
function beginning(past: RealCompany, share: number): string {
  return past.rows[Math.floor(past.rows.length * share)]?.id ?? '';
}

const shares = fc.constantFrom(0, 0.3, 0.6);
const funds = fc.constantFrom(1_000, 3_000, 100_000);

describe('replay', () => {
  test('of a control as it stands changes nothing', () => {
    fc.assert(
      fc.property(controls, exceptions, happenings, funds, shares, fc.boolean(), (rows, excepted, all, available, share, isRecorded) => {
        const past = lived(rows, all, available, excepted);
        const fromId = beginning(past, share);
        for (const row of rows) {
          const found = replayed(past, changing(rows, row, row, { isRecorded, exceptions: excepted, past: { of: past, fromId } }), fromId);

          expect(found).toMatchObject({ flips: [], missing: [] });
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('of a second control that says the same changes nothing: what it would have counted is what the first one counted', () => {
    fc.assert(
      fc.property(controls, exceptions, happenings, funds, shares, (rows, excepted, all, available, share) => {
        const past = lived(rows, all, available, excepted);
        const fromId = beginning(past, share);
        for (const row of rows) {
          const twin = changing(rows, null, { ...row, id: 'twin' }, { exceptions: excepted, past: { of: past, fromId } });
          const found = replayed(past, twin, fromId);

          expect(found.flips).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('finds what the gateway would have answered, where nothing but questions followed', () => {
    const questions = fc.array(anAsk, { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(
        controls,
        exceptions,
        aControl,
        fc.constantFrom('ADD', 'CHANGE', 'REMOVE'),
        questions,
        funds,
        (rows, excepted, wish, how, all, available) => {
          const [first] = rows;
          const before = how === 'ADD' ? null : (first ?? null);
          const wished = rowOf(before?.id ?? 'control-new', wish);
          const after =
            how === 'REMOVE'
              ? null
              : { ...wished, ...(before === null ? {} : { scope: before.scope, subjectId: before.subjectId, version: 2 }) };
          const past = lived(rows, all, available, excepted);
          const others = rows.filter(({ id }) => id !== before?.id);
          const otherwise = lived(after === null ? others : [...others, after], all, available, excepted);

          const { flips } = replayed(past, changing(rows, before, after, { exceptions: excepted }));

          const differing = past.rows.filter((row, i) => row.outcome !== otherwise.rows[i]?.outcome).map(({ id }) => id);
          expect(flips.map(({ question }) => question.id)).toEqual(differing);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
