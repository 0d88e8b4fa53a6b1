import type { HolderStatus } from '../../wire/holder.ts';
import { HOLDER_STATUSES } from '../../wire/holder.ts';
import { ApiError, missingField, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime, wireTimestamp } from '../core/clock.ts';
import { type Fields, flag, object, oneOf, readFields, requiredText, text, token, textOf } from '../core/fields.ts';
import { isActiveStatus, mayBecome } from '../core/holder-state.ts';
import { firstStatus } from '../core/kyc.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { DEFAULT_GROUP, groupOf } from './account-holder-groups.ts';
import type { Deps } from './deps.ts';

export const CHANNELS = ['API', 'IVR', 'FRAUD', 'ADMIN', 'SYSTEM'] as const;
export const REASON_CODES = [...Array.from({ length: 33 }, (_, code) => String(code).padStart(2, '0')), '86'];

/** What users and businesses have in common: a status, and a history of it. */
export interface HolderKind {
  readonly kind: 'user' | 'business';
  readonly transition: 'usertransition' | 'businesstransition';
  readonly envelope: 'usertransitions' | 'businesstransitions';
  readonly tokenName: 'user_token' | 'business_token';
  readonly title: 'Cardholder' | 'Business';
}
export const USER: HolderKind = {
  kind: 'user',
  transition: 'usertransition',
  envelope: 'usertransitions',
  tokenName: 'user_token',
  title: 'Cardholder',
};
export const BUSINESS: HolderKind = {
  kind: 'business',
  transition: 'businesstransition',
  envelope: 'businesstransitions',
  tokenName: 'business_token',
  title: 'Business',
};

/** A new holder's document; the group decides its first status (wire-format §2.6). */
export function newHolder(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const time = wireTime(at);
  const group = groupOf(deps, textOf(fields['account_holder_group_token']) || DEFAULT_GROUP, at);
  const status = firstStatus(textOf(path(group, 'config')?.['kyc_required']));
  return {
    ...fields,
    token: tokenText,
    active: isActiveStatus(status),
    status,
    account_holder_group_token: group['token'],
    deposit_account: { account_number: deps.ids.digits(12), routing_number: '121145307' },
    metadata: fields['metadata'] ?? {},
    created_time: time,
    last_modified_time: time,
  };
}

/** The creation itself is the first transition. */
export function recordCreation(deps: Deps, holder: HolderKind, created: Resource): void {
  const transition = transitionBody(holder, created, deps.ids.uuid(), deps.clock.now(), {
    status: String(created.body['status']),
    reason_code: '14',
    reason: 'CardHolder creation',
    channel: 'SYSTEM',
  });
  deps.resources.insert(holder.transition, String(transition['token']), transition, deps.clock.now(), null);
  announce(deps, holder, transition);
}

const TRANSITION_FIELDS: Fields = {
  status: oneOf(HOLDER_STATUSES, true),
  reason_code: oneOf(REASON_CODES, true),
  channel: oneOf(CHANNELS, true),
  reason: text(255),
  token,
  idempotentHash: text(255),
};

/** What a transition asks for, checked against the holder's present status. */
export function readTransition(deps: Deps, holder: HolderKind, body: unknown): { subject: Resource; fields: Body } {
  const fields = readFields(body, { ...TRANSITION_FIELDS, [holder.tokenName]: requiredText(1, 36) });
  const subject = deps.resources.find(holder.kind, String(fields[holder.tokenName]));
  if (subject === null) throw unknownRelation(holder.title);
  const from = subject.body['status'] as HolderStatus;
  if (!mayBecome(holder.kind, from, fields['status'] as HolderStatus, String(fields['channel']))) {
    const status = deps.settings.unconfirmed.illegalTransitionStatus;
    throw new ApiError(status, `${status}019`, `Invalid transition from ${from} to ${String(fields['status'])}`);
  }
  return { subject, fields };
}

export function applyTransition(deps: Deps, holder: HolderKind, subject: Resource, transition: Body, at = deps.clock.now()): void {
  const status = transition['status'] as HolderStatus;
  const body = { ...subject.body, status, active: isActiveStatus(status), last_modified_time: wireTime(at) };
  deps.resources.update(holder.kind, subject.token, body, at);
  announce(deps, holder, transition);
}

/** A change that Marqeta makes itself, on channel SYSTEM. */
export function changeStatus(
  deps: Deps,
  holder: HolderKind,
  subject: Resource,
  change: { readonly status: HolderStatus; readonly reasonCode: string; readonly reason: string; readonly at: number },
): void {
  const transition = transitionBody(holder, subject, deps.ids.uuid(), change.at, {
    status: change.status,
    reason_code: change.reasonCode,
    reason: change.reason,
    channel: 'SYSTEM',
  });
  deps.resources.insert(holder.transition, String(transition['token']), transition, change.at, null);
  applyTransition(deps, holder, subject, transition, change.at);
}

export function transitionBody(holder: HolderKind, subject: Resource, tokenText: string, at: number, fields: Body): Body {
  const time = wireTime(at);
  return {
    token: tokenText,
    status: fields['status'],
    reason_code: fields['reason_code'],
    ...(fields['reason'] === undefined ? {} : { reason: fields['reason'] }),
    channel: fields['channel'],
    created_time: time,
    created_timestamp: wireTimestamp(at),
    last_modified_time: time,
    metadata: subject.body['metadata'] ?? {},
    [holder.tokenName]: subject.token,
  };
}

