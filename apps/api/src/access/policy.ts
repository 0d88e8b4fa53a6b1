import { NotFoundError } from '../platform/errors.ts';
import { ForbiddenError } from './access.errors.ts';
import { type Scope, SCOPES } from './scopes.ts';
import type { Role, Viewer } from './viewer.ts';

/** How far a role's yes to an action goes. */
type Extent =
  /** Every subject of the viewer's company. */
  | 'COMPANY'
  /** Subjects of the teams that the viewer manages, and the viewer's own. */
  | 'MANAGED'
  /** Subjects of the teams that the viewer manages, but never the viewer's own: nobody widens their own limits. */
  | 'MANAGED_NOT_OWN'
  /** Subjects of any team that the viewer belongs to, and the viewer's own. */
  | 'TEAMS'
  | 'OWN'
  /** Subjects of the installation, which belong to no company. */
  | 'INSTALLATION'
  | 'NONE';

/**
 * Who may do what, whole. Columns: admin, manager, accountant, employee, operator. An operator runs the installation and
 * sees no company's money. A service account may what an admin may, where one of its scopes says so; an operator who reads a company, what
 * stands in `READ`.
 */
const MATRIX = {
  'company.see': ['COMPANY', 'COMPANY', 'COMPANY', 'COMPANY', 'NONE'],
  /** Overview and balances of the whole company. */
  'company.seeSpend': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'NONE'],
  /** Where days, weeks and fiscal years of its limits begin. */
  'company.setClock': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** For how long it keeps what need not be kept for ever. */
  'retention.set': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  /** Name and state: what a colleague's row shows. */
  'person.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  'person.seeContact': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  'person.seeSpend': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  'person.manage': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** To plan when somebody leaves and who takes over, and to see what they still have. */
  'person.offboard': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  /** Of a person: state, and what to do next. */
  'verification.see': ['COMPANY', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** Only who somebody is tells of themselves. */
  'verification.submit': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  'company.verify': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** All of the installation that wait for something. */
  'verification.seeQueue': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  'verification.vouch': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],

  'team.see': ['COMPANY', 'TEAMS', 'COMPANY', 'TEAMS', 'NONE'],
  'team.manage': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** To keep people and teams as the company's directory has them: nobody's role is touched by it. */
  'directory.provision': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  'program.see': ['COMPANY', 'COMPANY', 'COMPANY', 'COMPANY', 'NONE'],
  'program.manage': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  'card.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  'card.issue': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'card.freeze': ['COMPANY', 'MANAGED', 'OWN', 'OWN', 'NONE'],
  'card.unfreeze': ['COMPANY', 'MANAGED', 'OWN', 'OWN', 'NONE'],
  'card.activate': ['COMPANY', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** Also by the holder: who loses a card at night should not have to wait for an office. */
  'card.replace': ['COMPANY', 'MANAGED', 'OWN', 'OWN', 'NONE'],
  /** Nobody but the holder sees a card's number or sets its PIN, an admin no more than others. */
  'card.reveal': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  'card.setPin': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** Put a card into a phone. */
  'card.provision': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** Pause, resume or remove a card in a phone. */
  'wallet.move': ['COMPANY', 'MANAGED', 'OWN', 'OWN', 'NONE'],
  'card.terminate': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'card.askAgain': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  /** To ask whether a purchase would be approved. */
  'card.tryPurchase': ['COMPANY', 'MANAGED', 'OWN', 'OWN', 'NONE'],

  /** A control in the list of controls. What binds a card is shown to whoever sees the card (`limit.see`). */
  'control.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  /** Controls of a person or a card. */
  'control.edit': ['COMPANY', 'MANAGED_NOT_OWN', 'NONE', 'NONE', 'NONE'],
  /** Controls of the company, a team or a card program: what admins allow. */
  'control.editShared': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** What is stopped and was, with who and why. That a card is stopped is shown to whoever sees the card. */
  'emergencyStop.see': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'NONE'],
  /** To stop spending, and to lift a stop. */
  'emergencyStop.set': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  'limit.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  /** How much of a limit is used. A limit shared by many is the spend of others: pass the control's subject, not the card's. */
  'limit.seeUse': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],

  'transaction.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  /** To say to which purchase a refund belongs. */
  'transaction.relinkRefund': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'NONE'],
  'dispute.see': ['COMPANY', 'MANAGED', 'COMPANY', 'OWN', 'NONE'],
  'dispute.open': ['COMPANY', 'OWN', 'OWN', 'OWN', 'NONE'],
  'dispute.addEvidence': ['COMPANY', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** To argue on, to give in, or to bear the loss. */
  'dispute.decide': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** Every rule of a decision with its counters; others get the sentence. */
  'decision.seeRecord': ['COMPANY', 'MANAGED', 'COMPANY', 'NONE', 'NONE'],
  'decision.seeTiming': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** Approvals that Marqeta did not simply confirm, and how they ended. */
  'orphanHold.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],

  /** A case is not shown to a manager whose own purchases it is about. */
  'riskCase.see': ['COMPANY', 'MANAGED_NOT_OWN', 'NONE', 'NONE', 'NONE'],
  /** To comment on it, give it to somebody, close it and open it again. */
  'riskCase.handle': ['COMPANY', 'MANAGED_NOT_OWN', 'NONE', 'NONE', 'NONE'],
  /** Whether an unusual purchase was made by its holder, nobody but the holder says. */
  'riskQuestion.answer': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  /** What the company looks for in its purchases. */
  'riskRule.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'riskRule.set': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** That a sanctions list may name somebody: of the company's other people, never oneself nor the company (`hits.query.ts`); an operator sees all. */
  'sanctionsHit.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  'sanctionsHit.decide': ['COMPANY', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],

  'budget.see': ['COMPANY', 'MANAGED', 'COMPANY', 'NONE', 'NONE'],
  'budget.edit': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'ledger.see': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'NONE'],
  /** Whether the continuous checks hold, of the company or of the installation. */
  'ledger.seeChecks': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'INSTALLATION'],
  /** To announce a top-up, ask for a withdrawal, agree to another admin's, and set when that is needed. */
  'funds.move': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** To say what came of a bank transfer: of its amount, company and reference, and nothing else of a company's money. */
  'funds.settle': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  /** How what we have compares with what Marqeta has, of the company or of the installation. */
  'reconciliation.see': ['COMPANY', 'NONE', 'COMPANY', 'NONE', 'INSTALLATION'],
  /** Who did what in the company, and its download; of the installation, what operators did. */
  'audit.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  /** Service accounts and their keys; a key itself is shown to nobody, and once to who made it. */
  'apiKey.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'apiKey.manage': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** How the company's people sign in: its identity provider, and whether it is required of all. */
  'companySignIn.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  'companySignIn.manage': ['COMPANY', 'NONE', 'NONE', 'NONE', 'NONE'],
  /** Operators' looks at a company's data, past and present. */
  'breakGlass.see': ['COMPANY', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  /** To read a company for a while, with a reason and in its admins' sight. */
  'breakGlass.start': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  'breakGlass.end': ['COMPANY', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  'notification.see': ['OWN', 'OWN', 'OWN', 'OWN', 'NONE'],
  'installation.see': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  /** A message of Marqeta that was not applied, without what it says of a company's money and people. */
  'deadLetter.see': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
  /** To replay, dismiss or restore it; with a reason, to read it whole. */
  'deadLetter.decide': ['NONE', 'NONE', 'NONE', 'NONE', 'INSTALLATION'],
} as const satisfies Record<string, readonly [Extent, Extent, Extent, Extent, Extent]>;

export type Action = keyof typeof MATRIX;
export const ACTIONS = Object.keys(MATRIX) as readonly Action[];

const COLUMN: Readonly<Record<Exclude<Role, 'SERVICE' | 'READER'>, 0 | 1 | 2 | 3 | 4>> = {
  ADMIN: 0,
  MANAGER: 1,
  ACCOUNTANT: 2,
  EMPLOYEE: 3,
  OPERATOR: 4,
};

/**
 * What an operator sees of a company that they read, as far as an admin does: its money, cards and rules. Not how to reach its people, who they
 * are to the issuer, what is suspected of them, how the company signs in and what its people did.
 */
const READ: readonly Action[] = [
  ...(['company.see', 'company.seeSpend', 'person.see', 'person.seeSpend', 'team.see', 'program.see', 'card.see'] as const),
  ...(['control.see', 'emergencyStop.see', 'limit.see', 'limit.seeUse', 'transaction.see', 'dispute.see'] as const),
  ...(['decision.seeRecord', 'decision.seeTiming', 'orphanHold.see', 'budget.see', 'ledger.see', 'ledger.seeChecks'] as const),
  ...(['reconciliation.see', 'breakGlass.end'] as const),
];

/** What a scope names and is no action does not compile here. */
const ACTIONS_OF: Readonly<Record<Scope, readonly Action[]>> = SCOPES;
/** A key without any scope still says of which company it is. */
const OF_EVERY_KEY: readonly Action[] = ['company.see'];

function allows(scopes: readonly Scope[], action: Action): boolean {
  return OF_EVERY_KEY.includes(action) || scopes.some((scope) => ACTIONS_OF[scope].includes(action));
}

/** What an action is about: whose it is, and in which teams that person is. A shared control names its team alone. */
export type Subject = {
  /** Null for what belongs to the installation. */
  readonly companyId: string | null;
  readonly userId?: string | null;
  readonly teamIds?: readonly string[];
};

export const installation: Subject = { companyId: null };

function extentOf(viewer: Viewer, action: Action): Extent {
  const { role, key } = viewer;
  if (role === 'SERVICE') return allows(key?.scopes ?? [], action) ? MATRIX[action][COLUMN.ADMIN] : 'NONE';
  if (role === 'READER') return READ.includes(action) ? MATRIX[action][COLUMN.ADMIN] : 'NONE';
  return MATRIX[action][COLUMN[role]];
}

export function may(viewer: Viewer, action: Action, subject: Subject): boolean {
  const extent = extentOf(viewer, action);
  if (extent === 'NONE') return false;
  if (extent === 'INSTALLATION') return subject.companyId === null;
  if (viewer.companyId === null || subject.companyId !== viewer.companyId) return false;
  if (extent === 'COMPANY') return true;
  const own = subject.userId !== undefined && subject.userId !== null && subject.userId === viewer.userId;
  const inOneOf = (teams: readonly string[]) => (subject.teamIds ?? []).some((id) => teams.includes(id));
  switch (extent) {
    case 'OWN':
      return own;
    case 'TEAMS':
      return own || inOneOf(viewer.teamIds);
    case 'MANAGED':
      return own || inOneOf(viewer.managedTeamIds);
    case 'MANAGED_NOT_OWN':
      return !own && inOneOf(viewer.managedTeamIds);
  }
}

/** A noun of the policy, and how a person calls it. */
const NOUNS: Readonly<Record<string, string>> = {
  program: 'card program',
  transaction: 'purchase',
  orphanHold: 'orphan hold',
  emergencyStop: 'emergency stop',
  apiKey: 'API key',
  riskCase: 'case',
  riskRule: 'rule',
  sanctionsHit: 'hit',
  riskQuestion: 'question',
  companySignIn: 'company sign-in',
  breakGlass: 'reading',
};

/**
 * @throws NotFoundError when the viewer may not even see the subject: that it exists is not told
 * @throws ForbiddenError when the viewer sees it, or knows of it anyway (the own company, the installation), but may not do this
 */
export function assertMay(viewer: Viewer, action: Action, subject: Subject): void {
  if (may(viewer, action, subject)) return;
  const noun = action.split('.', 1)[0] ?? action;
  const see = `${noun}.see`;
  if (see !== action && isAction(see) && may(viewer, see, subject)) throw new ForbiddenError();
  const whole = subject.userId === undefined && subject.teamIds === undefined;
  if (subject.companyId === null || (whole && subject.companyId === viewer.companyId)) throw new ForbiddenError();
  throw new NotFoundError(NOUNS[noun] ?? noun);
}

function isAction(text: string): text is Action {
  return Object.hasOwn(MATRIX, text);
}

/** Which rows of a list the viewer may see: what a query turns into its WHERE. */
export type Reach =
  | { readonly kind: 'company' }
  /** Rows of people in these teams, and the viewer's own. */
  | { readonly kind: 'teams'; readonly teamIds: readonly string[]; readonly userId: string }
  | { readonly kind: 'own'; readonly userId: string }
  | { readonly kind: 'none' };

export function reachOf(viewer: Viewer, action: Extract<Action, `${string}.see${string}`>): Reach {
  const { userId } = viewer;
  if (viewer.companyId === null || userId === null) return { kind: 'none' };
  switch (extentOf(viewer, action)) {
    case 'COMPANY':
      return { kind: 'company' };
    case 'MANAGED':
    case 'MANAGED_NOT_OWN':
      return { kind: 'teams', teamIds: viewer.managedTeamIds, userId };
    case 'TEAMS':
      return { kind: 'teams', teamIds: viewer.teamIds, userId };
    case 'OWN':
      return { kind: 'own', userId };
    case 'INSTALLATION':
    case 'NONE':
      return { kind: 'none' };
  }
}

export const PERMISSIONS = {
  ISSUE_CARD: 'card.issue',
  FREEZE_ANY_CARD: 'card.freeze',
  TERMINATE_CARD: 'card.terminate',
  EDIT_CONTROLS: 'control.edit',
  STOP_SPENDING: 'emergencyStop.set',
  SEE_EMERGENCY_STOPS: 'emergencyStop.see',
  EDIT_BUDGETS: 'budget.edit',
  DECIDE_DISPUTES: 'dispute.decide',
  SEE_COMPANY_SPEND: 'company.seeSpend',
  SET_COMPANY_CLOCK: 'company.setClock',
  SET_RETENTION: 'retention.set',
  SEE_PEOPLE: 'person.see',
  MANAGE_PEOPLE: 'person.manage',
  SEE_LEDGER: 'ledger.see',
  SEE_ORPHAN_HOLDS: 'orphanHold.see',
  MOVE_FUNDS: 'funds.move',
  MANAGE_API_KEYS: 'apiKey.manage',
  MANAGE_COMPANY_SIGN_IN: 'companySignIn.manage',
  RUN_INSTALLATION: 'installation.see',
  VERIFY_COMPANY: 'company.verify',
  SEE_AUDIT_LOG: 'audit.see',
  SEE_RISK_CASES: 'riskCase.see',
  SET_RISK_RULES: 'riskRule.set',
  SEE_SANCTIONS_HITS: 'sanctionsHit.see',
  SEE_READINGS: 'breakGlass.see',
} as const satisfies Record<string, Action>;
export type Permission = keyof typeof PERMISSIONS;

/** What the viewer may do beyond their own things, for drawing or hiding controls. The server decides again. */
export function permissionsOf(viewer: Viewer): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => {
    const extent = extentOf(viewer, PERMISSIONS[permission]);
    return extent !== 'NONE' && extent !== 'OWN';
  });
}
