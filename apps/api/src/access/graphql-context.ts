import type { RequestContext } from '../platform/graphql/request-context.ts';
import type { CommandOptions } from './commander.ts';
import type { Locale, Viewer } from './viewer.ts';

/** What a resolver gets as `@Ctx()`: the request, and who asks. */
export type GraphQLContext = RequestContext & {
  readonly viewer: Viewer | null;
  /** The language of sentences. */
  readonly locale: Locale;
};

/** What a request's command carries beside its input. */
export function optionsOf({ traceId, ip, userAgent }: GraphQLContext): CommandOptions {
  return { traceId, ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
}
