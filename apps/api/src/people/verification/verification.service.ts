import type { CommandOptions } from '../../access/commander.ts';
import { assertMay, installation } from '../../access/policy.ts';
import { actorOf, type Member, signedIn, type Viewer } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { enqueue } from '../../platform/jobs.ts';
import type { Sealer } from '../../platform/seal.ts';
import { type Actor, audit, once, transact, type Tx } from '../../platform/transact.ts';
import {
  checkedCompany,
  checkedNumber,
  checkedPerson,
  type CompanyDetails,
  type CompanyNumbers,
  type IdentityNumber,
  type PersonDetails,
} from './details.ts';
import { companyDetails, keepCompany, keepPerson } from './details-store.ts';
import { sealNumbers } from './sealed-details.ts';
import { SETTLE, settlingOf } from './settle-verification.job.ts';
import type { Terms, TermsOf } from './terms.ts';
import { Verification } from './verification.entity.ts';
import { SubmissionRefusedError, TermsChangedError } from './verification.errors.ts';
import { type HolderFacts, refusalToSubmit, refusalToVouch, type SubmissionRefusal } from './verification.state.ts';
import { hasAccepted, holderStateOf, type Subject, termsOf, verificationsOf } from './verification-store.ts';

export type SubmitPerson = { readonly idempotencyKey: string; readonly details: PersonDetails; readonly number: IdentityNumber };
export type SubmitCompany = { readonly idempotencyKey: string; readonly details: CompanyDetails; readonly numbers: CompanyNumbers };
export type AcceptTerms = { readonly idempotencyKey: string; readonly terms: TermsOf; readonly version: string };
export type Vouch = Subject & { readonly idempotencyKey: string; readonly reason: string };

type Submitted = { readonly verificationId: string };

/**
 * Submits companies and people to be verified. What is told commits here, sealed; Marqeta hears of it by a job, so that an outage
 * delays a submission and never makes it two: the second would cost one of the few that Marqeta allows.
 */
