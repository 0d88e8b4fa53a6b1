const SEE_CARDS = ['program.see', 'card.see', 'limit.see', 'limit.seeUse', 'control.see', 'emergencyStop.see', 'card.tryPurchase'] as const;

/**
 * What a service account may, by scope: as far as an admin's own answer goes, and not a word further. Whoever may change also sees what they
 * change. In no scope: what moves money out, a card's number, roles and keys, and what a person answers for by name, such as a
 * dispute, a verification, an emergency stop or a word on a refund. The names are actions of the policy, which checks that they are.
 */
export const SCOPES = {
  PEOPLE_READ: ['person.see', 'person.seeContact', 'team.see'],
  CARDS_READ: SEE_CARDS,
  CARDS_WRITE: [
    ...SEE_CARDS,
    ...(['card.issue', 'card.freeze', 'card.unfreeze', 'card.activate', 'card.replace', 'card.terminate'] as const),
    ...(['card.askAgain', 'wallet.move'] as const),
  ],
  CONTROLS_WRITE: [...SEE_CARDS, 'control.edit', 'control.editShared'],
  SPEND_READ: [
    ...(['company.seeSpend', 'person.seeSpend', 'transaction.see', 'dispute.see', 'budget.see'] as const),
    ...(['decision.seeRecord', 'decision.seeTiming', 'orphanHold.see'] as const),
  ],
  BUDGETS_WRITE: ['budget.see', 'budget.edit'],
  BOOKS_READ: ['ledger.see', 'ledger.seeChecks', 'reconciliation.see'],
  /** People and teams as the company's directory has them, by SCIM alone: `person.manage`, which gives roles, is not in it. */
  SCIM: ['person.see', 'person.seeContact', 'team.see', 'directory.provision'],
} as const;

export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as readonly Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}
