import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { inSession } from '../access/viewer.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { deviceOf } from './sign-in/device.ts';
import { type OpenSession, openSessionsOf, type OwnSessions } from './sign-in/own-sessions.ts';
import { shownViewer, ViewerType } from './viewer.resolver.ts';

const SessionApp = { ADMIN: 'ADMIN', PORTAL: 'PORTAL' } as const;
type SessionApp = keyof typeof SessionApp;
registerEnumType(SessionApp, {
  name: 'SessionApp',
  description: 'Into which of the two apps one signs in.',
  valuesConfig: {
    ADMIN: { description: 'The office, at /admin.' },
    PORTAL: { description: 'The app of cardholders, at /portal.' },
  },
});

@ObjectType('Session', { simpleResolvers: true, description: 'A browser that is signed in.' })
export class SessionType {
  @Field(() => ID, { description: 'UUID: what `endSession` takes.' })
  readonly id: string;
  @Field(() => SessionApp, { description: 'The app it is signed in to.' })
  readonly app: SessionApp;
  @Field(() => String, { nullable: true, description: 'What the browser calls itself, e.g. Firefox; null when it does not say.' })
  readonly browser: string | null;
  @Field(() => String, { nullable: true, description: 'What the browser says it runs on, e.g. Windows; null when it does not say.' })
  readonly system: string | null;
  @Field(() => String, { nullable: true, description: 'The network address from which it signed in; null when unknown.' })
  readonly ip: string | null;
  @Field(() => DateTime, { description: 'When it signed in.' })
  readonly createdAt: Date;
  @Field(() => DateTime, { description: 'When it was last in use, to a few minutes.' })
  readonly usedAt: Date;
  @Field(() => Boolean, { description: 'Whether it is the one that asks.' })
  readonly isThis: boolean;
}

@InputType({ description: "A session of the viewer's own." })
export class EndSessionInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Not the one that asks: that one signs out.' })
  readonly sessionId: string;
}

@InputType({ description: "All sessions of the viewer's own but the one that asks." })
export class EndOtherSessionsInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
}

@Resolver(() => ViewerType)
export class SessionResolver {
  constructor(private readonly own: OwnSessions) {}

  @FieldResolver(() => [SessionType], { description: "The viewer's own that are open, the one used last first; at most 100." })
  async sessions(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<SessionType[]> {
    const rows = await openSessionsOf(await context.read(), viewer, context.clock.now());
    return rows.map((row) => shownSession(row, viewer.sessionId));
  }

  @Mutation(() => ViewerType, { description: "Ends one session of the viewer's own, everywhere within a second." })
  async endSession(@Arg('input', () => EndSessionInput) input: EndSessionInput, @Ctx() context: GraphQLContext): Promise<ViewerType> {
    const viewer = inSession(context.viewer);
    await this.own.end(viewer, input, optionsOf(context));
    await context.forget();
    return shownViewer(viewer);
  }

  @Mutation(() => ViewerType, { description: "Ends all sessions of the viewer's own but the one that asks, everywhere within a second." })
  async endOtherSessions(
    @Arg('input', () => EndOtherSessionsInput) input: EndOtherSessionsInput,
    @Ctx() context: GraphQLContext,
  ): Promise<ViewerType> {
    const viewer = inSession(context.viewer);
    await this.own.endOthers(viewer, input, optionsOf(context));
    await context.forget();
    return shownViewer(viewer);
  }
}

function shownSession({ id, app, ip, userAgent, createdAt, usedAt }: OpenSession, own: string): SessionType {
  return { id, app: app === 'admin' ? 'ADMIN' : 'PORTAL', ip, ...deviceOf(userAgent), createdAt, usedAt, isThis: id === own };
}
