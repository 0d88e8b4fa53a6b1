import { describe, expect, test } from 'vitest';
import { NotFoundError } from '../platform/errors.ts';
import { ForbiddenError, ReadOnlyError, UnauthenticatedError } from './access.errors.ts';
import { ACTIONS, type Action, assertMay, installation, may, permissionsOf, reachOf, type Subject } from './policy.ts';
import { type Scope, SCOPE_NAMES } from './scopes.ts';
import { actorOf, memberOf, type Role, type Viewer } from './viewer.ts';

const company = 'company-harborline';
const me = 'user-me';
/** I manage design and am a plain member of sales. */
function viewer(role: Role): Viewer {
  const operator = role === 'OPERATOR';
  return {
    identityId: 'identity-me',
    sessionId: 'session',
    companyId: operator ? null : company,
    userId: operator ? null : me,
    role,
    teamIds: operator ? [] : ['design', 'sales'],
    managedTeamIds: role === 'MANAGER' ? ['design'] : [],
    displayName: 'Mina Ferro',
    locale: 'en',
    accessVersion: 1,
    provenAtMs: 0,
  };
}

const subjects = {
  'my own': { companyId: company, userId: me, teamIds: ['design', 'sales'] },
  'a person of the team I manage': { companyId: company, userId: 'bruno', teamIds: ['design'] },
  'a person of a team I am only in': { companyId: company, userId: 'carol', teamIds: ['sales'] },
  'a person of another team': { companyId: company, userId: 'dave', teamIds: ['finance'] },
  'the whole company': { companyId: company },
  'another company, same names': { companyId: 'company-other', userId: me, teamIds: ['design', 'sales'] },
  'the installation': installation,
} satisfies Record<string, Subject>;
const NAMES = Object.keys(subjects) as (keyof typeof subjects)[];
const ROLES: readonly Role[] = ['ADMIN', 'MANAGER', 'ACCOUNTANT', 'EMPLOYEE', 'OPERATOR'];

/**
 * One row an action, one column a role, one letter a subject for which the answer is yes: (m)y own, (t)eam I manage, (s)ales
 * where I am a member, (o)ther team, (c)ompany, an(x)ther company, (i)nstallation. Written by hand, not derived.
 */
