import type { Notice } from '@afc/words';
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { ViewerType } from '../people/viewer.resolver.ts';
import { connectionType, PageArgs } from '../platform/graphql/connection.type.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { noticeOf } from './notice.ts';
import { NOTIFICATION_COLUMNS, type StoredNotification } from './notification-rows.ts';
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

@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(private readonly service: NotificationService) {}

  @Query(() => NotificationConnection, { description: "The viewer's own, the newest first, read ones included." })
  async notifications(@Args(() => PageArgs) args: PageArgs, @Ctx() context: GraphQLContext): Promise<Connection<NotificationType>> {
    const { companyId, userId } = memberOf(context.viewer);
    const page = pageOf(args);
    const manager = await context.read();
    const rows = await manager.query<StoredNotification[]>(
      `SELECT ${NOTIFICATION_COLUMNS} FROM notifications n WHERE n.company_id = $1 AND n.user_id = $2
          AND ($3::uuid IS NULL OR n.id < $3) ORDER BY n.id DESC LIMIT ${page.size + 1}`,
      [companyId, userId, page.after?.id ?? null],
    );
    return connection(rows.map(shownNotification), page, ({ id }) => ({ key: '', id }));
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

/** The inbox, seen from who is asking. */
@Resolver(() => ViewerType)
export class UnreadNotificationsResolver {
  @FieldResolver(() => Int, { description: "Of the viewer's own; 0 for an operator, who has none." })
  async unreadNotifications(@Root() { viewer: { companyId, userId } }: ViewerType, @Ctx() context: GraphQLContext): Promise<number> {
    if (companyId === null || userId === null) return 0;
    const manager = await context.read();
    const [row] = await manager.query<{ unread: number }[]>(
      `SELECT count(*)::int AS unread FROM notifications WHERE company_id = $1 AND user_id = $2 AND read_at IS NULL`,
      [companyId, userId],
    );
    return row?.unread ?? 0;
  }
}
