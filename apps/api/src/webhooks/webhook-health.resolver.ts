import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { installation, may } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { DateTime } from '../platform/graphql/scalars.ts';

@ObjectType('WebhookRefusals', { simpleResolvers: true, description: 'Deliveries of the last 24 hours that were refused with one code.' })
export class WebhookRefusalsType {
  @Field(() => String, { description: 'CALLER_SIGNATURE_REFUSED, CALLER_CREDENTIALS_REFUSED, MESSAGE_NOT_UNDERSTOOD, …' })
  readonly code: string;
  @Field(() => Int, { description: 'How many there were.' })
  readonly count: number;
  @Field(() => DateTime, { description: 'When the last one came.' })
  readonly lastAt: Date;
}

@ObjectType('WebhookHealth', {
  description: 'How webhooks fare: those of the last hour, a thousand at most, and what waits.',
  simpleResolvers: true,
})
export class WebhookHealthType {
  @Field(() => DateTime, { nullable: true, description: 'When the last webhook arrived, however long ago; null when none ever did.' })
  readonly lastReceivedAt: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'What kind it was, such as transactions.authorization; null when none ever arrived.',
  })
  readonly lastType: string | null;
  @Field(() => Int, {
    nullable: true,
    description: "From Marqeta's time of a message to its arrival, half of them within; null when none arrived in the last hour.",
  })
  readonly deliveryLagP50Ms: number | null;
  @Field(() => Int, {
    nullable: true,
    description: "From Marqeta's time of a message to its arrival, 95 of 100 within; null when none arrived in the last hour.",
  })
  readonly deliveryLagP95Ms: number | null;
  @Field(() => Int, { nullable: true, description: 'From arrival to applied, half of them within; null when none was applied.' })
  readonly applyLagP50Ms: number | null;
  @Field(() => Int, { nullable: true, description: 'From arrival to applied, 95 of 100 within; null when none was applied.' })
  readonly applyLagP95Ms: number | null;
  @Field(() => Int, { description: 'Dated far too long ago or in the future; applied all the same.' })
  readonly flagged: number;
  @Field(() => Int, { description: 'Messages that wait to be applied.' })
  readonly pending: number;
  @Field(() => DateTime, { nullable: true, description: 'When the one that waits longest arrived; null when none waits.' })
  readonly oldestPendingAt: Date | null;
  @Field(() => [WebhookRefusalsType], { description: 'Deliveries of the last 24 hours that were not answered with 200.' })
  readonly refusals: WebhookRefusalsType[];
}

type Row = {
  last_received_at: Date | null;
  last_type: string | null;
  delivery_lag_p50_ms: number | null;
  delivery_lag_p95_ms: number | null;
  apply_lag_p50_ms: number | null;
  apply_lag_p95_ms: number | null;
  flagged: string | null;
  pending: string;
  oldest_pending_at: Date | null;
};

const HOUR_MS = 3_600_000;

const REFUSALS = `SELECT code, sum(count)::int AS count, max(last_at) AS "lastAt" FROM webhook_refusals WHERE hour > $1 GROUP BY code ORDER BY code LIMIT 50`;

@Resolver()
export class WebhookHealthResolver {
  @Query(() => WebhookHealthType, { nullable: true, description: 'How webhooks fare. Null to everybody but an operator.' })
  async webhookHealth(@Ctx() context: GraphQLContext): Promise<WebhookHealthType | null> {
    if (!may(signedIn(context.viewer), 'installation.see', installation)) return null;
    const manager = await context.read();
    const ago = (ms: number) => new Date(context.clock.now().getTime() - ms);
    const [[row], refusals] = await Promise.all([
      manager.query<Row[]>(`SELECT * FROM webhook_health($1)`, [ago(HOUR_MS)]),
      manager.query<WebhookRefusalsType[]>(REFUSALS, [ago(24 * HOUR_MS)]),
    ]);
    if (row === undefined) throw new Error('webhooks have no health');
    return {
      ...{ lastReceivedAt: row.last_received_at, lastType: row.last_type },
      ...{ deliveryLagP50Ms: whole(row.delivery_lag_p50_ms), deliveryLagP95Ms: whole(row.delivery_lag_p95_ms) },
      ...{ applyLagP50Ms: whole(row.apply_lag_p50_ms), applyLagP95Ms: whole(row.apply_lag_p95_ms) },
      ...{ flagged: Number(row.flagged ?? 0), pending: Number(row.pending), oldestPendingAt: row.oldest_pending_at, refusals },
    };
  }
}

/** A GraphQL Int ends at 24 days of milliseconds; a lag beyond is as bad as one of 24 days. */
function whole(ms: number | null): number | null {
  return ms === null ? null : Math.min(Math.round(ms), 2_147_483_647);
}
