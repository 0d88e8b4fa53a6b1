import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { memberOf, type Role as ViewerRole } from '../access/viewer.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { Sealer } from '../platform/seal.ts';
import { findInvitation, invitationEmail, isOpen, type ListedInvitation, openInvitations } from './invitation.ts';
import type { InvitationService } from './invitation.service.ts';
import { teamById } from './people.loader.ts';
import { Role } from './person.entity.ts';
import { Team } from './team.entity.ts';

@ObjectType('Invitation', { simpleResolvers: true, description: 'Somebody who was asked into the company by mail and has not come yet.' })
export class InvitationType {
  readonly stored: ListedInvitation;

  @Field(() => ID, { description: 'UUID: what `resendInvitation` and `withdrawInvitation` take.' })
  readonly id: string;
  @Field(() => String, { description: 'As whoever invited them entered it.' })
  readonly firstName: string;
  @Field(() => String, { description: 'As whoever invited them entered it.' })
  readonly lastName: string;
  @Field(() => String, { description: 'To which the link was mailed.' })
  readonly email: string;
  @Field(() => Role, { description: 'What they will be; never OPERATOR.' })
  readonly role: ViewerRole;
  @Field(() => String, { description: 'Who invited them.' })
  readonly invitedByName: string;
  @Field(() => DateTime, { description: 'When the link was last mailed.' })
  readonly sentAt: Date;
  @Field(() => DateTime, { description: 'Until when the link lets them in.' })
  readonly expiresAt: Date;
  @Field(() => Boolean, { description: 'Whether that is over: it can be mailed anew.' })
  readonly isExpired: boolean;
}

@InputType({ description: 'Who is asked into the company, and what they will be.' })
export class InvitePersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly firstName: string;
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly lastName: string;
  @Field(() => String, { description: 'An address that nobody in the company has yet.' })
  readonly email: string;
  @Field(() => Role, { description: 'What they will be; OPERATOR is refused.' })
  readonly role: ViewerRole;
  @Field(() => ID, { nullable: true, description: 'The team that they join; a manager manages it, and needs one.' })
  readonly teamId?: string | null;
}

@InputType({ description: 'An invitation of the company that is open.' })
export class InvitationInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Its id.' })
  readonly invitationId: string;
}

@Resolver(() => InvitationType)
export class InvitationResolver {
  constructor(
    private readonly service: InvitationService,
    private readonly sealer: Sealer,
  ) {}

  @Query(() => [InvitationType], {
    description: 'Those that are neither accepted nor withdrawn, the newest first; at most 500. Admin only.',
  })
  async invitations(@Ctx() context: GraphQLContext): Promise<InvitationType[]> {
    const viewer = memberOf(context.viewer);
    assertMay(viewer, 'person.manage', { companyId: viewer.companyId });
    const rows = await openInvitations(await context.read(), viewer.companyId);
    return rows.map((row) => this.#shown(row, context.clock.now()));
  }

  @Mutation(() => InvitationType, { description: 'Mails a link that lets somebody into the company for seven days. Admin only.' })
  async invitePerson(
    @Arg('input', () => InvitePersonInput) { role, ...input }: InvitePersonInput,
    @Ctx() context: GraphQLContext,
  ): Promise<InvitationType> {
    if (role === 'OPERATOR' || role === 'SERVICE' || role === 'READER')
      throw new InvalidInputError('role', 'People of a company are admins, managers, accountants or employees.');
    const viewer = memberOf(context.viewer);
    const { invitationId } = await this.service.invite(viewer, { ...input, role, locale: context.locale }, optionsOf(context));
    return this.#changed(context, invitationId);
  }

  @Mutation(() => InvitationType, { description: 'Mails a new link, for seven days more; the one before is good no more. Admin only.' })
  async resendInvitation(
    @Arg('input', () => InvitationInput) input: InvitationInput,
    @Ctx() context: GraphQLContext,
  ): Promise<InvitationType> {
    await this.service.resend(memberOf(context.viewer), input, optionsOf(context));
    return this.#changed(context, input.invitationId);
  }

  @Mutation(() => Boolean, { description: 'Takes it back: the link lets nobody in any more. True when that is so. Admin only.' })
  async withdrawInvitation(@Arg('input', () => InvitationInput) input: InvitationInput, @Ctx() context: GraphQLContext): Promise<boolean> {
    await this.service.withdraw(memberOf(context.viewer), input, optionsOf(context));
    return true;
  }

  @FieldResolver(() => Team, { nullable: true, description: 'The team that they will join; null for none.' })
  async team(@Root() { stored: { teamId } }: InvitationType, @Ctx() { loaders }: GraphQLContext): Promise<Team | null> {
    return teamId === null ? null : loaders.load(teamById, teamId);
  }

  async #changed(context: GraphQLContext, id: string): Promise<InvitationType> {
    await context.forget();
    const invitation = await findInvitation(await context.read(), memberOf(context.viewer).companyId, id.toLowerCase());
    if (invitation === null) throw new NotFoundError('invitation');
    return this.#shown(invitation, context.clock.now());
  }

  #shown(stored: ListedInvitation, now: Date): InvitationType {
    const { id, firstName, lastName, role, invitedByName, sentAt, expiresAt } = stored;
    const email = invitationEmail(this.sealer, stored);
    return { stored, id, firstName, lastName, email, role, invitedByName, sentAt, expiresAt, isExpired: !isOpen(stored, now) };
  }
}
