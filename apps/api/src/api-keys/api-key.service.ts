import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import { isScope, type Scope, SCOPE_NAMES } from '../access/scopes.ts';
import { isAddressOrRange } from '../platform/allow-list.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { type Actor, audit, nameOfActor, once, transact, type Tx } from '../platform/transact.ts';
import { newKey } from './api-key.ts';
import {
  ApiKeyOverError,
  ServiceAccountClosedError,
  ServiceAccountExistsError,
  TooManyApiKeysError,
  TooManyServiceAccountsError,
} from './api-key.errors.ts';
import {
  type ApiKey,
  closeAccount,
  countAccounts,
  countLive,
  endKey,
  findAccount,
  findKey,
  insertAccount,
  insertKey,
  isNameTaken,
  replaceKey,
  type ServiceAccount,
  updateAccount,
} from './api-key-store.ts';
import { endOfReplaced, expiryOf, MOST_LIVE, stateOf } from './key-life.ts';

type Once = { readonly idempotencyKey: string };
type AccountWish = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly allowedIps?: readonly string[] | null | undefined;
};
export type CreateServiceAccount = Once & AccountWish;
export type UpdateServiceAccount = Once & AccountWish & { readonly id: string; readonly expectedVersion?: number | null | undefined };
export type CreateApiKey = Once & { readonly serviceAccountId: string; readonly expiresInDays?: number | null | undefined };
export type RotateApiKey = Once & {
  readonly id: string;
  readonly overlapMinutes?: number | null | undefined;
  readonly expiresInDays?: number | null | undefined;
};
export type CloseServiceAccount = Once & { readonly id: string };
export type RevokeApiKey = Once & { readonly id: string };

/** `key` is null when the command had been carried out before: a key is shown once. */
export type MadeKey = { readonly keyId: string; readonly key: string | null };

const MOST_ACCOUNTS = 50;
const MOST_ADDRESSES = 50;

/** What admins do with service accounts and keys. Nothing that is kept here, or audited, can be used as a key. */
export class ApiKeyService {
  constructor(private readonly database: Database) {}