const LETTERS = 'mtsocxi';
const TABLE: Readonly<Record<Action, readonly [string, string, string, string, string]>> = {
  'company.see': ['mtsoc', 'mtsoc', 'mtsoc', 'mtsoc', ''],
  'company.seeSpend': ['mtsoc', '', 'mtsoc', '', ''],
  'company.setClock': ['mtsoc', '', '', '', ''],
  'retention.set': ['mtsoc', '', '', '', ''],
  'person.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'person.seeContact': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'person.seeSpend': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'person.manage': ['mtsoc', '', '', '', ''],
  'person.offboard': ['mtsoc', '', '', '', ''],
  'verification.see': ['mtsoc', 'm', 'm', 'm', ''],
  'verification.submit': ['m', 'm', 'm', 'm', ''],
  'company.verify': ['mtsoc', '', '', '', ''],
  'verification.seeQueue': ['', '', '', '', 'i'],
  'verification.vouch': ['', '', '', '', 'i'],
  'team.see': ['mtsoc', 'mts', 'mtsoc', 'mts', ''],
  'team.manage': ['mtsoc', '', '', '', ''],
  'directory.provision': ['mtsoc', '', '', '', ''],
  'program.see': ['mtsoc', 'mtsoc', 'mtsoc', 'mtsoc', ''],
  'program.manage': ['mtsoc', '', '', '', ''],
  'card.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'card.issue': ['mtsoc', '', '', '', ''],
  'card.tryPurchase': ['mtsoc', 'mt', 'm', 'm', ''],
  'card.freeze': ['mtsoc', 'mt', 'm', 'm', ''],
  'card.unfreeze': ['mtsoc', 'mt', 'm', 'm', ''],
  'card.activate': ['mtsoc', 'm', 'm', 'm', ''],
  'card.replace': ['mtsoc', 'mt', 'm', 'm', ''],
  'card.reveal': ['m', 'm', 'm', 'm', ''],
  'card.setPin': ['m', 'm', 'm', 'm', ''],
  'card.provision': ['m', 'm', 'm', 'm', ''],
  'wallet.move': ['mtsoc', 'mt', 'm', 'm', ''],
  'card.terminate': ['mtsoc', '', '', '', ''],
  'card.askAgain': ['mtsoc', '', '', '', ''],
  'control.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'control.edit': ['mtsoc', 't', '', '', ''],
  'control.editShared': ['mtsoc', '', '', '', ''],
  'limit.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'limit.seeUse': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'transaction.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'transaction.relinkRefund': ['mtsoc', '', 'mtsoc', '', ''],
  'dispute.see': ['mtsoc', 'mt', 'mtsoc', 'm', ''],
  'dispute.open': ['mtsoc', 'm', 'm', 'm', ''],
  'dispute.addEvidence': ['mtsoc', 'm', 'm', 'm', ''],
  'dispute.decide': ['mtsoc', '', '', '', ''],
  'decision.seeRecord': ['mtsoc', 'mt', 'mtsoc', '', ''],
  'decision.seeTiming': ['mtsoc', '', '', '', ''],
  'orphanHold.see': ['mtsoc', '', '', '', ''],
  'emergencyStop.see': ['mtsoc', '', 'mtsoc', '', ''],
  'emergencyStop.set': ['mtsoc', '', '', '', ''],
  'riskCase.see': ['mtsoc', 't', '', '', ''],
  'riskCase.handle': ['mtsoc', 't', '', '', ''],
  'sanctionsHit.see': ['mtsoc', '', '', '', 'i'],
  'sanctionsHit.decide': ['mtsoc', '', '', '', 'i'],
  'riskQuestion.answer': ['m', 'm', 'm', 'm', ''],
  'riskRule.see': ['mtsoc', '', '', '', ''],
  'riskRule.set': ['mtsoc', '', '', '', ''],
  'budget.see': ['mtsoc', 'mt', 'mtsoc', '', ''],
  'budget.edit': ['mtsoc', '', '', '', ''],
  'ledger.see': ['mtsoc', '', 'mtsoc', '', ''],
  'ledger.seeChecks': ['mtsoc', '', 'mtsoc', '', 'i'],
  'funds.move': ['mtsoc', '', '', '', ''],
  'funds.settle': ['', '', '', '', 'i'],
  'reconciliation.see': ['mtsoc', '', 'mtsoc', '', 'i'],
  'audit.see': ['mtsoc', '', '', '', 'i'],
  'apiKey.see': ['mtsoc', '', '', '', ''],
  'apiKey.manage': ['mtsoc', '', '', '', ''],
  'companySignIn.see': ['mtsoc', '', '', '', ''],
  'companySignIn.manage': ['mtsoc', '', '', '', ''],
  'breakGlass.see': ['mtsoc', '', '', '', 'i'],
  'breakGlass.start': ['', '', '', '', 'i'],
  'breakGlass.end': ['mtsoc', '', '', '', 'i'],
  'notification.see': ['m', 'm', 'm', 'm', ''],
  'installation.see': ['', '', '', '', 'i'],
  'deadLetter.see': ['', '', '', '', 'i'],
  'deadLetter.decide': ['', '', '', '', 'i'],
};

const cells = ACTIONS.flatMap((action) =>
  ROLES.flatMap((role, column) =>
    NAMES.map((name, index) => [action, role, name, TABLE[action][column]?.includes(LETTERS.charAt(index)) ?? false] as const),
  ),
);

test.each(cells)('%s by %s on %s: %s', (action, role, name, expected) => {
  expect(may(viewer(role), action, subjects[name])).toBe(expected);
});

test('nobody ever reaches into another company', () => {
  const yes = cells.filter(([action, role]) => may(viewer(role), action, subjects['another company, same names']));

  expect(yes).toEqual([]);
});

