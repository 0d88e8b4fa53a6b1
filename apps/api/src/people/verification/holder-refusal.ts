import type { Run } from '../../platform/run.ts';
import { type HolderStatus, mayHoldCards } from './holder.ts';
import { HolderNotAllowedError } from './verification.errors.ts';

/** How the card issuer has verified somebody, and the company; null for what it has not yet been told of. */
export type Standing = { readonly company: HolderStatus | null; readonly person: HolderStatus | null };

/** Why no card is issued to the person or activated, or null. The company's own standing comes first: without it nobody has a card. */
export function refusalOfStanding({ company, person }: Standing): HolderNotAllowedError | null {
  if (company !== null && !mayHoldCards(company)) return new HolderNotAllowedError('COMPANY', company);
  return person === null || mayHoldCards(person) ? null : new HolderNotAllowedError('PERSON', person);
}

export async function refusalToHoldCards(run: Run, companyId: string, userId: string): Promise<HolderNotAllowedError | null> {
  const [standing = { company: null, person: null }] = await run<Standing>(
    `SELECT c.holder_status AS company, u.holder_status AS person FROM users u JOIN companies c ON c.id = u.company_id
      WHERE u.company_id = $1 AND u.id = $2`,
    [companyId, userId],
  );
  return refusalOfStanding(standing);
}
