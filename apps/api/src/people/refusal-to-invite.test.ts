import { expect, test } from 'vitest';
import { type Known, refusalToInvite } from './refusal-to-invite.ts';

const nuno = { hashes: ['nuno', 'nuno under the key before'], teamId: 'design', mailed: true };
const known = (but: Partial<Known> = {}): Known => ({
  ...{ people: new Set(['ana']), invited: new Set(['mira']), teams: new Set(['design']), open: { mailed: 499, unmailed: 500 } },
  ...but,
});

test.each([
  ['who is new, for a team', nuno, known()],
  ['who is new, for no team', { ...nuno, teamId: null }, known()],
  ['by the company’s provider, however many links are open', { ...nuno, mailed: false }, known({ open: { mailed: 500, unmailed: 500 } })],
])('somebody is invited %s', (_who, wanted, facts) => {
  expect(refusalToInvite(wanted, facts)).toBeNull();
});

test.each([
  ['who is in the company', nuno, known({ people: new Set(['nuno']) }), 'PERSON_EXISTS'],
  ['who is, by an older hash', nuno, known({ people: new Set(['nuno under the key before']) }), 'PERSON_EXISTS'],
  ['who is, and is invited too', nuno, known({ people: new Set(['nuno']), invited: new Set(['nuno']) }), 'PERSON_EXISTS'],
  ['who is invited', nuno, known({ invited: new Set(['nuno']) }), 'PERSON_INVITED'],
  ['when as many links are open as may be', nuno, known({ open: { mailed: 500, unmailed: 0 } }), 'TOO_MANY_INVITATIONS'],
  ['for a team that is not there', { ...nuno, teamId: 'gone' }, known(), 'NOT_FOUND'],
])('somebody is refused an invitation %s', (_who, wanted, facts, code) => {
  expect(refusalToInvite(wanted, facts)?.code).toBe(code);
});
