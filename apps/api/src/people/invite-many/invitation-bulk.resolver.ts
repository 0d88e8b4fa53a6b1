import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { type Member, memberOf } from '../../access/viewer.ts';
import { bulkAfter } from '../../platform/bulk/bulk.type.ts';
import type { Sealer } from '../../platform/seal.ts';
import { invitationOf } from '../invitation.ts';
import { InvitationType, shownInvitation } from '../invitation.resolver.ts';
import { invitationBulks } from './invitation-bulk.ts';
import type { InvitationBulkService } from './invitation-bulk.service.ts';
import {
  InvitationBulkRowType,
  InvitationBulkType,
  InvitePeopleInput,
  shownBulk,
  UndoInvitationBulkInput,
} from './invitation-bulk.type.ts';

@Resolver(() => InvitationBulkType)
export class InvitationBulkResolver {
  constructor(private readonly service: InvitationBulkService) {}

  @Mutation(() => InvitationBulkType, {
    description:
      'Mails many people a link that lets them into the company for seven days. One who is refused says so in their row, and keeps no other from being invited. Admin only.',
  })
  async invitePeople(
    @Arg('input', () => InvitePeopleInput) input: InvitePeopleInput,
    @Ctx() context: GraphQLContext,
  ): Promise<InvitationBulkType> {
    const viewer = memberOf(context.viewer);
    const [asked, options] = commandOf(context, input);
    return this.#shown(viewer, context, await this.service.invite(viewer, { ...asked, locale: context.locale }, options));
  }

  @Mutation(() => InvitationBulkType, {
    description: 'Withdraws what the caller sent with one `invitePeople`, for ten minutes: of those who have not come yet. Admin only.',
  })
  async undoInvitationBulk(
    @Arg('input', () => UndoInvitationBulkInput) input: UndoInvitationBulkInput,
    @Ctx() context: GraphQLContext,
  ): Promise<InvitationBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.undo(viewer, ...commandOf(context, input)));
  }

  @FieldResolver(() => [InvitationBulkRowType], { description: 'One for each person, in the order in which they were named.' })
  async rows(@Root() { id }: InvitationBulkType, @Ctx() { loaders }: GraphQLContext): Promise<readonly InvitationBulkRowType[]> {
    const rows = await loaders.load(invitationBulks.rowsOfBulk, id);
    return rows.map((row, index) => ({ ...row, place: index + 1 }));
  }

  async #shown({ companyId }: Member, context: GraphQLContext, made: { bulkId: string }): Promise<InvitationBulkType> {
    return shownBulk(await bulkAfter(context, invitationBulks, companyId, made));
  }
}

@Resolver(() => InvitationBulkRowType)
export class InvitationBulkRowResolver {
  constructor(private readonly sealer: Sealer) {}

  @FieldResolver(() => InvitationType, { nullable: true, description: 'The invitation as it is now; null for who was refused one.' })
  async invitation(@Root() { invitationId }: InvitationBulkRowType, @Ctx() context: GraphQLContext): Promise<InvitationType | null> {
    const stored = invitationId === null ? null : await context.loaders.load(invitationOf, invitationId);
    return stored === null ? null : shownInvitation(this.sealer, stored, context.clock.now());
  }
}
