import type { GraphQLContext } from '../../access/graphql-context.ts';
import { mayHoldCards } from './holder.ts';
import type { Terms } from './terms.ts';
import type { HolderVerification, QueuedVerification } from './verification.type.ts';
import { attemptsLeft, MOST_SUBMISSIONS, needsDocument, nextStep, refusalToVouch } from './verification.state.ts';
import { hasAccepted, holderStateOf, type Subject, termsOf, verificationsOf } from './verification-store.ts';
import type { ShownVerification } from './verification.entity.ts';
import type { HolderStatus } from './holder.ts';

/** Null when there is no such holder. */
export async function holderVerification(context: GraphQLContext, terms: Terms, subject: Subject): Promise<HolderVerification | null> {
  const manager = await context.read();
  const state = await holderStateOf(manager, subject);
  if (state === null) return null;
  const verifications = await verificationsOf(manager, subject);
  const which = termsOf(subject);
  const version = terms.version(which);
  const accepted = await hasAccepted(manager, subject, version);
  return {
    id: subject.userId ?? subject.companyId,
    status: state.status,
    mayHoldCards: mayHoldCards(state.status),
    step: nextStep({ status: state.status, verifications, termsAccepted: accepted }),
    attemptsLeft: attemptsLeft(verifications),
    verifications: verifications.toReversed(),
    terms: { version, text: terms.text(which, context.locale), accepted },
  };
}

type QueueRow = {
  company_id: string;
  company_name: string;
  user_id: string | null;
  person_name: string | null;
  holder_status: HolderStatus | null;
  verification: Omit<ShownVerification, 'submittedAt' | 'settledAt'> & { submittedAt: string; settledAt: string | null };
  submissions: string;
};

/** All of the installation that may want somebody, the oldest first. Only for who is of no company. */
export async function verificationQueue(context: GraphQLContext): Promise<QueuedVerification[]> {
  const rows = await (await context.read()).query<QueueRow[]>('SELECT * FROM verification_queue()');
  return rows.map(({ verification, submissions, holder_status: status, ...row }) => {
    const left = Math.max(0, MOST_SUBMISSIONS - Number(submissions));
    return {
      ...{ companyId: row.company_id, companyName: row.company_name, personId: row.user_id, personName: row.person_name },
      ...{ status, attemptsLeft: left, needsDocument: needsDocument(verification) },
      mayVouch: left > 0 && refusalToVouch({ status, verifications: [verification] }) === null,
      verification: { ...verification, submittedAt: new Date(verification.submittedAt), settledAt: dateOf(verification.settledAt) },
    };
  });
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
