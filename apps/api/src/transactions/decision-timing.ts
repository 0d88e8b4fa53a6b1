import { Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import type { DecisionTiming } from '../authorization/decision-record.ts';
import { loaderBy } from '../platform/graphql/loader.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { DecisionType } from './decision.type.ts';

@ObjectType('DecisionTiming', {
  description: 'What one decision took, step by step. Its batch took each step together.',
  simpleResolvers: true,
})
export class DecisionTimingType {
  @Field(() => Int, { description: 'Decided together with so many questions, itself included.' })
  readonly batchSize: number;
  @Field(() => Float, { description: "From the question's arrival to the beginning of its batch." })
  readonly waitedMs: number;
  @Field(() => Float, { description: 'Taking the gates and reading the facts.' })
  readonly gatherMs: number;
  @Field(() => Float, { description: 'Evaluating the rules; nothing is read or written meanwhile.' })
  readonly decideMs: number;
  @Field(() => Float, {
    nullable: true,
    description:
      'Writing the record, and its commit: known only afterwards, so kept apart from the record. Null for older decisions, and where a process ended before it was kept.',
  })
  readonly recordMs: number | null;
  @Field(() => Int, { description: 'Left of our own deadline when it was decided.' })
  readonly leftMs: number;
  @Field(() => DateTime, { nullable: true, description: 'When the record was committed, by our own clock. Null where `recordMs` is.' })
  readonly committedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: "When the batch's answers were given to the network." })
  readonly answeredAt: Date | null;
}

export type StoredBatch = { readonly id: string; readonly recordUs: number; readonly committedAt: Date; readonly answeredAt: Date };

export const batchById = loaderBy<string, StoredBatch>(
  (batch) => batch.id,
  (manager, ids) =>
    manager.query<StoredBatch[]>(
      `SELECT id, record_us AS "recordUs", committed_at AS "committedAt", answered_at AS "answeredAt" FROM decision_batches WHERE id = ANY ($1)`,
      [ids],
    ),
);

/** In milliseconds, as far as it is known. */
function shownTiming(timing: DecisionTiming, batch: StoredBatch | null): DecisionTimingType {
  const { batch: batchSize, waitedUs, gatherUs, decideUs, leftMs } = timing;
  return {
    ...{ batchSize, leftMs, waitedMs: waitedUs / 1_000, gatherMs: gatherUs / 1_000, decideMs: decideUs / 1_000 },
    recordMs: batch === null ? null : batch.recordUs / 1_000,
    committedAt: batch?.committedAt ?? null,
    answeredAt: batch?.answeredAt ?? null,
  };
}

@Resolver(() => DecisionType)
export class DecisionTimingResolver {
  @FieldResolver(() => DecisionTimingType, { nullable: true, description: 'Admin; null to all others, and when the record was archived.' })
  async timing(@Root() { shownTiming: timing }: DecisionType, @Ctx() { loaders }: GraphQLContext): Promise<DecisionTimingType | null> {
    if (timing === null) return null;
    return shownTiming(timing, timing.batchId === undefined ? null : await loaders.load(batchById, timing.batchId));
  }
}
