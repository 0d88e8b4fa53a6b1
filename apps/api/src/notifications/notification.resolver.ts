import type { Notice } from '@afc/words';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { NotificationFeedItemType } from '../feed/feed-item.type.ts';
import type { FeedEvent } from '../feed/view.ts';
import { ViewerType } from '../people/viewer.resolver.ts';
import { connectionType, PageArgs } from '../platform/graphql/connection.type.ts';
import { keyset } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import { orderOf, type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { noticeOf } from './notice.ts';
import { NOTIFICATION_COLUMNS, notificationById, type StoredNotification } from './notification-rows.ts';
import type { NotificationService } from './notification.service.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';

@ObjectType('Notification', { simpleResolvers: true, description: 'Something that one person is told, in the app and by mail.' })
export class NotificationType {
  readonly stored: StoredNotification;

  @Field(() => ID, { description: 'UUID: what `markNotificationsRead` takes.' })
  readonly id: string;
  @Field(() => String, {
    description: 'Stable code: `card.issued`, `transaction.declined`, `dispute.due`, `top_up.arrived`, `balance.low`, …',
  })
  readonly kind: string;
  @Field(() => String, { nullable: true, description: 'Path inside the app, e.g. /transactions/…' })
  readonly href: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Null while it is unread.' })
  readonly readAt: Date | null;
  @Field(() => DateTime, { description: 'When it was written, a moment after what it tells of.' })
  readonly createdAt: Date;
}

const NotificationConnection = connectionType('Notification', NotificationType);

@InputType({ description: 'Which notifications were read.' })
export class MarkNotificationsReadInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => [ID], { nullable: true, description: 'At most 500; those of others are left as they are. All of the viewer when absent.' })
  readonly ids?: string[] | null;
}

@InputType({ description: 'What is null or absent does not matter.' })
class NotificationFilter {
  @Field(() => Boolean, { nullable: true, description: 'True for those that are unread, false for those that were read.' })
  readonly unread?: boolean | null;
}

type NotificationSortBy = 'CREATED';
const NotificationSortKeys = { CREATED: 'CREATED' } as const satisfies { readonly [By in NotificationSortBy]: By };
registerEnumType(NotificationSortKeys, {
  name: 'NotificationSortBy',
  description: 'What notifications can be ordered by.',
  valuesConfig: { CREATED: { description: 'When it was written.' } },
});
const NotificationSort = sortType('Notification', NotificationSortKeys);
const NEWEST: Sort<NotificationSortBy> = { by: 'CREATED', direction: 'DESC' };
/** An id is made when it is written. */
const BY_ID = { sql: 'n.id', type: 'uuid' } as const;

@ArgsType()
class NotificationsArgs extends PageArgs {
  @Field(() => NotificationFilter, { nullable: true, description: "Which of the viewer's own; all when absent." })
  readonly filter?: NotificationFilter | null;
  @Field(() => NotificationSort, { nullable: true, description: 'Newest first when absent.' })
  readonly sort?: Sort<NotificationSortBy> | null;
}

@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(private readonly service: NotificationService) {}

  @Query(() => NotificationConnection, { description: "The viewer's own, the newest first unless sorted otherwise, read ones included." })
  async notifications(
    @Args(() => NotificationsArgs) args: NotificationsArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<NotificationType>> {
    const { companyId, userId } = memberOf(context.viewer);
    const sort = args.sort ?? NEWEST;
    const page = pageOf(args, orderOf(sort));
    const values: unknown[] = [companyId, userId];
    const { after, orderBy } = keyset(BY_ID, sort, 'n.id', page, (of) => `$${values.push(of)}`);
    const unread = args.filter?.unread ?? null;
    const wanted = unread === null ? 'true' : `n.read_at IS ${unread ? 'NULL' : 'NOT NULL'}`;
    const manager = await context.read();
    const rows = await manager.query<StoredNotification[]>(
      `SELECT ${NOTIFICATION_COLUMNS} FROM notifications n WHERE n.company_id = $1 AND n.user_id = $2
          AND ${wanted} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
      values,
    );
    return connection(rows.map(shownNotification), page, ({ id }) => ({ key: id, id }));
  }

  @Mutation(() => Int, { description: "Marks the viewer's own as read, and answers how many were unread." })
  markNotificationsRead(
    @Arg('input', () => MarkNotificationsReadInput) input: MarkNotificationsReadInput,
    @Ctx() context: GraphQLContext,
  ): Promise<number> {
    return this.service.markRead(memberOf(context.viewer), input, optionsOf(context));
  }

  @FieldResolver(() => String, { description: "One line, in the viewer's language." })
  async title(@Root() { stored }: NotificationType, @Ctx() context: GraphQLContext): Promise<string> {
    return (await written(stored, context)).title;
  }

  @FieldResolver(() => String, { description: "What else there is to say, in the viewer's language; may be empty." })
  async body(@Root() { stored }: NotificationType, @Ctx() context: GraphQLContext): Promise<string> {
    return (await written(stored, context)).body;
  }
}

function written(stored: StoredNotification, { locale, loaders }: GraphQLContext): Promise<Notice> {
  return noticeOf(stored, locale, loaders);
}

function shownNotification(stored: StoredNotification): NotificationType {
  const { id, kind, href, readAt, createdAt } = stored;
  return { stored, id, kind, href, readAt, createdAt };
}

/** What the live feed tells a person of their notifications. */
@Resolver(() => NotificationFeedItemType)
export class NotificationOfFeedResolver {
  @FieldResolver(() => NotificationType, {
    nullable: true,
    description: 'The one that was received; null when some were read, or when it is not kept any more.',
  })
  async notification(@Root() { notificationId }: FeedEvent, @Ctx() { loaders }: GraphQLContext): Promise<NotificationType | null> {
    const stored = notificationId === null ? null : await loaders.load(notificationById, notificationId);
    return stored === null ? null : shownNotification(stored);
  }

  @FieldResolver(() => Int, { description: "How many of the viewer's own are unread now." })
  unreadNotifications(@Root() { companyId, userId }: FeedEvent, @Ctx() context: GraphQLContext): Promise<number> {
    return userId === null ? Promise.resolve(0) : unreadOf(context, companyId, userId);
  }
}

/** The inbox, seen from who is asking. */
@Resolver(() => ViewerType)
export class UnreadNotificationsResolver {
  @FieldResolver(() => Int, { description: "Of the viewer's own; 0 for an operator, who has none." })
  async unreadNotifications(@Root() { viewer: { companyId, userId } }: ViewerType, @Ctx() context: GraphQLContext): Promise<number> {
    return companyId === null || userId === null ? 0 : unreadOf(context, companyId, userId);
  }
}

async function unreadOf(context: GraphQLContext, companyId: string, userId: string): Promise<number> {
  const manager = await context.read();
  const [row] = await manager.query<{ unread: number }[]>(
    `SELECT count(*)::int AS unread FROM notifications WHERE company_id = $1 AND user_id = $2 AND read_at IS NULL`,
    [companyId, userId],
  );
  return row?.unread ?? 0;
}
