import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import { type AuditEventSortBy, chainState, countAuditLog, findLoggedEvent, listAuditLog, type LoggedEvent } from './audit-log.query.ts';
import { AuditActorKinds, AuditChainType, AuditEventType, AuditLogArgs } from './audit-log.type.ts';
import { INSTALLATION_CHAIN } from './chain.ts';

const AuditEventConnection = connectionType('AuditEvent', AuditEventType);

const NEWEST: Sort<AuditEventSortBy> = { by: 'TIME', direction: 'DESC' };

/** The log of the viewer's company; for an operator that of the installation. */
@Resolver()
export class AuditLogResolver {
  @Query(() => AuditEventConnection, {
    description:
      'What was done and looked at in the company, newest first unless sorted otherwise. Admin only; an operator sees what operators did.',
  })
  async auditLog(@Args(() => AuditLogArgs) args: AuditLogArgs, @Ctx() context: GraphQLContext): Promise<Connection<AuditEventType>> {
    const chain = chainSeenBy(context);
    const [sort, filter] = [args.sort ?? NEWEST, args.filter ?? {}];
    const page = pageOf(args, orderOf(sort));
    const rows = await listAuditLog(await context.read(), chain, filter, sort, page);
    const count = async () => countAuditLog(await context.read(), chain, filter);
    return connection(rows.map(shownEvent), page, ({ id }) => ({ key: id, id }), count);
  }

  @Query(() => AuditEventType, {
    nullable: true,
    description: 'One event of the log; null when there is none of this id. Admin or operator.',
  })
  async auditEvent(
    @Arg('id', () => ID, { description: 'Of the event.' }) id: string,
    @Ctx() context: GraphQLContext,
  ): Promise<AuditEventType | null> {
    const chain = chainSeenBy(context);
    const event = isUuid(id) ? await findLoggedEvent(await context.read(), chain, id) : null;
    return event === null ? null : shownEvent(event);
  }

  @Query(() => AuditChainType, {
    description: 'How far the log is sealed and signed. Admin only; an operator sees that of the installation.',
  })
  async auditChain(@Ctx() context: GraphQLContext): Promise<AuditChainType> {
    const chain = chainSeenBy(context);
    return chainState(await context.read(), chain);
  }
}

/** @throws UnauthenticatedError, ForbiddenError */
function chainSeenBy(context: GraphQLContext): string {
  const viewer = signedIn(context.viewer);
  assertMay(viewer, 'audit.see', { companyId: viewer.companyId });
  return viewer.companyId ?? INSTALLATION_CHAIN;
}

const KINDS = new Map<string, AuditEventType['actorKind']>([
  ['person', AuditActorKinds.PERSON],
  ['service', AuditActorKinds.SERVICE],
  ['operator', AuditActorKinds.OPERATOR],
]);

function shownEvent({ actorKind, actorName, before, after, number, hash, ...event }: LoggedEvent): AuditEventType {
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return {
    ...event,
    actorKind: KINDS.get(actorKind) ?? AuditActorKinds.SYSTEM,
    actorName: actorName === '' ? null : actorName,
    before: json(before),
    after: json(after),
    number: number === null ? null : Number(number),
    hash: hash?.toString('hex') ?? null,
  };
}
