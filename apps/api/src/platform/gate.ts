import { gateIsHeld } from './dry-run.ts';
import type { Tx } from './transact.ts';

/**
 * The one lock. Every transaction that changes a company's balances, counters, controls, card or person state, or feed
 * takes it first and then needs no other.
 */
export async function gate(tx: Tx, companyId: string): Promise<void> {
  await tx.query(`SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE`, [companyId]);
  gateIsHeld(tx);
}

/** Tells the gateway that its compiled controls, and whom they bind, are out of date. Under the gate. */
export async function bumpControls(tx: Tx, companyId: string): Promise<void> {
  await tx.query(`UPDATE company_gates SET controls_version = controls_version + 1 WHERE company_id = $1`, [companyId]);
}
