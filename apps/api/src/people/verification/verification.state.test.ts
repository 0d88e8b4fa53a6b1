import { HOLDER_STATUSES } from '@afc/marqeta';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterAnswer,
  attemptsLeft,
  type HolderFacts,
  MOST_SUBMISSIONS,
  needsDocument,
  newsOf,
  nextStep,
  refusalToSubmit,
  refusalToVouch,
  resultOf,
  type VerificationResult,
  type VerificationState,
} from './verification.state.ts';

const STATES = ['WAITING', 'PENDING', 'SUCCESS', 'FAILURE', 'REFUSED'] as const;
const was = (state: VerificationState, ...codes: string[]): VerificationResult => ({
  state,
  codes: codes.map((code) => ({ code, message: null })),
});
const willing: HolderFacts = { status: 'UNVERIFIED', verifications: [], termsAccepted: true };

test.each<[string, Partial<HolderFacts>, string | null, string]>([
  ['nothing was submitted yet', {}, null, 'SUBMIT'],
  ['Marqeta does not know the holder yet', { status: null }, null, 'NOTHING'],
  ['the holder may do some things without', { status: 'LIMITED' }, null, 'SUBMIT'],
  ['the terms are not accepted, or in an older version', { termsAccepted: false }, 'TERMS_NOT_ACCEPTED', 'ACCEPT_TERMS'],
  ['the holder is verified', { status: 'ACTIVE', verifications: [was('SUCCESS')] }, 'NOT_NEEDED', 'NOTHING'],
  ['the holder is suspended', { status: 'SUSPENDED' }, 'HOLDER_STOPPED', 'ASK_OPERATOR'],
  ['the holder was closed', { status: 'CLOSED' }, 'HOLDER_STOPPED', 'ASK_OPERATOR'],
  ['Marqeta has not answered yet', { verifications: [was('WAITING')] }, 'UNDER_WAY', 'WAIT'],
  ['somebody looks at it', { verifications: [was('PENDING', 'RiskIssue')] }, 'UNDER_WAY', 'WAIT'],
  ['a document is missing', { verifications: [was('PENDING', 'DocumentRequired')] }, 'UNDER_WAY', 'SEND_DOCUMENT'],
  ['it failed once', { verifications: [was('FAILURE', 'NoMatch')] }, null, 'RESUBMIT'],
  ['Marqeta took no submission', { verifications: [was('REFUSED'), was('REFUSED')] }, null, 'RESUBMIT'],
  ['it failed twice', { verifications: [was('FAILURE'), was('FAILURE')] }, 'NO_ATTEMPT_LEFT', 'ASK_OPERATOR'],
  ['the second is looked at', { verifications: [was('FAILURE'), was('PENDING')] }, 'UNDER_WAY', 'WAIT'],
])('when %s', (_when, but, refusal, step) => {
  const facts = { ...willing, ...but };

  expect([refusalToSubmit(facts), nextStep(facts)]).toEqual([refusal, step]);
});

test('an operator may cut a review short, but not a submission on its way, nor beyond the last attempt', () => {
  const vouching = (...verifications: VerificationResult[]) => refusalToVouch({ status: 'UNVERIFIED', verifications });

  expect(vouching()).toBeNull();
  expect(vouching(was('PENDING', 'DocumentRequired'))).toBeNull();
  expect(vouching(was('WAITING'))).toBe('UNDER_WAY');
  expect(vouching(was('FAILURE'), was('PENDING'))).toBe('NO_ATTEMPT_LEFT');
});

test('whatever is submitted and answered, a holder is never submitted more often than Marqeta allows', () => {
  const answers = fc.array(fc.record({ vouches: fc.boolean(), answer: fc.constantFrom(...STATES) }), { maxLength: 12 });
  fc.assert(
    fc.property(answers, fc.constantFrom(null, ...HOLDER_STATUSES), (steps, status) => {
      let verifications: readonly VerificationResult[] = [];
      for (const { vouches, answer } of steps) {
        const refusal = vouches ? refusalToVouch({ status, verifications }) : refusalToSubmit({ ...willing, status, verifications });
        if (refusal === null) verifications = [...verifications, was('WAITING')];
        const latest = verifications.at(-1);
        if (latest !== undefined) verifications = [...verifications.slice(0, -1), afterAnswer(latest, was(answer))];
        expect(verifications.filter(({ state }) => state === 'WAITING').length).toBeLessThanOrEqual(1);
      }
      expect(verifications.filter(({ state }) => state !== 'REFUSED').length).toBeLessThanOrEqual(MOST_SUBMISSIONS);
      expect(attemptsLeft(verifications)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('what was decided stays decided, and an answer never leads back to waiting', () => {
  for (const before of STATES)
    for (const answer of STATES) {
      const decided = before !== 'WAITING' && before !== 'PENDING';
      const expected = decided || answer === 'WAITING' ? before : answer;
      expect(afterAnswer(was(before), was(answer)).state).toBe(expected);
    }
});

test("Marqeta's result is read without regard to its case, and one that nobody knows is not decided", () => {
  const codes = [{ code: 'NoMatch', message: 'The identity could not be found' }];
  const result = (status: string) => resultOf({ token: 'k', result: { status, codes } });

  expect(result('success').state).toBe('SUCCESS');
  expect(result('FAILURE')).toEqual({ state: 'FAILURE', codes });
  expect(result('pending').state).toBe('PENDING');
  expect(result('in_review').state).toBe('PENDING');
  expect(resultOf({ token: 'k' })).toEqual({ state: 'PENDING', codes: [] });
});

test('a document is needed only while it is pending', () => {
  expect(needsDocument(was('PENDING', 'DocumentRequired'))).toBe(true);
  expect(needsDocument(was('FAILURE', 'DocumentRequired'))).toBe(false);
  expect(needsDocument({ state: 'PENDING', codes: [{ code: '77', message: 'Please send a document' }] })).toBe(true);
});

describe('its holder hears', () => {
  test.each([
    ['that it passed', was('WAITING'), was('SUCCESS'), 'PASSED'],
    ['that it passed after a review', was('PENDING', 'RiskIssue'), was('SUCCESS'), 'PASSED'],
    ['that it failed', was('PENDING', 'DocumentRequired'), was('FAILURE', 'NoMatch'), 'FAILED'],
    ['that Marqeta took no submission', was('WAITING'), was('REFUSED', '400'), 'FAILED'],
    ['that a document is missing', was('WAITING'), was('PENDING', 'DocumentRequired'), 'NEEDS_DOCUMENT'],
    ['that a document is missing after all', was('PENDING', 'RiskIssue'), was('PENDING', 'DocumentRequired'), 'NEEDS_DOCUMENT'],
  ] as const)('%s', (_what, before, after, news) => {
    expect(newsOf(before, after)).toBe(news);
  });

  test.each([
    ['of a review that begins', was('WAITING'), was('PENDING', 'RiskIssue')],
    ['of a document that is still missing', was('PENDING', 'DocumentRequired'), was('PENDING', 'DocumentRequired', 'RiskIssue')],
    ['of what was decided before', was('SUCCESS'), was('SUCCESS')],
  ] as const)('nothing %s', (_what, before, after) => {
    expect(newsOf(before, after)).toBeNull();
  });
});
