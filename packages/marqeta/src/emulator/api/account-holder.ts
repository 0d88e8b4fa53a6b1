import { ApiError, missingField, unknownRelation } from '../core/api-error.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { Body, Resources } from '../core/resources.ts';
import type { HolderStatus } from '../../wire/holder.ts';
import { ownerOf } from '../network/context.ts';

/** Whose account a load or a fee is for. */
export interface AccountHolder {
  readonly account: string;
  /** As the order names it. */
  readonly named: Body;
  /** As transactions name it. */
  readonly shown: Body;
  readonly active: boolean;
}

/** The holder that a body names: a user or a business, not both. */
export function accountHolderOf(resources: Resources, body: Body): AccountHolder {
  const { user_token: user, business_token: business } = body;
  if (user !== undefined && business !== undefined) throw new ApiError(400, '400001', 'Either user_token or business_token, not both');
  if (business !== undefined) return holder(resources, 'business', { business_token: business }, {});
  if (user === undefined) throw missingField('user_token');
  return holder(resources, 'user', { user_token: user }, { acting_user_token: user });
}

function holder(resources: Resources, kind: 'user' | 'business', named: Body, more: Body): AccountHolder {
  const found = resources.find(kind, String(Object.values(named)[0]))?.body;
  if (found === undefined) throw unknownRelation('Account holder');
  return { account: ownerOf(found), named, shown: { ...named, ...more }, active: isActiveStatus(found['status'] as HolderStatus) };
}

/** Who may be given money or charged (422 of the Core API: declined). */
export function activeHolderOf(resources: Resources, body: Body): AccountHolder {
  const of = accountHolderOf(resources, body);
  if (!of.active) throw new ApiError(422, '422001', 'Account holder is not active');
  return of;
}
