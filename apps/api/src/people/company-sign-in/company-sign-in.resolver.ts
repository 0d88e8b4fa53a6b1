import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../../access/graphql-context.ts';
import { assertMay } from '../../access/policy.ts';
import { memberOf } from '../../access/viewer.ts';
import { DateTime } from '../../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { redirectUriOf } from './company-sign-in.ts';
import { type ClaimedDomain, GRACE_MS, recordOf } from './domain-proof.ts';
import { findProvider, type Provider } from './provider.ts';
import type { ProviderService } from './provider.service.ts';

@ObjectType('DomainProof', {
  simpleResolvers: true,
  description: 'Whether a domain is the company’s, as its DNS says. Addresses of a domain lead to the provider once it is proven.',
})
export class DomainProofType {
  @Field(() => String, { description: 'The part after the @ of addresses.' })
  readonly domain: string;
  @Field(() => String, { description: 'The name at which the TXT record has to be.' })
  readonly recordName: string;
  @Field(() => String, { description: 'What the TXT record has to say. Of this company and domain alone; it is no secret.' })
  readonly recordValue: string;
  @Field(() => DateTime, { nullable: true, description: 'Since when it is proven. Null: no address of it leads to the provider.' })
  readonly provenAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the DNS last answered. A proven domain is looked up every day.' })
  readonly checkedAt: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is proven no more, unless its record, which is gone, is there again. Null while the record is there.',
  })
  readonly endsAt: Date | null;
}

@ObjectType('IdentityProvider', {
  simpleResolvers: true,
  description: "A company's own provider of OpenID Connect. Its client secret is shown to nobody.",
})
export class IdentityProviderType {
  @Field(() => String, { description: 'What names it, e.g. https://login.example.com' })
  readonly issuer: string;
  @Field(() => String, { description: 'What it calls this product.' })
  readonly clientId: string;
  @Field(() => [String], { description: "The part after the @ of the people's addresses that leads here." })
  readonly domains: readonly string[];
  @Field(() => [DomainProofType], { description: 'Of each of these domains.' })
  readonly domainProofs: readonly DomainProofType[];
  @Field(() => Boolean, { description: 'Whether people of the company sign in by it alone.' })
  readonly required: boolean;
  @Field(() => [ID], { description: 'Admins who may also sign in by themselves while it is required, should it fail.' })
  readonly sparedAdminIds: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'When somebody first signed in by it as it is set up now. Null: nobody has yet.' })
  readonly provenAt: Date | null;
  @Field(() => Int, { description: 'Grows with each change: `expectedVersion` of `setIdentityProvider`.' })
  readonly version: number;
}

@ObjectType('CompanySignIn', { simpleResolvers: true, description: "How the company's people sign in." })
export class CompanySignInType {
  @Field(() => String, { description: 'What the provider is to be told as the only address to send people back to.' })
  readonly redirectUri: string;
  @Field(() => IdentityProviderType, { nullable: true, description: 'Null while people sign in by themselves.' })
  readonly provider: IdentityProviderType | null;
}

@InputType({ description: "The company's identity provider, as its own screens show it." })
export class SetIdentityProviderInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, {
    description: 'Letter by letter as the provider says it. Another issuer is another provider: who was bound is bound anew.',
  })
  readonly issuer: string;
  @Field(() => String, { description: '1 to 300 characters.' })
  readonly clientId: string;
  @Field(() => String, { nullable: true, description: 'Kept sealed. Null keeps the one there is.' })
  readonly clientSecret?: string | null;
  @Field(() => [String], { description: '1 to 20. Each leads to the provider once it is proven: see `proveDomain`.' })
  readonly domains: string[];
  @Field(() => Int, { nullable: true, description: 'The version that was seen, 0 for none. Refused as STALE when there is another.' })
  readonly expectedVersion?: number | null;
}

@InputType({ description: 'A domain of the provider.' })
export class ProveDomainInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { description: 'One of the domains of the provider.' })
  readonly domain: string;
}

@InputType({ description: 'Whether the provider is the only way in.' })
export class RequireIdentityProviderInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { description: 'Who is signed in otherwise is signed out.' })
  readonly required: boolean;
  @Field(() => [ID], { nullable: true, description: 'Active admins with a password who are let in by it all the same: at least one.' })
  readonly sparedAdminIds?: string[] | null;
}

@InputType({ description: "The company's identity provider." })
export class RemoveIdentityProviderInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
}

@Resolver()
export class CompanySignInResolver {
  constructor(
    private readonly providers: ProviderService,
    private readonly publicUrl: string,
  ) {}

  @Query(() => CompanySignInType, { description: "How the company's people sign in. For admins." })
  async companySignIn(@Ctx() context: GraphQLContext): Promise<CompanySignInType> {
    const viewer = memberOf(context.viewer);
    const { companyId } = viewer;
    assertMay(viewer, 'companySignIn.see', { companyId });
    const provider = await findProvider(await context.read(), companyId);
    return { redirectUri: redirectUriOf(this.publicUrl, companyId), provider: provider === null ? null : shown(provider) };
  }

  @Mutation(() => CompanySignInType, {
    description:
      'Sets up the provider, which is asked at once whether it is one. Replaced by another, it is no longer required. After a fresh proof.',
  })
  async setIdentityProvider(
    @Arg('input', () => SetIdentityProviderInput) input: SetIdentityProviderInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CompanySignInType> {
    await this.providers.set(memberOf(context.viewer), input, optionsOf(context));
    return this.#after(context);
  }

  @Mutation(() => CompanySignInType, {
    description:
      'Asks the DNS for the record that shows that a domain is the company’s. From then on its addresses lead to the provider. After a fresh proof.',
  })
  async proveDomain(
    @Arg('input', () => ProveDomainInput) input: ProveDomainInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CompanySignInType> {
    await this.providers.prove(memberOf(context.viewer), input, optionsOf(context));
    return this.#after(context);
  }

  @Mutation(() => CompanySignInType, {
    description: 'Has people of the company sign in by the provider alone, or takes that back. After a fresh proof.',
  })
  async requireIdentityProvider(
    @Arg('input', () => RequireIdentityProviderInput) input: RequireIdentityProviderInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CompanySignInType> {
    await this.providers.require(memberOf(context.viewer), input, optionsOf(context));
    return this.#after(context);
  }

  @Mutation(() => CompanySignInType, {
    description: 'From here on people sign in by themselves; who was signed in by the provider is signed out. After a fresh proof.',
  })
  async removeIdentityProvider(
    @Arg('input', () => RemoveIdentityProviderInput) input: RemoveIdentityProviderInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CompanySignInType> {
    await this.providers.remove(memberOf(context.viewer), input, optionsOf(context));
    return this.#after(context);
  }

  async #after(context: GraphQLContext): Promise<CompanySignInType> {
    await context.forget();
    return this.companySignIn(context);
  }
}

function shown({ issuer, clientId, domains, required, spared, provenAt, version }: Provider): IdentityProviderType {
  const names = domains.map(({ domain }) => domain);
  return { issuer, clientId, domains: names, domainProofs: domains.map(proofOf), required, sparedAdminIds: spared, provenAt, version };
}

function proofOf(claimed: ClaimedDomain): DomainProofType {
  const { domain, provenAt, checkedAt, missingSince } = claimed;
  const { name: recordName, value: recordValue } = recordOf(claimed);
  return { domain, recordName, recordValue, provenAt, checkedAt, endsAt: missingSince && new Date(missingSince.getTime() + GRACE_MS) };
}
