import { execute, type GraphQLSchema } from 'graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import type { Locale, Member } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import { ask } from '../platform/prepared.ts';
import { translate } from '../platform/graphql/refusals.ts';
import type { Log } from '../platform/log.ts';
import type { FeedSnapshot } from './rows.ts';
import type { FeedSubscription } from './subscription.ts';
import { type FeedEvent, viewOf } from './view.ts';

/** Who asked for what, in which language. */
export type FeedQuestion = {
  readonly viewer: Member;
  readonly locale: Locale;
  readonly subscription: FeedSubscription;
};

/** The view in which it is answered. */
export function viewOfQuestion({ viewer, locale, subscription }: FeedQuestion): string {
  return viewOf(viewer, locale, subscription.field === 'notificationReceived');
}

/** Runs a subscription's selection on one row of the feed. */
export class FeedExecution {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The result as it goes over the wire: the payload of a `next` message. @throws Error when there is nothing to show */
  async run(question: FeedQuestion, event: FeedEvent, snapshot: FeedSnapshot): Promise<Buffer> {
    const { viewer, locale, subscription } = question;
    const traceId = event.id;
    const contextValue: GraphQLContext = {
      viewer,
      locale,
      traceId,
      clock: this.clock,
      loaders: snapshot.loadersOf(viewOfQuestion(question)),
      read: snapshot.read,
      readOnce: async (statement) => ask(await snapshot.read(), statement),
      trial: null,
      forget: () => Promise.reject(new Error('what follows the feed only reads')),
    };
    const { data, errors } = await execute({
      schema: this.schema,
      document: subscription.document,
      operationName: subscription.operationName,
      variableValues: subscription.variables,
      rootValue: event,
      contextValue,
    });
    const shown = errors?.map((error) => translate(error, traceId, this.log));
    if (data === null || data === undefined) throw new Error(`feed event ${event.id} cannot be shown: ${shown?.[0]?.message}`);
    return Buffer.from(JSON.stringify(shown === undefined ? { data } : { data, errors: shown }));
  }
}
