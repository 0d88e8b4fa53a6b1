import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { type Member, memberOf } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { ApiKeyService, MadeKey } from './api-key.service.ts';
import { accountById, accountsOf, type ApiKeySortBy, findAccount, findKey, keysOf, keysOfAccount } from './api-key-store.ts';
import {
  ApiKeySort,
  ApiKeyType,
  CloseServiceAccountInput,
  CreateApiKeyInput,
  CreateServiceAccountInput,
  MadeApiKeyType,
  RevokeApiKeyInput,
  RotateApiKeyInput,
  ServiceAccountType,
  shownAccount,
  shownKey,
  UpdateServiceAccountInput,
} from './api-key.type.ts';

@Resolver(() => ServiceAccountType)
export class ServiceAccountResolver {
  constructor(private readonly service: ApiKeyService) {}

  @Query(() => [ServiceAccountType], { description: 'Those that are open, by name; a company has 50 at most. Admin.' })
  async serviceAccounts(@Ctx() context: GraphQLContext): Promise<ServiceAccountType[]> {
    const { companyId } = seeing(context);
    return (await accountsOf(await context.read(), companyId)).map(shownAccount);
  }

  @Mutation(() => ServiceAccountType, { description: 'A program that may act in the company, once it has a key. Admin.' })
  async createServiceAccount(
    @Arg('input', () => CreateServiceAccountInput) input: CreateServiceAccountInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ServiceAccountType> {
    return accountAfter(context, await this.service.createAccount(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => ServiceAccountType, {
    description: 'Changes name, scopes and addresses. Binds within a second; what its keys follow live is cut then. Admin.',
  })
  async updateServiceAccount(
    @Arg('input', () => UpdateServiceAccountInput) input: UpdateServiceAccountInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ServiceAccountType> {
    return accountAfter(context, await this.service.updateAccount(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => ServiceAccountType, {
    description: 'Closes it for good: its keys end, and what they follow live, within a second. Its name is free again. Admin.',
  })
  async closeServiceAccount(
    @Arg('input', () => CloseServiceAccountInput) input: CloseServiceAccountInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ServiceAccountType> {
    return accountAfter(context, await this.service.closeAccount(memberOf(context.viewer), input, optionsOf(context)));
  }

  @FieldResolver(() => [ApiKeyType], { description: 'The newest 20, newest first.' })
  async keys(@Root() { id }: ServiceAccountType, @Ctx() context: GraphQLContext): Promise<ApiKeyType[]> {
    return (await context.loaders.load(keysOfAccount, id)).map((key) => shownKey(key, context.clock.now()));
  }
}

const NEWEST: Sort<ApiKeySortBy> = { by: 'CREATED', direction: 'DESC' };

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeyService) {}

  @Query(() => [ApiKeyType], { description: 'The newest 200, newest first unless sorted otherwise. Admin.' })
  async apiKeys(
    @Arg('serviceAccountId', () => ID, { nullable: true, description: 'Of this one alone.' }) serviceAccountId: string | null | undefined,
    @Arg('sort', () => ApiKeySort, { nullable: true, description: 'Newest first when absent.' }) sort:
      | Sort<ApiKeySortBy>
      | null
      | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<ApiKeyType[]> {
    const { companyId } = seeing(context);
    if (serviceAccountId != null && !isUuid(serviceAccountId)) return [];
    const keys = await keysOf(await context.read(), companyId, serviceAccountId ?? null, sort ?? NEWEST);
    return keys.map((key) => shownKey(key, context.clock.now()));
  }

  @Mutation(() => MadeApiKeyType, { description: 'Makes a key, and shows it this once. Admin.' })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<MadeApiKeyType> {
    return madeAfter(context, await this.service.createKey(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => MadeApiKeyType, { description: 'Makes a key for the place of another, which goes on for a while. Admin.' })
  async rotateApiKey(
    @Arg('input', () => RotateApiKeyInput) input: RotateApiKeyInput,
    @Ctx() context: GraphQLContext,
  ): Promise<MadeApiKeyType> {
    return madeAfter(context, await this.service.rotate(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => ApiKeyType, { description: 'Ends a key, and what it follows live, within a second. Admin.' })
  async revokeApiKey(@Arg('input', () => RevokeApiKeyInput) input: RevokeApiKeyInput, @Ctx() context: GraphQLContext): Promise<ApiKeyType> {
    const { keyId } = await this.service.revoke(memberOf(context.viewer), input, optionsOf(context));
    return keyAfter(context, keyId);
  }

  @FieldResolver(() => ServiceAccountType, { description: 'In whose name it asks.' })
  async serviceAccount(@Root() { accountId }: ApiKeyType, @Ctx() { loaders }: GraphQLContext): Promise<ServiceAccountType> {
    const account = await loaders.load(accountById, accountId);
    if (account === null) throw new NotFoundError('service account');
    return shownAccount(account);
  }
}

function seeing({ viewer }: GraphQLContext): Member {
  const member = memberOf(viewer);
  assertMay(member, 'apiKey.see', { companyId: member.companyId });
  return member;
}

async function accountAfter(context: GraphQLContext, { accountId }: { readonly accountId: string }): Promise<ServiceAccountType> {
  await context.forget();
  const account = await findAccount(await context.read(), memberOf(context.viewer).companyId, accountId);
  if (account === null) throw new NotFoundError('service account');
  return shownAccount(account);
}

async function keyAfter(context: GraphQLContext, keyId: string): Promise<ApiKeyType> {
  await context.forget();
  const key = await findKey(await context.read(), memberOf(context.viewer).companyId, keyId);
  if (key === null) throw new NotFoundError('API key');
  return shownKey(key, context.clock.now());
}

async function madeAfter(context: GraphQLContext, { keyId, key }: MadeKey): Promise<MadeApiKeyType> {
  return { apiKey: await keyAfter(context, keyId), key };
}
