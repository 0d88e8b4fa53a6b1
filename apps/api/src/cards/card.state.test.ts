import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardStatus } from './card-status.ts';
import type { IssuerReport } from '../marqeta/issuer-report.ts';
import type { ReplacementReason } from '../marqeta/replacement-reason.ts';
import {
  CardFrozenByOthersError,
  CardHeldByIssuerError,
  CardNotReplaceableError,
  CardTransitionError,
  NothingRefusedError,
} from './card.errors.ts';
import {
  allowsAskingAgain,
  askedAgain,
  type Authority,
  allows,
  allowsReplacement,
  AUTHORITIES,
  type CardCommand,
  type CardState,
  command,
  type IssuerStatus,
  isWaiting,
  issuerStep,
  merge,
  replaced,
  withheld,
} from './card.state.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 2, 2, 9, 15, 4, ms));
const card = (status: CardStatus, issuerStatus: IssuerStatus, but: Partial<CardState> = {}): CardState => ({
  status,
  frozenWith: status === 'SUSPENDED' ? 'HOLDER' : null,
  issuerStatus,
  issuerChannel: issuerStatus === 'REQUESTED' ? null : 'API',
  issuerChangedAt: issuerStatus === 'REQUESTED' ? null : at(0),
  fulfillmentStatus: issuerStatus === 'REQUESTED' ? null : 'ISSUED',
  fulfillmentChangedAt: issuerStatus === 'REQUESTED' ? null : at(0),
  issuerRefusal: null,
  ...but,
});
const report = (state: string, ms: number, channel = 'API', fulfillmentStatus: string | null = null): IssuerReport => ({
  state,
  channel,
  stateAt: at(ms),
  fulfillmentStatus,
  fulfillmentAt: at(ms),
});

describe('a replacement', () => {
  test.each<[CardStatus, IssuerStatus, ReplacementReason, CardStatus | null]>([
    ['ACTIVE', 'ACTIVE', 'LOST', 'TERMINATED'],
    ['ACTIVE', 'ACTIVE', 'STOLEN', 'TERMINATED'],
    ['ACTIVE', 'ACTIVE', 'DAMAGED', 'ACTIVE'],
    ['ACTIVE', 'ACTIVE', 'EXPIRING', 'ACTIVE'],
    ['UNACTIVATED', 'UNACTIVATED', 'LOST', 'TERMINATED'],
    ['UNACTIVATED', 'UNACTIVATED', 'DAMAGED', null],
    ['SUSPENDED', 'SUSPENDED', 'STOLEN', 'TERMINATED'],
    ['SUSPENDED', 'SUSPENDED', 'EXPIRING', null],
    ['ACTIVE', 'REQUESTED', 'LOST', null],
    ['TERMINATED', 'TERMINATED', 'LOST', null],
  ])('of a card that is %s, and %s at Marqeta, because it is %s leaves it %s', (status, issuerStatus, reason, left) => {
    const before = card(status, issuerStatus);

    expect(allowsReplacement(before, reason, 'HOLDER')).toBe(left !== null);
    if (left === null) expect(() => replaced(before, reason, 'HOLDER')).toThrow(CardNotReplaceableError);
    else expect(replaced(before, reason, 'HOLDER')).toMatchObject({ status: left, frozenWith: null });
  });

  test('is no way around the freeze of somebody with more authority', () => {
    const frozen = card('SUSPENDED', 'SUSPENDED', { frozenWith: 'ADMIN' });
    expect(allowsReplacement(frozen, 'LOST', 'HOLDER')).toBe(false);
    expect(() => replaced(frozen, 'LOST', 'HOLDER')).toThrow(CardFrozenByOthersError);
    expect(replaced(frozen, 'LOST', 'ADMIN').status).toBe('TERMINATED');
  });

  test('gives a card that Marqeta holds a new number, and never the same one', () => {
    const held = card('ACTIVE', 'SUSPENDED', { issuerChannel: 'FRAUD' });
    expect(replaced(held, 'STOLEN', 'HOLDER').status).toBe('TERMINATED');
    expect(allowsReplacement(held, 'DAMAGED', 'ADMIN')).toBe(false);
    expect(() => replaced(held, 'DAMAGED', 'ADMIN')).toThrow(CardHeldByIssuerError);
  });
});

