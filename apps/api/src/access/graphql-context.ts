import { DryRunAloneError } from '../platform/dry-run.ts';
import type { RequestContext } from '../platform/graphql/request-context.ts';
import type { CommandOptions } from './commander.ts';
import type { Locale, Viewer } from './viewer.ts';

/** What a resolver gets as `@Ctx()`: the request, and who asks. */
export type GraphQLContext = RequestContext & {
  readonly viewer: Viewer | null;
  /** The language of sentences. */
  readonly locale: Locale;
};

/**
 * What a request's command carries beside its input.
 * @throws DryRunAloneError after a dry run in the same request
 */
export function optionsOf({ traceId, ip, userAgent, trial }: GraphQLContext): CommandOptions {
  if (trial?.manager != null) throw new DryRunAloneError();
  return { traceId, ...(ip === undefined ? {} : { ip }), ...(userAgent === undefined ? {} : { userAgent }) };
}

/** An input that may ask for a dry run: the input that the command knows, and its options. @throws DryRunAloneError */
export function commandOf<Input extends { readonly dryRun?: boolean | null }>(
  context: GraphQLContext,
  { dryRun, ...input }: Input,
): [Omit<Input, 'dryRun'>, CommandOptions] {
  const options = optionsOf(context);
  if (dryRun !== true) return [input, options];
  if (context.trial === null) throw new Error('nothing is commanded here');
  return [input, { ...options, dryRun: context.trial }];
}
