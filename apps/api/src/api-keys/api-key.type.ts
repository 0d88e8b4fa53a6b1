import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Scope, SCOPE_NAMES } from '../access/scopes.ts';
import { sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { startOf } from './api-key.ts';
import type { ApiKey, ApiKeySortBy, ServiceAccount } from './api-key-store.ts';
import { expiresSoon, type KeyState, stateOf } from './key-life.ts';

const ApiScope = Object.fromEntries(SCOPE_NAMES.map((name) => [name, name])) as { [Name in Scope]: Name };
registerEnumType(ApiScope, {
  name: 'ApiScope',
  description:
    "What a service account may, at most as an admin may it. Without any it reads the company's name and clock. In none: moving funds, card numbers, roles, keys, disputes, cases and emergency stops.",
  valuesConfig: {
    PEOPLE_READ: { description: 'People with their addresses, and teams.' },
    CARDS_READ: { description: 'Card programs, cards, their limits and controls, emergency stops, and whether a purchase would work.' },
    CARDS_WRITE: { description: 'All of CARDS_READ; issue, freeze, unfreeze, replace and terminate cards.' },
    CONTROLS_WRITE: { description: 'All of CARDS_READ; set and remove spending controls, and grant exceptions from them.' },
    SPEND_READ: { description: 'Purchases with their decisions, disputes, budgets, overview and balances.' },
    BUDGETS_WRITE: { description: 'See budgets and set them.' },
    BOOKS_READ: { description: 'The ledger with its transfers, its checks, movements of funds, and reconciliation.' },
    SCIM: { description: "People and teams as the company's directory has them, by SCIM 2.0 under /scim/v2; never a role." },
  },
});

const ApiKeyState = { LIVE: 'LIVE', EXPIRED: 'EXPIRED', REVOKED: 'REVOKED' } as const satisfies { [Name in KeyState]: Name };
registerEnumType(ApiKeyState, {
  name: 'ApiKeyState',
  description: 'Whether a key is good.',
  valuesConfig: {
    LIVE: { description: 'Good, from the addresses that its service account allows.' },
    EXPIRED: { description: 'Its time is over.' },
    REVOKED: { description: 'An admin ended it.' },
  },
});

const ApiKeySortKeys = { CREATED: 'CREATED', LAST_USED: 'LAST_USED', EXPIRES: 'EXPIRES' } as const satisfies {
  readonly [By in ApiKeySortBy]: By;
};
registerEnumType(ApiKeySortKeys, {
  name: 'ApiKeySortBy',
  description: 'What keys can be ordered by.',
  valuesConfig: {
    CREATED: { description: 'When it was made.' },
    LAST_USED: { description: 'When it was last used; those that never were come before all others.' },
    EXPIRES: { description: 'When its time is over.' },
  },
});
export const ApiKeySort = sortType('ApiKey', ApiKeySortKeys);

/** `keys` is resolved beside it. */
@ObjectType('ServiceAccount', { description: 'A program that acts in the company with API keys.', simpleResolvers: true })
export class ServiceAccountType {
  @Field(() => ID, { description: 'UUID. Stands in the audit log as the actor of what its keys do.' })
  readonly id: string;
  @Field(() => String, { description: 'Unique in the company. Shown wherever it acted.' })
  readonly name: string;
  @Field(() => [ApiScope], { description: 'What its keys may. A change binds within a second.' })
  readonly scopes: readonly Scope[];
  @Field(() => [String], { description: 'Network addresses and ranges from which its keys are good. Empty for any.' })
  readonly allowedIps: readonly string[];
  @Field(() => Int, { description: 'Goes up with each change; for `expectedVersion`.' })
  readonly version: number;
  @Field(() => String, { description: 'Name of the admin, as it was then.' })
  readonly createdBy: string;
  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was closed, for good; null while it is open.' })
  readonly closedAt: Date | null;
}

export function shownAccount({
  id,
  name,
  scopes,
  allowedIps,
  version,
  createdBy,
  createdAt,
  closedAt,
}: ServiceAccount): ServiceAccountType {
  return { id, name, scopes, allowedIps, version, createdBy, createdAt, closedAt };
}

/** `serviceAccount` is resolved beside it. */
@ObjectType('ApiKey', {
  description: 'A key as it is known here: enough to tell it from others, nothing to use it with.',
  simpleResolvers: true,
})
export class ApiKeyType {
  readonly accountId: string;

  @Field(() => ID, { description: 'UUID. Part of the key itself.' })
  readonly id: string;
  @Field(() => String, { description: 'How the key begins: up to the secret.' })
  readonly start: string;
  @Field(() => ApiKeyState, { description: 'Whether it is good now.' })
  readonly state: KeyState;
  @Field(() => String, { description: 'Name of the admin, as it was then.' })
  readonly createdBy: string;
  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt: Date;
  @Field(() => DateTime, { description: 'From this moment on it is not good. Moves forward when the key is rotated.' })
  readonly expiresAt: Date;
  @Field(() => Boolean, { description: 'Whether it is live and ends within 30 days.' })
  readonly expiresSoon: boolean;
  @Field(() => DateTime, { nullable: true, description: 'To the minute. Null before the first use.' })
  readonly lastUsedAt: Date | null;
  @Field(() => String, { nullable: true, description: 'The network address of that use.' })
  readonly lastUsedIp: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When an admin ended it.' })
  readonly revokedAt: Date | null;
  @Field(() => ID, { nullable: true, description: 'The key that took its place when it was rotated.' })
  readonly replacedById: string | null;
}

export function shownKey(key: ApiKey, now: Date): ApiKeyType {
  const { id, accountId, createdBy, createdAt, expiresAt, lastUsedAt, lastUsedIp, revokedAt, replacedBy } = key;
  return {
    ...{ id, accountId, start: startOf(id), state: stateOf(key, now), createdBy, createdAt, expiresAt },
    ...{ expiresSoon: expiresSoon(key, now), lastUsedAt, lastUsedIp, revokedAt, replacedById: replacedBy },
  };
}

@ObjectType('MadeApiKey', { description: 'A key that was just made.', simpleResolvers: true })
export class MadeApiKeyType {
  @Field(() => ApiKeyType, { description: 'What is known of it from now on.' })
  readonly apiKey: ApiKeyType;
  @Field(() => String, {
    nullable: true,
    description: 'The key itself, shown this once: it is not kept. Null when the same command is repeated; rotate the key then.',
  })
  readonly key: string | null;
}

const NAME = '1 to 60 characters, unique in the company.';
const ALLOWED_IPS = 'Network addresses and ranges such as 203.0.113.0/24, 50 at most. Empty for any.';
const EXPIRES_IN_DAYS = '1 to 730; 365 when left out.';

@InputType({ description: 'A service account that is no longer used.' })
export class CloseServiceAccountInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Its id.' })
  readonly id: string;
}