  /** @throws ForbiddenError, InvalidInputError, ServiceAccountExistsError, TooManyServiceAccountsError */
  createAccount(by: Commander, input: CreateServiceAccount, options: CommandOptions = {}): Promise<{ accountId: string }> {
    return this.#once(by, 'serviceAccount.create', input, options, async (tx, actor) => {
      const { companyId } = actor;
      const made = { ...{ companyId, id: uuidv7(this.database.clock), version: 1 }, ...this.#signed(actor) };
      const account: ServiceAccount = { ...made, ...checkedAccount(input), closedAt: null };
      if ((await countAccounts(tx, companyId)) >= MOST_ACCOUNTS) throw new TooManyServiceAccountsError(MOST_ACCOUNTS);
      if (await isNameTaken(tx, account)) throw new ServiceAccountExistsError(account.name);
      await insertAccount(tx, account);
      audit(tx, { subjectType: 'service_account', subjectId: account.id, after: told(account) });
      return { accountId: account.id };
    });
  }

  /**
   * Binds its keys, and whatever they hold open, within a second.
   * @throws NotFoundError, ForbiddenError, StepUpRequiredError, InvalidInputError, StaleVersionError
   */
  async updateAccount(by: Commander, input: UpdateServiceAccount, options: CommandOptions = {}): Promise<{ accountId: string }> {
    assertProven(by, this.database.clock.now());
    return this.#once(by, 'serviceAccount.update', input, options, async (tx, { companyId }) => {
      const before = await this.#account(tx, companyId, input.id);
      if (before.closedAt !== null) throw new ServiceAccountClosedError();
      expectVersion('service account', before.version, input.expectedVersion);
      const after: ServiceAccount = { ...before, ...checkedAccount(input), version: before.version + 1 };
      if (await isNameTaken(tx, after)) throw new ServiceAccountExistsError(after.name);
      await updateAccount(tx, after, this.database.clock.now());
      audit(tx, { subjectType: 'service_account', subjectId: after.id, before: told(before), after: told(after) });
      return { accountId: after.id };
    });
  }

  /** For good: its keys are good for nothing from now on, everywhere within a second. @throws NotFoundError, ForbiddenError */
  closeAccount(by: Commander, input: CloseServiceAccount, options: CommandOptions = {}): Promise<{ accountId: string }> {
    return this.#once(by, 'serviceAccount.close', input, options, async (tx, { companyId }) => {
      const account = await this.#account(tx, companyId, input.id);
      if (account.closedAt !== null) return { accountId: account.id };
      const closedAt = this.database.clock.now();
      const revokedKeys = await closeAccount(tx, account, closedAt);
      audit(tx, { subjectType: 'service_account', subjectId: account.id, before: told(account), after: { closedAt, revokedKeys } });
      return { accountId: account.id };
    });
  }

  /** @throws NotFoundError, ForbiddenError, StepUpRequiredError, InvalidInputError, ServiceAccountClosedError, TooManyApiKeysError */
  createKey(by: Commander, input: CreateApiKey, options: CommandOptions = {}): Promise<MadeKey> {
    return this.#making(by, 'apiKey.create', input, options, async (tx, actor, show) => {
      const account = await this.#account(tx, actor.companyId, input.serviceAccountId);
      if (account.closedAt !== null) throw new ServiceAccountClosedError();
      await this.#assertRoom(tx, account);
      const key = await this.#insert(tx, actor, account.id, input.expiresInDays, show);
      audit(tx, { subjectType: 'api_key', subjectId: key.id, after: { serviceAccountId: account.id, expiresAt: key.expiresAt } });
      return { keyId: key.id };
    });
  }

  /** A new key of the same service account; the old one goes on for a while, so that no program stands still. */
  rotate(by: Commander, input: RotateApiKey, options: CommandOptions = {}): Promise<MadeKey> {
    return this.#making(by, 'apiKey.rotate', input, options, async (tx, actor, show) => {
      const now = this.database.clock.now();
      const old = await this.#key(tx, actor.companyId, input.id);
      if (stateOf(old, now) !== 'LIVE') throw new ApiKeyOverError();
      const account = await this.#account(tx, old.companyId, old.accountId);
      await this.#assertRoom(tx, account);
      const expiresAt = endOfReplaced(old, input.overlapMinutes, now);
      const key = await this.#insert(tx, actor, account.id, input.expiresInDays, show);
      await replaceKey(tx, old, { replacedBy: key.id, expiresAt });
      audit(tx, {
        subjectType: 'api_key',
        subjectId: old.id,
        before: { expiresAt: old.expiresAt },
        after: { expiresAt, replacedBy: key.id, replacementExpiresAt: key.expiresAt },
      });
      return { keyId: key.id };
    });
  }

  /** Good for nothing from now on, everywhere within a second. One that is over already stays as it is. @throws NotFoundError, ForbiddenError */
  revoke(by: Commander, input: RevokeApiKey, options: CommandOptions = {}): Promise<{ keyId: string }> {
    return this.#once(by, 'apiKey.revoke', input, options, async (tx, { companyId }) => {
      const key = await this.#key(tx, companyId, input.id);
      if (key.revokedAt === null) {
        const revokedAt = this.database.clock.now();
        await endKey(tx, key, revokedAt);
        audit(tx, { subjectType: 'api_key', subjectId: key.id, after: { revokedAt } });
      }
      return { keyId: key.id };
    });
  }

  #once<Input extends Once, T>(
    by: Commander,
    command: string,
    input: Input,
    options: CommandOptions,
    act: (tx: Tx, actor: Actor) => Promise<T>,
  ): Promise<T> {
    const actor = actorFor(by, options.ip);
    assertCommander(by, 'apiKey.manage', { companyId: actor.companyId });
    const { idempotencyKey, ...asked } = input;
    if (idempotencyKey.length < 1 || idempotencyKey.length > 200)
      throw new InvalidInputError('idempotencyKey', 'An idempotency key has 1 to 200 characters.');
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, actor.companyId);
      return once(tx, idempotencyKey, asked, () => act(tx, actor));
    });
  }

  /**
   * A repeat is answered from what was kept of the command, and that is never the key. A key outlives the session that makes it, and one
   * for SCIM deactivates people: a token that was copied is not enough.
   */
  async #making<Input extends Once>(
    by: Commander,
    command: string,
    input: Input,
    options: CommandOptions,
    act: (tx: Tx, actor: Actor, show: (key: string) => void) => Promise<{ keyId: string }>,
  ): Promise<MadeKey> {
    assertProven(by, this.database.clock.now());
    let shown: string | null = null;
    const { keyId } = await this.#once(by, command, input, options, (tx, actor) => act(tx, actor, (key) => void (shown = key)));
    return { keyId, key: shown };
  }

  async #insert(tx: Tx, actor: Actor, accountId: string, days: number | null | undefined, show: (key: string) => void): Promise<ApiKey> {
    const id = uuidv7(this.database.clock);
    const { key, secretHash } = newKey(id);
    const unused = { replacedBy: null, revokedAt: null, lastUsedAt: null, lastUsedIp: null };
    const expiresAt = expiryOf(days, this.database.clock.now());
    const made: ApiKey = { ...{ companyId: actor.companyId, id, accountId, expiresAt }, ...this.#signed(actor), ...unused };
    await insertKey(tx, made, secretHash);
    show(key);
    return made;
  }

  #signed(actor: Actor): { readonly createdBy: string; readonly createdAt: Date } {
    return { createdBy: nameOfActor(actor), createdAt: this.database.clock.now() };
  }

  async #assertRoom(tx: Tx, { companyId, id }: ServiceAccount): Promise<void> {
    if ((await countLive(tx, companyId, id, this.database.clock.now())) >= MOST_LIVE) throw new TooManyApiKeysError(MOST_LIVE);
  }

  async #account(tx: Tx, companyId: string, id: string): Promise<ServiceAccount> {
    const account = isUuid(id) ? await findAccount(tx, companyId, id) : null;
    if (account === null) throw new NotFoundError('service account');
    return account;
  }

  async #key(tx: Tx, companyId: string, id: string): Promise<ApiKey> {
    const key = isUuid(id) ? await findKey(tx, companyId, id) : null;
    if (key === null) throw new NotFoundError('API key');
    return key;
  }
}

/** @throws InvalidInputError */
function checkedAccount(wish: AccountWish): Pick<ServiceAccount, 'name' | 'scopes' | 'allowedIps'> {
  const name = wish.name.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 60) throw new InvalidInputError('name', 'A name has 1 to 60 characters.');
  const unknown = wish.scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) throw new InvalidInputError('scopes', `There is no scope "${unknown}".`);
  const allowedIps = [...new Set((wish.allowedIps ?? []).map((text) => text.trim()))];
  const wrong = allowedIps.find((text) => !isAddressOrRange(text));
  if (wrong !== undefined)
    throw new InvalidInputError('allowedIps', `"${wrong}" is no network address and no range such as 203.0.113.0/24 or 2001:db8::/32.`);
  if (allowedIps.length > MOST_ADDRESSES)
    throw new InvalidInputError('allowedIps', `Name at most ${MOST_ADDRESSES} addresses and ranges, or none for any.`);
  return { name, scopes: SCOPE_NAMES.filter((scope): scope is Scope => wish.scopes.includes(scope)), allowedIps };
}

function told({ name, scopes, allowedIps }: ServiceAccount): object {
  return { name, scopes, allowedIps };
}