function service(...scopes: Scope[]): Viewer {
  return { ...viewer('SERVICE'), userId: 'account-books', displayName: 'Books', key: { scopes, expiresAtMs: 0 } };
}

describe('a service account', () => {
  /** Written by hand, not derived: what a key may at most, and all of it only where a scope says so. */
  const REACHED: Readonly<Record<Scope, string>> = {
    PEOPLE_READ: 'person.see person.seeContact team.see',
    CARDS_READ: 'card.see card.tryPurchase control.see emergencyStop.see limit.see limit.seeUse program.see',
    CARDS_WRITE:
      'card.activate card.askAgain card.freeze card.issue card.replace card.see card.terminate card.tryPurchase card.unfreeze control.see emergencyStop.see limit.see limit.seeUse program.see wallet.move',
    CONTROLS_WRITE:
      'card.see card.tryPurchase control.edit control.editShared control.see emergencyStop.see limit.see limit.seeUse program.see',
    SPEND_READ:
      'budget.see company.seeSpend decision.seeRecord decision.seeTiming dispute.see orphanHold.see person.seeSpend transaction.see',
    BUDGETS_WRITE: 'budget.edit budget.see',
    BOOKS_READ: 'ledger.see ledger.seeChecks reconciliation.see',
    SCIM: 'directory.provision person.see person.seeContact team.see',
  };
  const reached = (who: Viewer) => ACTIONS.filter((action) => NAMES.some((name) => may(who, action, subjects[name])));

  test.each(SCOPE_NAMES)('with %s alone reaches what that says, and the company', (scope) => {
    expect(reached(service(scope)).sort()).toEqual(['company.see', ...REACHED[scope].split(' ')].sort());
  });

  test('without a scope sees of which company it is, and no more', () => {
    expect(reached(service())).toEqual(['company.see']);
  });

  test.each(ACTIONS)('with every scope may %s only as an admin may, and nothing as somebody', (action) => {
    for (const name of NAMES.filter((subject) => may(service(...SCOPE_NAMES), action, subjects[subject])))
      expect([may(viewer('ADMIN'), action, subjects[name]), subjects[name].companyId]).toEqual([true, company]);
  });

  test.each<Action>([
    'funds.move',
    'card.reveal',
    'card.setPin',
    'card.provision',
    'apiKey.manage',
    'companySignIn.manage',
    'person.manage',
    'person.offboard',
    'team.manage',
  ])('may never %s', (action) => {
    expect(NAMES.filter((name) => may(service(...SCOPE_NAMES), action, subjects[name]))).toEqual([]);
  });

  test('commands in its own name', () => {
    expect(actorOf(service(), '192.0.2.1')).toEqual({
      ...{ kind: 'service', companyId: company, accountId: 'account-books', name: 'Books', ip: '192.0.2.1' },
    });
  });
});

describe('an operator who reads a company', () => {
  const reader: Viewer = { ...viewer('READER'), userId: 'identity-me', reading: { id: 'reading', untilMs: 0 } };
  const reached = (subject: Subject) => ACTIONS.filter((action) => may(reader, action, subject)).sort();

  test('sees its money, cards and rules, and may end the reading', () => {
    const sees =
      'budget.see card.see company.see company.seeSpend control.see decision.seeRecord decision.seeTiming dispute.see emergencyStop.see ledger.see ledger.seeChecks limit.see limit.seeUse orphanHold.see person.see person.seeSpend program.see reconciliation.see team.see transaction.see';
    expect(reached(subjects['a person of another team'])).toEqual(['breakGlass.end', ...sees.split(' ')].sort());
  });

  test('reaches nothing of another company, nor of the installation', () => {
    expect([...reached(subjects['another company, same names']), ...reached(installation)]).toEqual([]);
  });

  test('commands nothing', () => {
    expect(() => actorOf(reader)).toThrow(ReadOnlyError);
    expect(ACTIONS.filter((action) => !/\.see/.test(action) && may(reader, action, subjects['the whole company']))).toEqual([
      'breakGlass.end',
    ]);
  });
});

