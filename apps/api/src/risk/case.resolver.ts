import { alertSentence } from '@afc/words';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { cardById } from '../cards/card.loader.ts';
import { personById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { NotFoundError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import type { Connection } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import { transactionById } from '../transactions/transaction.loader.ts';
import { TransactionType } from '../transactions/transaction.type.ts';
import type { ShownTransaction } from '../transactions/transaction-row.ts';
import { alertsOfCase, assigneesOfCase, caseById, eventsOfCase } from './case.loader.ts';
import type { CaseService } from './case.service.ts';
import {
  AssignRiskCaseInput,
  CloseRiskCaseInput,
  CommentOnRiskCaseInput,
  ReopenRiskCaseInput,
  RiskAlertType,
  RiskCaseEventType,
  RiskCasesArgs,
  RiskCaseType,
  shownAlert,
  shownCase,
} from './case.type.ts';
import { casesPage } from './cases.query.ts';

const RiskCaseConnection = connectionType('RiskCase', RiskCaseType);

@Resolver(() => RiskCaseType)
export class RiskCaseResolver {
  constructor(private readonly service: CaseService) {}

  @Query(() => RiskCaseConnection, {
    description:
      'Those with the newest alert first unless sorted otherwise: an admin sees all, a manager those of the teams managed that are not about the manager.',
  })
  async riskCases(@Args(() => RiskCasesArgs) args: RiskCasesArgs, @Ctx() context: GraphQLContext): Promise<Connection<RiskCaseType>> {
    const page = await casesPage(context, memberOf(context.viewer), args);
    return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: shownCase(node), cursor })) };
  }

  @Query(() => RiskCaseType, { nullable: true, description: 'Null when there is none of this id that the viewer may see.' })
  async riskCase(
    @Arg('id', () => ID, { description: 'UUID of the case.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskCaseType | null> {
    const viewer = memberOf(context.viewer);
    const found = isUuid(id) ? await context.loaders.load(caseById, id.toLowerCase()) : null;
    return found !== null && may(viewer, 'riskCase.see', found) ? shownCase(found) : null;
  }

  @Mutation(() => RiskCaseType, { description: 'Says something of a case, closed or not. For whoever sees it.' })
  async commentOnRiskCase(
    @Arg('input', () => CommentOnRiskCaseInput) input: CommentOnRiskCaseInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskCaseType> {
    return changed(context, await this.service.comment(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => RiskCaseType, { description: 'Gives a case to somebody, or gives it back. For whoever sees it.' })
  async assignRiskCase(
    @Arg('input', () => AssignRiskCaseInput) input: AssignRiskCaseInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskCaseType> {
    return changed(context, await this.service.assign(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => RiskCaseType, { description: 'Closes a case; the next alert opens another one. For whoever sees it.' })
  async closeRiskCase(
    @Arg('input', () => CloseRiskCaseInput) input: CloseRiskCaseInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskCaseType> {
    return changed(context, await this.service.close(memberOf(context.viewer), input, optionsOf(context)));
  }

  @Mutation(() => RiskCaseType, { description: 'Opens a closed case again. For whoever sees it.' })
  async reopenRiskCase(
    @Arg('input', () => ReopenRiskCaseInput) input: ReopenRiskCaseInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskCaseType> {
    return changed(context, await this.service.reopen(memberOf(context.viewer), input, optionsOf(context)));
  }

  @FieldResolver(() => String, { description: 'What its last alert found, in the language asked for.' })
  async sentence(@Root() { id }: RiskCaseType, @Ctx() { loaders, locale }: GraphQLContext): Promise<string> {
    const [last] = await loaders.load(alertsOfCase, id);
    return last === undefined ? '' : alertSentence(locale, last.rule, last.detail);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Whose purchases it is about; null when it is about those of many.' })
  person(@Root() { stored }: RiskCaseType, @Ctx() context: GraphQLContext): Promise<Person | null> {
    return stored.userId === null ? Promise.resolve(null) : context.loaders.load(personById, stored.userId);
  }

  @FieldResolver(() => Card, { nullable: true, description: 'The card of its first alert; null when it is about the cards of many.' })
  card(@Root() { stored }: RiskCaseType, @Ctx() context: GraphQLContext): Promise<Card | null> {
    return stored.cardId === null ? Promise.resolve(null) : context.loaders.load(cardById, stored.cardId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who looks at it, or did when it was closed.' })
  assignee(@Root() { stored }: RiskCaseType, @Ctx() context: GraphQLContext): Promise<Person | null> {
    return stored.assigneeId === null ? Promise.resolve(null) : context.loaders.load(personById, stored.assigneeId);
  }

  @FieldResolver(() => [Person], { description: 'To whom it can be given, by name; 50 at most.' })
  async assignees(@Root() { id }: RiskCaseType, @Ctx() { loaders }: GraphQLContext): Promise<Person[]> {
    const rows = await loaders.load(assigneesOfCase, id);
    const people = await Promise.all(rows.map((row) => loaders.load(personById, row.id)));
    return people.filter((person) => person !== null);
  }

  @FieldResolver(() => [RiskAlertType], { description: 'The newest first; 100 at most.' })
  async alerts(@Root() { id }: RiskCaseType, @Ctx() { loaders }: GraphQLContext): Promise<RiskAlertType[]> {
    return (await loaders.load(alertsOfCase, id)).map(shownAlert);
  }

  @FieldResolver(() => [RiskCaseEventType], { description: 'What people did with it and said of it, oldest first.' })
  async history(@Root() { id }: RiskCaseType, @Ctx() { loaders }: GraphQLContext): Promise<RiskCaseEventType[]> {
    return [...(await loaders.load(eventsOfCase, id))];
  }
}

@Resolver(() => RiskAlertType)
export class RiskAlertResolver {
  @FieldResolver(() => String, { description: 'What the rule found, in the language asked for.' })
  sentence(@Root() { stored }: RiskAlertType, @Ctx() { locale }: GraphQLContext): string {
    return alertSentence(locale, stored.rule, stored.detail);
  }

  @FieldResolver(() => TransactionType, {
    nullable: true,
    description: 'The purchase. Null for a manager when it belongs to a team that this manager does not manage.',
  })
  async transaction(@Root() { stored }: RiskAlertType, @Ctx() context: GraphQLContext): Promise<ShownTransaction | null> {
    const transaction = await context.loaders.load(transactionById, stored.transactionId);
    return transaction !== null && may(memberOf(context.viewer), 'transaction.see', transaction) ? transaction : null;
  }
}

@Resolver(() => RiskCaseEventType)
export class RiskCaseEventResolver {
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'To whom it was given; null when it was given back, or for what else was done.',
  })
  assignee(@Root() { assigneeId }: RiskCaseEventType, @Ctx() { loaders }: GraphQLContext): Promise<Person | null> {
    return assigneeId === null ? Promise.resolve(null) : loaders.load(personById, assigneeId);
  }
}

/** The case as it is after a command. */
async function changed(context: GraphQLContext, { caseId }: { readonly caseId: string }): Promise<RiskCaseType> {
  await context.forget();
  const found = await context.loaders.load(caseById, caseId);
  if (found === null) throw new NotFoundError('case');
  return shownCase(found);
}
