import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import { transactionById } from '../transactions/transaction.loader.ts';
import { TransactionType } from '../transactions/transaction.type.ts';
import type { ShownTransaction } from '../transactions/transaction-row.ts';
import type { QuestionService } from './question.service.ts';
import { AnswerRiskQuestionInput, RiskQuestionType, shownQuestion } from './question.type.ts';
import { openQuestionsOf, questionOfTransaction } from './question-store.ts';

@Resolver(() => RiskQuestionType)
export class RiskQuestionResolver {
  constructor(private readonly service: QuestionService) {}

  @Query(() => [RiskQuestionType], { description: "Purchases of the viewer's that wait for a yes or no, the oldest first; 20 at most." })
  async myRiskQuestions(@Ctx() context: GraphQLContext): Promise<RiskQuestionType[]> {
    const { companyId, userId } = memberOf(context.viewer);
    return (await openQuestionsOf(await context.read(), companyId, userId)).map(shownQuestion);
  }

  @Mutation(() => RiskQuestionType, { description: 'Says whether the viewer made a purchase. Only its holder, and once.' })
  async answerRiskQuestion(
    @Arg('input', () => AnswerRiskQuestionInput) input: AnswerRiskQuestionInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskQuestionType> {
    await this.service.answer(memberOf(context.viewer), input, optionsOf(context));
    await context.forget();
    const question = await context.loaders.load(questionOfTransaction, input.transactionId.toLowerCase());
    if (question === null) throw new NotFoundError('question');
    return shownQuestion(question);
  }

  @FieldResolver(() => TransactionType, { description: 'The purchase.' })
  async transaction(@Root() { id }: RiskQuestionType, @Ctx() { loaders }: GraphQLContext): Promise<ShownTransaction> {
    const transaction = await loaders.load(transactionById, id);
    if (transaction === null) throw new Error(`there is no purchase ${id}`);
    return transaction;
  }
}

/** The question, seen from its purchase. */
@Resolver(() => TransactionType)
export class QuestionOfTransactionResolver {
  @FieldResolver(() => RiskQuestionType, {
    nullable: true,
    description: 'Whether the viewer made it, when that was asked; null when it was not, and for anybody but the holder.',
  })
  async riskQuestion(@Root() { id, companyId, userId }: TransactionType, @Ctx() context: GraphQLContext): Promise<RiskQuestionType | null> {
    if (!may(memberOf(context.viewer), 'riskQuestion.answer', { companyId, userId })) return null;
    const question = await context.loaders.load(questionOfTransaction, id);
    return question === null ? null : shownQuestion(question);
  }
}
