import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../../access/graphql-context.ts';
import { assertMay, installation, may } from '../../access/policy.ts';
import { memberOf, signedIn } from '../../access/viewer.ts';
import { isUuid } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/seal.ts';
import { personDetails } from './details-store.ts';
import { holderVerification, verificationQueue } from './holder-verification.ts';
import type { Terms } from './terms.ts';
import type { VerificationService } from './verification.service.ts';
import {
  AcceptTermsInput,
  CompanyDetailsType,
  HolderVerification,
  PersonDetailsType,
  QueuedVerification,
  SubmitCompanyVerificationInput,
  SubmitMyVerificationInput,
  VouchForHolderInput,
} from './verification.type.ts';

@Resolver()
export class VerificationResolver {
  constructor(
    private readonly service: VerificationService,
    private readonly terms: Terms,
    private readonly sealer: Sealer,
  ) {}

  @Query(() => HolderVerification, { description: "The viewer's own." })
  async myVerification(@Ctx() context: GraphQLContext): Promise<HolderVerification> {
    const viewer = memberOf(context.viewer);
    const { companyId, userId } = viewer;
    assertMay(viewer, 'verification.see', { companyId, userId });
    return this.#shown(context, { companyId, userId });
  }

  @Query(() => PersonDetailsType, { nullable: true, description: 'What the viewer told last, to correct it. Never a number.' })
  async myVerificationDetails(@Ctx() context: GraphQLContext): Promise<PersonDetailsType | null> {
    const { companyId, userId } = memberOf(context.viewer);
    return personDetails(await context.read(), this.sealer, companyId, userId);
  }

  @Query(() => HolderVerification, { description: "The company's. Admin only." })
  async companyVerification(@Ctx() context: GraphQLContext): Promise<HolderVerification> {
    const viewer = memberOf(context.viewer);
    const { companyId } = viewer;
    assertMay(viewer, 'company.verify', { companyId });
    return this.#shown(context, { companyId, userId: null });
  }

  @Query(() => CompanyDetailsType, {
    nullable: true,
    description: 'What the company told last, to correct it. Never a number. That it was looked at is in the audit log. Admin only.',
  })
  async companyVerificationDetails(@Ctx() context: GraphQLContext): Promise<CompanyDetailsType | null> {
    const details = await this.service.lookAtCompany(memberOf(context.viewer), optionsOf(context));
    return details === null ? null : { ...details, owners: [...details.owners] };
  }

  @Query(() => HolderVerification, {
    nullable: true,
    description: 'Null when there is no such person for the viewer, or it is not theirs to see.',
  })
  async personVerification(
    @Arg('personId', () => ID, { description: 'Of whom.' }) personId: string,
    @Ctx() context: GraphQLContext,
  ): Promise<HolderVerification | null> {
    const viewer = memberOf(context.viewer);
    const { companyId } = viewer;
    if (!isUuid(personId) || !may(viewer, 'verification.see', { companyId, userId: personId.toLowerCase() })) return null;
    return holderVerification(context, this.terms, { companyId, userId: personId });
  }

  @Query(() => [QueuedVerification], {
    description: 'What is pending, failed or needs a document, in every company, the oldest first. Operator only.',
  })
  async verificationQueue(@Ctx() context: GraphQLContext): Promise<QueuedVerification[]> {
    assertMay(signedIn(context.viewer), 'verification.seeQueue', installation);
    return verificationQueue(context);
  }

  @Mutation(() => HolderVerification, {
    description: "Accepts the terms of the viewer, or those of the viewer's company, which takes an admin.",
  })
  async acceptTerms(
    @Arg('input', () => AcceptTermsInput) input: AcceptTermsInput,
    @Ctx() context: GraphQLContext,
  ): Promise<HolderVerification> {
    const { companyId, userId } = memberOf(context.viewer);
    await this.service.acceptTerms(memberOf(context.viewer), input, optionsOf(context));
    return this.#changed(context, { companyId, userId: input.terms === 'COMPANY' ? null : userId });
  }

  @Mutation(() => HolderVerification, { description: 'Submits, or submits again. Marqeta is asked afterwards.' })
  async submitMyVerification(
    @Arg('input', () => SubmitMyVerificationInput) input: SubmitMyVerificationInput,
    @Ctx() context: GraphQLContext,
  ): Promise<HolderVerification> {
    const viewer = memberOf(context.viewer);
    const { idempotencyKey, identityNumberType: type, identityNumber: value, ...details } = input;
    await this.service.submitPerson(viewer, { idempotencyKey, details, number: { type, value } }, optionsOf(context));
    return this.#changed(context, viewer);
  }

  @Mutation(() => HolderVerification, { description: 'Submits, or submits again. Marqeta is asked afterwards. Admin only.' })
  async submitCompanyVerification(
    @Arg('input', () => SubmitCompanyVerificationInput) input: SubmitCompanyVerificationInput,
    @Ctx() context: GraphQLContext,
  ): Promise<HolderVerification> {
    const viewer = memberOf(context.viewer);
    const { idempotencyKey, taxNumber, owners, ...details } = input;
    const numbers = { taxNumber, owners: owners.map(({ identityNumberType: type, identityNumber: value }) => ({ type, value })) };
    await this.service.submitCompany(viewer, { idempotencyKey, details: { ...details, owners }, numbers }, optionsOf(context));
    return this.#changed(context, { companyId: viewer.companyId, userId: null });
  }

  @Mutation(() => Boolean, { description: 'Has Marqeta take the holder as verified by the programme itself. Operator only.' })
  async vouchForHolder(
    @Arg('input', () => VouchForHolderInput) { personId, ...input }: VouchForHolderInput,
    @Ctx() context: GraphQLContext,
  ): Promise<boolean> {
    await this.service.vouch(context.viewer, { ...input, userId: personId ?? null }, optionsOf(context));
    return true;
  }

  async #changed(context: GraphQLContext, subject: { companyId: string; userId: string | null }): Promise<HolderVerification> {
    await context.forget();
    return this.#shown(context, subject);
  }

  async #shown(context: GraphQLContext, { companyId, userId }: { companyId: string; userId: string | null }): Promise<HolderVerification> {
    const shown = await holderVerification(context, this.terms, { companyId, userId });
    if (shown === null) throw new Error(`there is no holder ${userId ?? companyId}`);
    return shown;
  }
}
