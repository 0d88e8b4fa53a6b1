import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { NotFoundError } from '../errors.ts';
import type { RequestContext } from '../graphql/request-context.ts';
import { DateTime } from '../graphql/scalars.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../graphql/words.ts';
import type { Bulk, BulkOutcome } from './bulk.ts';
import type { BulkStore } from './bulk-store.ts';

@ObjectType({ simpleResolvers: true, description: 'What became of one of many.' })
export abstract class BulkRowType {
  @Field(() => String, { nullable: true, description: 'Code of the refusal, as the single command would have it; null when it was done.' })
  readonly refusal: string | null;
  @Field(() => String, { nullable: true, description: 'The refusal in words; null when it was done.' })
  readonly sentence: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What was done with many at once.' })
export abstract class BulkType {
  @Field(() => ID, { description: 'What takes it back is told it.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it was done.' })
  readonly madeAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when it can be taken back. Null for what is final, and for what itself took something back.',
  })
  readonly undoableUntil: Date | null;
}

@InputType({ description: 'Names many things, and what is to be done with each that it may be done with.' })
export abstract class BulkInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
}

@InputType({ description: 'Names what was done with many things, to take it back.' })
export abstract class UndoBulkInput extends BulkInput {
  @Field(() => ID, { description: 'Something that the caller did at most ten minutes ago.' })
  readonly bulkId: string;
}

/** A bulk as it is after the command that made it. */
export async function bulkAfter<Made extends Bulk, Row extends BulkOutcome>(
  context: Pick<RequestContext, 'forget' | 'read'>,
  store: BulkStore<Made, Row>,
  companyId: string,
  { bulkId }: { readonly bulkId: string },
): Promise<Made> {
  await context.forget();
  const bulk = await store.find(await context.read(), companyId, bulkId);
  if (bulk === null) throw new NotFoundError('change of many');
  return bulk;
}
