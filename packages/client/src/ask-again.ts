import { ApolloLink } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { OperationTypeNode } from 'graphql';
import { catchError, map, mergeMap, type Observable, of, throwError, timer } from 'rxjs';
import { backoffMs } from './backoff.ts';
import { refusalOf } from './refusal.ts';

/** What passes by itself, and soon: the server has too much to do, or what it needs is away. */
const PASSING: ReadonlySet<string> = new Set(['OVERLOADED', 'UNAVAILABLE']);
const MOST_REPEATS = 3;
/** Whoever waits sees nothing but that they wait; and a server that is slow to refuse must not be asked all of it again. */
const LONGEST_MS = 10_000;

type Result = ApolloLink.Result;
type Outcome = { readonly result: Result } | { readonly thrown: unknown };

export interface AskAgainOptions {
  now?: () => number;
  /** Emits once, when so many milliseconds are over. Tests pass their own. */
  wait?: (ms: number) => Observable<unknown>;
}

/**
 * Asks a few times again what was refused as OVERLOADED or UNAVAILABLE, later each time and never with everybody else, before the refusal
 * stands. A command only by its idempotency key: it may have been done although its answer is lost.
 */
export function askAgain({ now = Date.now, wait = timer }: AskAgainOptions = {}): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const sinceMs = now();
    const attempt = (repeat: number): Observable<Result> =>
      forward(operation).pipe(
        map((result): Outcome => ({ result })),
        catchError((thrown: unknown) => of<Outcome>({ thrown })),
        mergeMap((outcome) => {
          const ms =
            PASSING.has(codeIn(outcome)) && repeat < MOST_REPEATS && mayRepeat(operation) ? pauseMs(outcome, operation, repeat) : Infinity;
          if (now() - sinceMs + ms <= LONGEST_MS) return wait(ms).pipe(mergeMap(() => attempt(repeat + 1)));
          return 'result' in outcome ? of(outcome.result) : throwError(() => outcome.thrown);
        }),
      );
    return attempt(0);
  });
}

function codeIn(outcome: Outcome): string {
  if ('thrown' in outcome) return refusalOf(outcome.thrown).code;
  const { errors } = outcome.result as { errors?: ConstructorParameters<typeof CombinedGraphQLErrors>[0]['errors'] };
  return errors === undefined || errors.length === 0 ? '' : refusalOf(new CombinedGraphQLErrors({ errors })).code;
}

function mayRepeat({ operationType, variables }: ApolloLink.Operation): boolean {
  if (operationType === OperationTypeNode.QUERY) return true;
  return operationType === OperationTypeNode.MUTATION && (hasKey(variables) || Object.values(variables).some(hasKey));
}

function hasKey(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'idempotencyKey' in value && typeof value.idempotencyKey === 'string';
}

/** What the server asks for, and on top of it what tells us from all the others that it has told the same. */
function pauseMs(outcome: Outcome, operation: ApolloLink.Operation, repeat: number): number {
  const thrown = 'thrown' in outcome ? outcome.thrown : null;
  // An answer of GraphQL is a result whatever its status; then the link has left the response here.
  const response = ServerError.is(thrown) ? thrown.response : (operation.getContext()['response'] as Response | undefined);
  const seconds = Number(response?.headers.get('retry-after') ?? 0);
  return (Number.isFinite(seconds) ? seconds * 1_000 : 0) + backoffMs(repeat);
}
