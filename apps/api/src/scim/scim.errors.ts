import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type RefusalKind } from '../platform/errors.ts';
import { logDefect, problemOf, sayRetryAfter } from '../platform/problem.ts';

/** RFC 7644 section 3.12. */
export type ScimType = 'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What the protocol itself refuses, before anything is done. */
export class ScimRefusalError extends DomainError {
  override readonly name = 'ScimRefusalError';
  readonly code = 'SCIM';
  readonly kind: RefusalKind;
  constructor(
    readonly scimType: ScimType,
    message: string,
  ) {
    super(message);
    this.kind = scimType === 'uniqueness' ? 'conflict' : 'invalid';
  }
}

const TAKEN: ReadonlySet<string> = new Set(['PERSON_EXISTS', 'PERSON_INVITED', 'TEAM_EXISTS']);

function scimTypeOf(error: unknown, code: string, status: number): ScimType | null {
  if (error instanceof ScimRefusalError) return error.scimType;
  if (TAKEN.has(code)) return 'uniqueness';
  // Against the state that somebody is in.
  if (status === 422) return 'mutability';
  if (status === 400) return error instanceof DomainError ? 'invalidValue' : 'invalidSyntax';
  return null;
}

/** The error handler of these routes: what was thrown, as RFC 7644 says errors. */
export function answerScimError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  const { status, code, detail } = problem;
  logDefect(error, problem, request);
  sayRetryAfter(error, reply);
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  const scimType = scimTypeOf(error, code, status);
  // The protocol knows no 422: a refusal of it is a 400 with its type.
  const answered = status === 422 ? 400 : status;
  return reply
    .code(answered)
    .type('application/scim+json')
    .send({ schemas: [ERROR_SCHEMA], status: String(answered), ...(scimType === null ? {} : { scimType }), detail });
}
