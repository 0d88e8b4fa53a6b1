import { ApiError, invalidField, missingField, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, readFields, text, textOf, token } from '../core/fields.ts';
import { assess, type KycResult, type KycStatus, mayDecide, maySubmit, type Verdict } from '../core/kyc.ts';
import type { Body, Resource } from '../core/resources.ts';
import type { HolderStatus } from '../../wire/holder.ts';
import { path } from '../network/context.ts';
import { createOnce, type Deps } from './deps.ts';
import { BUSINESS, changeStatus, type HolderKind, identificationOf, USER } from './holders.ts';

/** The planned step in which a review comes to its end. */
export const kycReview = 'kyc.review';
const HOUR_MS = 3_600_000;
const FIELDS: Fields = { token, user_token: token, business_token: token, manual_override: flag, notes: text(255), reference_id: text(32) };

/** Verifies a holder. Success makes the holder ACTIVE; anything else leaves the status as it is (wire-format §3.6). */
export function submitKyc(deps: Deps, given: unknown): Body {
  let verdict: Verdict | null = null;
  const created = createOnce(
    deps,
    'kyc',
    given,
    'request',
    (tokenText, at) => {
      const fields = readFields(given, FIELDS);
      const { holder, subject } = subjectOf(deps, fields);
      const earlier = deps.resources.all('kyc').filter(({ body }) => body[holder.tokenName] === subject.token).length;
      if (!maySubmit(subject.body['status'] as HolderStatus, earlier, deps.settings.unconfirmed.kycAttempts)) {
        throw new ApiError(
          400,
          '400002',
          `${holder.title} cannot be verified (status ${textOf(subject.body['status'])}, ${earlier} so far)`,
        );
      }
      verdict = assess(identificationOf(subject.body), fields['manual_override'] === true);
      const time = wireTime(at);
      const result = { status: verdict.status, codes: verdict.codes };
      return { manual_override: false, ...fields, token: tokenText, result, created_time: time, last_modified_time: time };
    },
    (kyc) => {
      if (verdict === null) return;
      follow(deps, kyc.body, verdict.status, kyc.created);
      const { later } = verdict;
      if (later !== null) deps.scheduler.add(kyc.created + deps.settings.unconfirmed.kycReviewHours * HOUR_MS, kycReview, kyc.token, later);
    },
  );
  return created.body;
}

/** Brings a pending verification to its end; one that was decided meanwhile stays as it is. */
export function decideKyc(deps: Deps, tokenText: string, result: unknown, at: number): Body {
  const kyc = deps.resources.find('kyc', tokenText)?.body;
  if (kyc === undefined) throw notFound('KYC');
  if (!mayDecide(textOf(path(kyc, 'result')?.['status']) as KycStatus)) return kyc;
  const decided = result as KycResult;
  const after = { ...kyc, result: { status: decided.status, codes: decided.codes }, last_modified_time: wireTime(at) };
  deps.store.atomically(() => {
    deps.resources.update('kyc', tokenText, after, at);
    deps.scheduler.cancel(kycReview, tokenText);
    follow(deps, after, decided.status, at);
  });
  return after;
}

function follow(deps: Deps, kyc: Body, status: KycStatus, at: number): void {
  const { holder, subject } = subjectOf(deps, kyc);
  const waits = maySubmit(subject.body['status'] as HolderStatus, 0, 1);
  if (status === 'success' && waits)
    changeStatus(deps, holder, subject, {
      status: 'ACTIVE',
      reasonCode: deps.settings.unconfirmed.kycReasonCode,
      reason: 'KYC passed',
      at,
    });
}

function subjectOf(deps: Deps, fields: Body): { holder: HolderKind; subject: Resource } {
  const named = [USER, BUSINESS].filter(({ tokenName }) => fields[tokenName] !== undefined);
  const [holder] = named;
  if (holder === undefined) throw missingField('user_token');
  if (named.length > 1) throw invalidField('business_token', 'excludes user_token');
  const subject = deps.resources.find(holder.kind, textOf(fields[holder.tokenName]));
  if (subject === null) throw unknownRelation(holder.title);
  return { holder, subject };
}