describe('a command', () => {
  test.each<[CardStatus, CardCommand, CardStatus | null]>([
    ['UNACTIVATED', 'activate', 'ACTIVE'],
    ['UNACTIVATED', 'freeze', null],
    ['UNACTIVATED', 'unfreeze', null],
    ['UNACTIVATED', 'terminate', 'TERMINATED'],
    ['ACTIVE', 'activate', null],
    ['ACTIVE', 'freeze', 'SUSPENDED'],
    ['ACTIVE', 'unfreeze', null],
    ['ACTIVE', 'terminate', 'TERMINATED'],
    ['SUSPENDED', 'activate', null],
    ['SUSPENDED', 'freeze', null],
    ['SUSPENDED', 'unfreeze', 'ACTIVE'],
    ['SUSPENDED', 'terminate', 'TERMINATED'],
    ['TERMINATED', 'activate', null],
    ['TERMINATED', 'freeze', null],
    ['TERMINATED', 'unfreeze', null],
    ['TERMINATED', 'terminate', null],
  ])('to a card that is %s: %s leads to %s', (from, asked, to) => {
    const before = card(from, from);

    expect(allows(before, asked, 'ADMIN')).toBe(to !== null);
    if (to === null) expect(() => command(before, asked, 'ADMIN')).toThrow(CardTransitionError);
    else expect(command(before, asked, 'ADMIN').status).toBe(to);
  });

  test.each<[Authority, Authority, boolean]>([
    ['HOLDER', 'HOLDER', true],
    ['HOLDER', 'MANAGER', true],
    ['HOLDER', 'ADMIN', true],
    ['MANAGER', 'HOLDER', false],
    ['MANAGER', 'MANAGER', true],
    ['MANAGER', 'ADMIN', true],
    ['ADMIN', 'HOLDER', false],
    ['ADMIN', 'MANAGER', false],
    ['ADMIN', 'ADMIN', true],
  ])('frozen with the authority of %s: %s may unfreeze: %s', (frozenWith, authority, may) => {
    const frozen = command(card('ACTIVE', 'ACTIVE'), 'freeze', frozenWith);

    expect(allows(frozen, 'unfreeze', authority)).toBe(may);
    if (may) expect(command(frozen, 'unfreeze', authority)).toMatchObject({ status: 'ACTIVE', frozenWith: null });
    else expect(() => command(frozen, 'unfreeze', authority)).toThrow(CardFrozenByOthersError);
  });

  test.each(['FRAUD', 'SYSTEM', 'ADMIN'])('cannot open what Marqeta stopped through its channel %s, but can close it', (issuerChannel) => {
    const held = card('SUSPENDED', 'SUSPENDED', { issuerChannel });

    expect(() => command(held, 'unfreeze', 'ADMIN')).toThrow(CardHeldByIssuerError);
    expect(allows(held, 'unfreeze', 'ADMIN')).toBe(false);
    expect(command(held, 'terminate', 'ADMIN').status).toBe('TERMINATED');
  });
});

describe('what Marqeta is told', () => {
  const transition = (to: string) => ({ kind: 'TRANSITION', to });
  test.each<[CardStatus, IssuerStatus, string, object | null]>([
    ['ACTIVE', 'REQUESTED', '', { kind: 'CREATE' }],
    ['UNACTIVATED', 'REQUESTED', '', { kind: 'CREATE' }],
    ['SUSPENDED', 'REQUESTED', '', { kind: 'CREATE' }],
    ['UNACTIVATED', 'UNACTIVATED', 'API', null],
    ['UNACTIVATED', 'SUSPENDED', 'FRAUD', null],
    ['ACTIVE', 'UNACTIVATED', 'API', transition('ACTIVE')],
    ['ACTIVE', 'ACTIVE', 'API', null],
    ['ACTIVE', 'SUSPENDED', 'API', transition('ACTIVE')],
    ['ACTIVE', 'SUSPENDED', 'IVR', transition('ACTIVE')],
    ['ACTIVE', 'SUSPENDED', 'FRAUD', null],
    ['ACTIVE', 'SUSPENDED', 'SYSTEM', null],
    ['ACTIVE', 'SUSPENDED', 'ADMIN', null],
    ['ACTIVE', 'LIMITED', 'SYSTEM', null],
    ['ACTIVE', 'UNSUPPORTED', 'SYSTEM', null],
    ['SUSPENDED', 'UNACTIVATED', 'API', null],
    ['SUSPENDED', 'ACTIVE', 'API', transition('SUSPENDED')],
    ['SUSPENDED', 'ACTIVE', 'ADMIN', transition('SUSPENDED')],
    ['SUSPENDED', 'LIMITED', 'SYSTEM', transition('SUSPENDED')],
    ['SUSPENDED', 'SUSPENDED', 'FRAUD', null],
    ['TERMINATED', 'REQUESTED', '', { kind: 'CREATE' }],
    ['TERMINATED', 'UNACTIVATED', 'API', transition('TERMINATED')],
    ['TERMINATED', 'ACTIVE', 'API', transition('TERMINATED')],
    ['TERMINATED', 'SUSPENDED', 'FRAUD', transition('TERMINATED')],
    ['TERMINATED', 'UNSUPPORTED', 'SYSTEM', transition('TERMINATED')],
    ['TERMINATED', 'TERMINATED', 'API', null],
  ])('we want %s, it has %s by %s', (status, issuerStatus, channel, step) => {
    const state = card(status, issuerStatus, { issuerChannel: channel || null });

    expect(issuerStep(state)).toEqual(step);
    expect(isWaiting(state)).toBe(step !== null);
    expect(isWaiting({ ...state, issuerRefusal: '400001' })).toBe(false);
  });

  test('leads to agreement in two steps at most, whatever is wanted', () => {
    const wishes = fc.constantFrom<CardStatus>('UNACTIVATED', 'ACTIVE', 'SUSPENDED', 'TERMINATED');
    const onIssue = fc.constantFrom('UNACTIVATED', 'ACTIVE');
    fc.assert(
      fc.property(wishes, onIssue, (status, born) => {
        let state = card(status, 'REQUESTED');
        for (let ms = 1; ms <= 2; ms += 1) {
          const step = issuerStep(state);
          if (step !== null) state = merge(state, report(step.kind === 'CREATE' ? born : step.to, ms));
        }

        expect(issuerStep(state)).toBeNull();
      }),
    );
  });
});

