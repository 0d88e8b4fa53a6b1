import type { RequestContext } from '../platform/graphql/request-context.ts';
import type { Locale, Viewer } from './viewer.ts';

/** What a resolver gets as `@Ctx()`: the request, and who asks. */
export type GraphQLContext = RequestContext & {
  readonly viewer: Viewer | null;
  /** The language of sentences. */
  readonly locale: Locale;
};