@InputType({ description: 'A service account without a key yet.' })
export class CreateServiceAccountInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { description: NAME })
  readonly name: string;
  @Field(() => [ApiScope], { description: 'No more than the program needs.' })
  readonly scopes: Scope[];
  @Field(() => [String], { nullable: true, description: ALLOWED_IPS })
  readonly allowedIps?: string[] | null;
}

@InputType({ description: 'What the service account is to be from now on, whole.' })
export class UpdateServiceAccountInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'The service account.' })
  readonly id: string;
  @Field(() => String, { description: NAME })
  readonly name: string;
  @Field(() => [ApiScope], { description: 'All that it may have; those left out are taken away.' })
  readonly scopes: Scope[];
  @Field(() => [String], { nullable: true, description: ALLOWED_IPS })
  readonly allowedIps?: string[] | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'A key for a service account.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Whose key. With two live keys already, refused as TOO_MANY_API_KEYS.' })
  readonly serviceAccountId: string;
  @Field(() => Int, { nullable: true, description: EXPIRES_IN_DAYS })
  readonly expiresInDays?: number | null;
}

@InputType({ description: 'A new key for the place of another.' })
export class RotateApiKeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'The old key, live, and the only live one of its service account.' })
  readonly id: string;
  @Field(() => Int, { nullable: true, description: 'How long the old key still works: 0 to 43,200 minutes; 1,440, a day, when left out.' })
  readonly overlapMinutes?: number | null;
  @Field(() => Int, { nullable: true, description: EXPIRES_IN_DAYS })
  readonly expiresInDays?: number | null;
}

@InputType({ description: 'The key that is ended.' })
export class RevokeApiKeyInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'One that was revoked already stays as it is, and is returned.' })
  readonly id: string;
}
