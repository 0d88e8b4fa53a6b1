import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import { approvalById } from './approval.loader.ts';
import type { ApprovalService } from './approval.service.ts';
import { AnswerApprovalInput, ApprovalType, shownApproval, WithdrawApprovalInput } from './approval.type.ts';

@Resolver()
export class ApprovalResolver {
  constructor(private readonly service: ApprovalService) {}

  @Mutation(() => ApprovalType, {
    description: "Says yes or no to another's command, which runs with the yes. Who may, its own rule says.",
  })
  async answerApproval(
    @Arg('input', () => AnswerApprovalInput) input: AnswerApprovalInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ApprovalType> {
    await this.service.answer(memberOf(context.viewer), ...commandOf(context, input));
    return changed(context, input.approvalId);
  }

  @Mutation(() => ApprovalType, { description: 'Takes back what the viewer asked for.' })
  async withdrawApproval(
    @Arg('input', () => WithdrawApprovalInput) input: WithdrawApprovalInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ApprovalType> {
    await this.service.withdraw(memberOf(context.viewer), ...commandOf(context, input));
    return changed(context, input.approvalId);
  }
}

async function changed(context: GraphQLContext, id: string): Promise<ApprovalType> {
  await context.forget();
  const approval = await context.loaders.load(approvalById, id.toLowerCase());
  if (approval === null) throw new NotFoundError('request');
  return shownApproval(approval, memberOf(context.viewer).userId);
}