describe('what Marqeta reports', () => {
  test('an older report does not undo a newer one', () => {
    const state = merge(merge(card('ACTIVE', 'ACTIVE'), report('SUSPENDED', 20, 'FRAUD')), report('ACTIVE', 10));

    expect(state).toMatchObject({ status: 'ACTIVE', issuerStatus: 'SUSPENDED', issuerChannel: 'FRAUD' });
    expect(issuerStep(state)).toBeNull();
  });

  test('a card that Marqeta closed is closed for us too, for ever', () => {
    const state = merge(merge(card('ACTIVE', 'ACTIVE'), report('TERMINATED', 10, 'FRAUD')), report('ACTIVE', 20));

    expect(state).toMatchObject({ status: 'TERMINATED', issuerStatus: 'TERMINATED' });
  });

  test('a card activated elsewhere is activated', () => {
    expect(merge(card('UNACTIVATED', 'UNACTIVATED'), report('ACTIVE', 10, 'IVR'))).toMatchObject({
      status: 'ACTIVE',
      issuerStatus: 'ACTIVE',
    });
  });

  test('a reinstatement by Marqeta does not lift our freeze', () => {
    const state = merge(card('SUSPENDED', 'SUSPENDED', { issuerChannel: 'FRAUD' }), report('ACTIVE', 10, 'FRAUD'));

    expect(state.status).toBe('SUSPENDED');
    expect(issuerStep(state)).toEqual({ kind: 'TRANSITION', to: 'SUSPENDED' });
  });

  test('the way of the plastic moves without the state', () => {
    const state = merge(card('UNACTIVATED', 'UNACTIVATED'), report('UNACTIVATED', 10, 'SYSTEM', 'SHIPPED'));

    expect(state).toMatchObject({ status: 'UNACTIVATED', fulfillmentStatus: 'SHIPPED' });
    expect(merge(state, report('UNACTIVATED', 5, 'SYSTEM', 'ORDERED')).fulfillmentStatus).toBe('SHIPPED');
  });

  test('a mention without a time is believed until a change is known, and never after', () => {
    const mention = { ...report('ACTIVE', 0), channel: null, stateAt: null };
    const made = merge(card('ACTIVE', 'REQUESTED'), mention);

    expect(made.issuerStatus).toBe('ACTIVE');
    expect(merge(merge(made, report('SUSPENDED', 10)), mention).issuerStatus).toBe('SUSPENDED');
  });

  test('a state never heard of is kept as unsupported and nothing is told', () => {
    const state = merge(card('ACTIVE', 'ACTIVE'), report('HIBERNATING', 10, 'SYSTEM'));

    expect(state.issuerStatus).toBe('UNSUPPORTED');
    expect(issuerStep(state)).toBeNull();
  });

  test('news after a refusal makes it worth asking again', () => {
    const refused = card('ACTIVE', 'UNACTIVATED', { issuerRefusal: '422001' });

    expect(isWaiting(merge(refused, report('UNACTIVATED', 10, 'SYSTEM')))).toBe(true);
  });

  test('a refusal is asked about again when somebody says so, as long as it is still wanted', () => {
    const refused = card('ACTIVE', 'UNACTIVATED', { issuerRefusal: '422001' });

    expect(allowsAskingAgain(refused)).toBe(true);
    expect(isWaiting(askedAgain(refused))).toBe(true);
    expect(() => askedAgain(card('ACTIVE', 'UNACTIVATED'))).toThrow(NothingRefusedError);
    expect(() => askedAgain(card('ACTIVE', 'TERMINATED', { issuerRefusal: '422001' }))).toThrow(NothingRefusedError);
  });

  const reports = fc.array(
    fc.record({
      state: fc.constantFrom('UNACTIVATED', 'ACTIVE', 'LIMITED', 'SUSPENDED', 'TERMINATED', 'UNSUPPORTED'),
      channel: fc.constantFrom('API', 'FRAUD', 'SYSTEM'),
      fulfillmentStatus: fc.constantFrom('ISSUED', 'ORDERED', 'SHIPPED', null),
      stateAt: fc.option(fc.integer({ min: 0, max: 4 }).map(at)),
      fulfillmentAt: fc.option(fc.integer({ min: 0, max: 4 }).map(at)),
    }),
    { maxLength: 8 },
  );
  const wish = fc.constantFrom<CardStatus>('UNACTIVATED', 'ACTIVE', 'SUSPENDED', 'TERMINATED');

  test('in any order and more than once gives one issuer state', () => {
    fc.assert(
      fc.property(wish, reports, fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })), (status, all, order) => {
        const start = card(status, 'REQUESTED');
        const keyed = [...all, ...all].map((item) => ({ item, key: order.next().value as number }));
        const shuffled = keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);

        const [once, again] = [all.reduce(merge<CardState>, start), shuffled.reduce(merge<CardState>, start)];

        expect({ ...again, status: null }).toEqual({ ...once, status: null });
      }),
    );
  });

  test('never opens a card that we had closed', () => {
    fc.assert(
      fc.property(fc.constantFrom<CardStatus>('SUSPENDED', 'TERMINATED'), reports, (status, all) => {
        const end = all.reduce(merge<CardState>, card(status, 'REQUESTED'));

        expect(['SUSPENDED', 'TERMINATED']).toContain(end.status);
        if (status === 'TERMINATED') expect(end.status).toBe('TERMINATED');
      }),
    );
  });

  test('commands and reports mixed never leave the table', () => {
    const steps = fc.array(
      fc.oneof(
        reports.map((all) => ({ all })),
        fc.record({
          asked: fc.constantFrom<CardCommand>('activate', 'freeze', 'unfreeze', 'terminate'),
          authority: fc.constantFrom(...AUTHORITIES),
        }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(wish, steps, (status, all) => {
        let state = card(status, 'REQUESTED');
        for (const step of all) {
          if ('all' in step) state = step.all.reduce(merge<CardState>, state);
          else if (allows(state, step.asked, step.authority)) state = command(state, step.asked, step.authority);

          if (state.status === 'SUSPENDED') expect(state.frozenWith).not.toBeNull();
          else expect(state.frozenWith).toBeNull();
          if (state.issuerStatus === 'TERMINATED') expect(state.status).toBe('TERMINATED');
        }
      }),
    );
  });
});

describe('a card that is withheld', () => {
  test.each<[CardStatus, Authority | null, CardStatus, Authority | null]>([
    ['ACTIVE', null, 'SUSPENDED', 'ADMIN'],
    ['SUSPENDED', 'HOLDER', 'SUSPENDED', 'ADMIN'],
    ['SUSPENDED', 'MANAGER', 'SUSPENDED', 'ADMIN'],
    ['UNACTIVATED', null, 'TERMINATED', null],
  ])('%s, frozen with %s, becomes %s, frozen with %s', (status, frozenWith, becomes, then) => {
    expect(withheld(card(status, 'ACTIVE', { frozenWith }), 'ADMIN')).toMatchObject({ status: becomes, frozenWith: then });
  });

  test.each<[CardStatus, Authority | null]>([
    ['SUSPENDED', 'ADMIN'],
    ['TERMINATED', null],
  ])('stays as it is when it is %s, frozen with %s', (status, frozenWith) => {
    const before = card(status, 'ACTIVE', { frozenWith });

    expect(withheld(before, 'ADMIN')).toBe(before);
  });
});