describe('a refusal', () => {
  test.each<[string, Role, Action, keyof typeof subjects, typeof NotFoundError | typeof ForbiddenError]>([
    ['hides what may not be seen', 'EMPLOYEE', 'card.freeze', 'a person of another team', NotFoundError],
    ['hides another company from its admin', 'ADMIN', 'card.terminate', 'another company, same names', NotFoundError],
    ['is told to who sees the card', 'EMPLOYEE', 'card.terminate', 'my own', ForbiddenError],
    ['is told to a manager about the own limit', 'MANAGER', 'control.edit', 'my own', ForbiddenError],
    ['is told about the own company', 'EMPLOYEE', 'ledger.see', 'the whole company', ForbiddenError],
    ['is told about the installation', 'ADMIN', 'installation.see', 'the installation', ForbiddenError],
  ])('%s', (_what, role, action, name, kind) => {
    expect(() => assertMay(viewer(role), action, subjects[name])).toThrow(kind);
  });

  test('is not thrown when the answer is yes', () => {
    expect(() => assertMay(viewer('EMPLOYEE'), 'card.freeze', subjects['my own'])).not.toThrow();
  });
});

test.each<[Role, string[]]>([
  [
    'ADMIN',
    [
      'ISSUE_CARD',
      'FREEZE_ANY_CARD',
      'TERMINATE_CARD',
      'EDIT_CONTROLS',
      'STOP_SPENDING',
      'SEE_EMERGENCY_STOPS',
      'EDIT_BUDGETS',
      'DECIDE_DISPUTES',
      'SEE_COMPANY_SPEND',
      'SET_COMPANY_CLOCK',
      'SET_RETENTION',
      'SEE_PEOPLE',
      'MANAGE_PEOPLE',
      'SEE_LEDGER',
      'SEE_ORPHAN_HOLDS',
      'MOVE_FUNDS',
      'MANAGE_API_KEYS',
      'MANAGE_COMPANY_SIGN_IN',
      'VERIFY_COMPANY',
      'SEE_AUDIT_LOG',
      'SEE_RISK_CASES',
      'SET_RISK_RULES',
      'SEE_SANCTIONS_HITS',
      'SEE_READINGS',
    ],
  ],
  ['MANAGER', ['FREEZE_ANY_CARD', 'EDIT_CONTROLS', 'SEE_PEOPLE', 'SEE_RISK_CASES']],
  ['ACCOUNTANT', ['SEE_EMERGENCY_STOPS', 'SEE_COMPANY_SPEND', 'SEE_PEOPLE', 'SEE_LEDGER']],
  ['EMPLOYEE', []],
  ['OPERATOR', ['RUN_INSTALLATION', 'SEE_AUDIT_LOG', 'SEE_SANCTIONS_HITS', 'SEE_READINGS']],
])('%s is shown the controls %j', (role, permissions) => {
  expect(permissionsOf(viewer(role))).toEqual(permissions);
});

test.each<[Role, object]>([
  ['ADMIN', { kind: 'company' }],
  ['MANAGER', { kind: 'teams', teamIds: ['design'], userId: me }],
  ['EMPLOYEE', { kind: 'own', userId: me }],
  ['OPERATOR', { kind: 'none' }],
])('a list of purchases for %s reaches %j', (role, reach) => {
  expect(reachOf(viewer(role), 'transaction.see')).toEqual(reach);
});

test('an operator is no person of a company and cannot command there', () => {
  expect(() => actorOf(viewer('OPERATOR'))).toThrow(ForbiddenError);
  expect(() => memberOf(null)).toThrow(UnauthenticatedError);
  expect(actorOf(viewer('EMPLOYEE'))).toEqual({
    kind: 'person',
    companyId: company,
    userId: me,
    identityId: 'identity-me',
    displayName: 'Mina Ferro',
  });
});