function announce(deps: Deps, holder: HolderKind, transition: Body): void {
  deps.sender.notify({
    envelope: holder.envelope,
    eventType: `${holder.transition}.${String(transition['status']).toLowerCase()}`,
    token: String(transition['token']),
    text: JSON.stringify(transition),
  });
}

/** The holder after a PUT: only what was given changes, and neither token nor status. */
export function updatedHolder(deps: Deps, holder: HolderKind, tokenText: string, fields: Body): Resource {
  const found = deps.resources.find(holder.kind, tokenText);
  if (found === null) throw notFound(holder.title);
  const { token: _token, active: _active, uses_parent_account: _shared, ...changes } = fields;
  const body = { ...found.body, ...changes, last_modified_time: wireTime(deps.clock.now()) };
  deps.resources.update(holder.kind, tokenText, body, deps.clock.now());
  return { ...found, body };
}

/** As the API shows it: secrets masked or gone; only a single answer, not a list, tells the account for deposits (§2.2, §2.6a). */
export function holderView({ body }: Resource): Body {
  const { password: _password, ...shown } = body;
  const masked = hideNumbers(shown);
  return body['postal_code'] === undefined ? masked : { ...masked, zip: body['postal_code'] };
}

export function listedHolder(resource: Resource): Body {
  const { deposit_account: _account, ...listed } = holderView(resource);
  return listed;
}

const OWNERS = ['proprietor_or_officer', 'beneficial_owner1', 'beneficial_owner2', 'beneficial_owner3', 'beneficial_owner4'];
const HIDDEN = '___________';

function hideNumbers(body: Body): Body {
  const shown = { ...body };
  for (const name of ['ssn', 'taxpayer_id']) if (shown[name] !== undefined) shown[name] = HIDDEN;
  if (Array.isArray(shown['identifications'])) {
    shown['identifications'] = shown['identifications'].map((item: unknown) => ({ ...(item as Body), value: HIDDEN }));
  }
  for (const name of OWNERS) {
    const owner = path(shown, name);
    if (owner !== undefined) shown[name] = hideNumbers(owner);
  }
  return shown;
}

/** The number that a holder is known by to authorities, as it was given; empty when none was. */
export function identificationOf(holder: Body): string {
  const listed = Array.isArray(holder['identifications']) ? (holder['identifications'][0] as Body | undefined) : undefined;
  return textOf(holder['ssn']) || textOf(holder['taxpayer_id']) || textOf(listed?.['value']);
}

export function checkParent(deps: Deps, fields: Body): void {
  const parent = fields['parent_token'];
  if (fields['uses_parent_account'] === true && parent === undefined) throw missingField('parent_token');
  if (parent === undefined) return;
  const named = textOf(parent);
  if (deps.resources.find('user', named) === null && deps.resources.find('business', named) === null) {
    throw unknownRelation('Parent');
  }
}

/** A note about a cardholder (§2.6a). */
export const NOTE_FIELDS: Fields = {
  token,
  description: requiredText(1, 255),
  created_by: requiredText(1, 255),
  created_by_user_role: text(36),
  private: flag,
};

export const USER_FIELDS: Fields = {
  token,
  account_holder_group_token: text(36),
  active: flag,
  address1: text(255),
  address2: text(255),
  birth_date: text(),
  birth_place: text(255),
  city: text(40),
  company: text(255),
  corporate_card_holder: flag,
  country: text(40),
  email: { type: 'text', min: 1, max: 255 },
  first_name: text(40),
  gender: oneOf(['F', 'M']),
  honorific: text(10),
  id_card_expiration_date: text(),
  id_card_number: text(255),
  identifications: { type: 'list' },
  ip_address: text(39),
  last_name: text(40),
  metadata: object,
  middle_name: text(40),
  nationality: text(255),
  notes: text(255),
  parent_token: token,
  passport_expiration_date: text(),
  passport_number: text(40),
  password: text(255),
  phone: text(16),
  postal_code: text(10),
  ssn: text(),
  state: text(32),
  title: text(255),
  uses_parent_account: flag,
};

export const BUSINESS_FIELDS: Fields = {
  token,
  account_holder_group_token: text(36),
  active: flag,
  attestation_consent: flag,
  attestation_date: text(),
  attester_name: text(64),
  attester_title: text(64),
  beneficial_owner1: object,
  beneficial_owner2: object,
  beneficial_owner3: object,
  beneficial_owner4: object,
  business_name_dba: text(255),
  business_name_legal: text(255),
  business_type: text(255),
  date_established: text(),
  duns_number: text(255),
  general_business_description: text(255),
  history: text(255),
  identifications: { type: 'list' },
  in_current_location_since: text(),
  incorporation: object,
  international_office_locations: text(255),
  ip_address: text(39),
  metadata: object,
  notes: text(255),
  office_location: object,
  password: { type: 'text', min: 1, max: 255 },
  phone: text(16),
  primary_contact: object,
  proprietor_is_beneficial_owner: flag,
  proprietor_or_officer: object,
  taxpayer_id: text(255),
  website: text(255),
};