export class VerificationService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly terms: Terms,
  ) {}

  /** @throws TermsChangedError, ForbiddenError */
  acceptTerms(viewer: Member, { idempotencyKey, terms, version }: AcceptTerms, options: CommandOptions = {}): Promise<void> {
    const { companyId, userId } = viewer;
    if (terms === 'COMPANY') assertMay(viewer, 'company.verify', { companyId });
    else assertMay(viewer, 'verification.submit', { companyId, userId });
    return transact(this.database, { ...options, command: 'terms.accept', actor: actorOf(viewer, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      await once(tx, idempotencyKey, { terms, version }, async () => {
        if (version !== this.terms.version(terms)) throw new TermsChangedError();
        const { clock } = this.database;
        await tx.query(
          `INSERT INTO terms_acceptances (company_id, id, user_id, terms, version, accepted_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (company_id, user_id, terms, version) DO NOTHING`,
          [companyId, uuidv7(clock), userId, terms, version, clock.now()],
        );
        audit(tx, { subjectType: 'terms', subjectId: terms, after: { version } });
      });
    });
  }

  /**
   * What the company told last, its owners' birth dates and homes with it; null when it has told nothing. Who looked is on record.
   * @throws ForbiddenError
   */
  lookAtCompany(viewer: Member, options: CommandOptions = {}): Promise<CompanyDetails | null> {
    const { companyId } = viewer;
    assertMay(viewer, 'company.verify', { companyId });
    const command = { ...options, command: 'verification.lookAtCompany', actor: actorOf(viewer, options.ip) };
    return transact(this.database, command, async (tx) => {
      const details = await companyDetails(tx, this.sealer, companyId);
      if (details !== null) audit(tx, { subjectType: 'company', subjectId: companyId });
      return details;
    });
  }

  /** The viewer's own verification. @throws InvalidInputError, SubmissionRefusedError */
  submitPerson(viewer: Member, input: SubmitPerson, options: CommandOptions = {}): Promise<Submitted> {
    const { companyId, userId } = viewer;
    assertMay(viewer, 'verification.submit', { companyId, userId });
    const details = checkedPerson(input.details, this.database.clock.now());
    const number = { ...input.number, value: checkedNumber('identityNumber', input.number.value) };
    return this.#submit(viewer, { companyId, userId }, input.idempotencyKey, options, async (tx, id) =>
      sealNumbers(await keepPerson(tx, this.sealer, companyId, userId, details), id, number),
    );
  }

  /** @throws InvalidInputError, SubmissionRefusedError, ForbiddenError */
  submitCompany(viewer: Member, input: SubmitCompany, options: CommandOptions = {}): Promise<Submitted> {
    const { companyId } = viewer;
    assertMay(viewer, 'company.verify', { companyId });
    const now = this.database.clock.now();
    const details = checkedCompany(input.details, now);
    const numbers = checkedNumbers(input.numbers, details);
    return this.#submit(viewer, { companyId, userId: null }, input.idempotencyKey, options, async (tx, id) =>
      sealNumbers(await keepCompany(tx, this.sealer, companyId, details, now), id, numbers),
    );
  }

  /**
   * An operator vouches for a holder whom the programme has verified itself (`manual_override`, wire-format §3.6).
   * @throws InvalidInputError, NotFoundError, ForbiddenError, SubmissionRefusedError
   */
  vouch(viewer: Viewer | null, input: Vouch, options: CommandOptions = {}): Promise<Submitted> {
    const operator = signedIn(viewer);
    assertMay(operator, 'verification.vouch', installation);
    const reason = input.reason.replace(/\s+/g, ' ').trim();
    if (reason === '' || reason.length > 255) throw new InvalidInputError('reason', 'A reason has 1 to 255 characters.');
    const { companyId, userId, idempotencyKey } = input;
    if (!isUuid(companyId) || (userId !== null && !isUuid(userId))) throw new NotFoundError('company or person');
    // In the company's own log: it sees who vouched for it.
    const actor: Actor = { kind: 'system', companyId, name: `operator ${operator.displayName}` };
    return transact(this.database, { ...options, command: 'verification.vouch', actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { userId, reason }, async () => {
        const { status, verifications } = await this.#factsOf(tx, { companyId, userId });
        refuse(refusalToVouch({ status, verifications }));
        const vouched = { isManual: true, note: reason, submittedByName: operator.displayName };
        return this.#insert(tx, { companyId, userId }, uuidv7(this.database.clock), vouched);
      });
    });
  }

  #submit(
    viewer: Member,
    subject: Subject,
    idempotencyKey: string,
    options: CommandOptions,
    keep: (tx: Tx, verificationId: string) => Promise<Buffer>,
  ): Promise<Submitted> {
    return transact(this.database, { ...options, command: 'verification.submit', actor: actorOf(viewer, options.ip) }, async (tx) => {
      await gate(tx, subject.companyId);
      // What was told is not part of what is compared: a hash of a birth date or a number is soon guessed.
      return once(tx, idempotencyKey, { userId: subject.userId }, async () => {
        refuse(refusalToSubmit(await this.#factsOf(tx, subject)));
        const id = uuidv7(this.database.clock);
        const numbersSealed = await keep(tx, id);
        const { userId: submittedBy, displayName: submittedByName } = viewer;
        const termsVersion = this.terms.version(termsOf(subject));
        return this.#insert(tx, subject, id, { isManual: false, termsVersion, numbersSealed, submittedBy, submittedByName });
      });
    });
  }

  async #factsOf(tx: Tx, subject: Subject): Promise<HolderFacts> {
    const state = await holderStateOf(tx, subject);
    if (state === null) throw new NotFoundError(subject.userId === null ? 'company' : 'person');
    return {
      status: state.status,
      verifications: await verificationsOf(tx, subject),
      termsAccepted: await hasAccepted(tx, subject, this.terms.version(termsOf(subject))),
    };
  }

  async #insert(tx: Tx, subject: Subject, id: string, row: Partial<Verification>): Promise<Submitted> {
    const { companyId, userId } = subject;
    const submittedAt = this.database.clock.now();
    await tx.insert(Verification, { companyId, id, userId, state: 'WAITING', codes: [], submittedAt, ...row });
    const { isManual, termsVersion, note } = row;
    const [subjectType, subjectId] = userId === null ? ['company', companyId] : ['person', userId];
    audit(tx, { subjectType, subjectId, after: { verification: id, isManual, termsVersion }, reason: note ?? null });
    await enqueue(tx, SETTLE, { companyId, verificationId: id }, settlingOf(id));
    return { verificationId: id };
  }
}

function refuse(refusal: SubmissionRefusal | null): void {
  if (refusal !== null) throw new SubmissionRefusedError(refusal);
}

function checkedNumbers({ taxNumber, owners }: CompanyNumbers, details: CompanyDetails): CompanyNumbers {
  if (owners.length !== details.owners.length) throw new InvalidInputError('owners', 'Each owner has an identity number.');
  return {
    taxNumber: checkedNumber('taxNumber', taxNumber),
    owners: owners.map(({ type, value }, index) => ({ type, value: checkedNumber(`owners.${index}.identityNumber`, value) })),
  };
}
