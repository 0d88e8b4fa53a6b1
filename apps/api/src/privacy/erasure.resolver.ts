import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { Person } from '../people/person.entity.ts';
import { NotFoundError } from '../platform/errors.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { ErasureService } from './erasure.service.ts';
import { type Obstacle, type Obstacles, obstaclesOf } from './obstacles.ts';

const ErasureObstacle = {
  PERSON_NOT_CLOSED: 'PERSON_NOT_CLOSED',
  CARD_NOT_TERMINATED: 'CARD_NOT_TERMINATED',
  PURCHASE_PENDING: 'PURCHASE_PENDING',
  DISPUTE_OPEN: 'DISPUTE_OPEN',
  APPROVAL_PENDING: 'APPROVAL_PENDING',
  VERIFICATION_OPEN: 'VERIFICATION_OPEN',
} as const satisfies { [Name in Obstacle]: Name };
registerEnumType(ErasureObstacle, {
  name: 'ErasureObstacle',
  description: 'What stands in the way of erasing somebody.',
  valuesConfig: {
    PERSON_NOT_CLOSED: { description: 'They have not left: see `closePerson`.' },
    CARD_NOT_TERMINATED: { description: 'A card of theirs is not terminated, or the issuer has not confirmed it.' },
    PURCHASE_PENDING: { description: 'A purchase of theirs has not cleared.' },
    DISPUTE_OPEN: { description: 'A dispute about a purchase of theirs is not over.' },
    APPROVAL_PENDING: { description: 'Something that they asked for waits for another admin.' },
    VERIFICATION_OPEN: { description: 'The issuer has not answered who they are.' },
  },
});

@ObjectType('ErasureObstacleCount', { simpleResolvers: true, description: 'One thing that stands in the way of an erasure.' })
class ObstacleType {
  @Field(() => ErasureObstacle, { description: 'What it is.' })
  readonly code: Obstacle;
  @Field(() => Int, { description: 'How many there are.' })
  readonly count: number;
}

@ObjectType('PersonErasure', { simpleResolvers: true, description: 'Whether somebody can be erased, or how far that has come.' })
export class ErasureType {
  @Field(() => [ObstacleType], { description: 'What has to be cleared away first; empty when nothing does, and once they are erased.' })
  readonly obstacles: Obstacles;
  @Field(() => DateTime, { nullable: true, description: 'When they were erased; null while they are not.' })
  readonly erasedAt: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the last place that named them was overwritten, seconds to minutes after `erasedAt`; null before.',
  })
  readonly doneAt: Date | null;
}

@InputType({ description: 'Somebody who leaves.' })
export class ClosePersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
}

@InputType({ description: 'Somebody who is to be forgotten.' })
export class ErasePersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
  @Field(() => String, { description: 'Their `displayName`, typed: nobody is erased by a slip.' })
  readonly confirm: string;
}

@Resolver(() => Person)
export class ErasureResolver {
  constructor(private readonly service: ErasureService) {}

  @FieldResolver(() => ErasureType, { nullable: true, description: 'Null to who is not an admin.' })
  async erasure(@Root() { companyId, id }: Person, @Ctx() context: GraphQLContext): Promise<ErasureType | null> {
    if (!may(memberOf(context.viewer), 'person.manage', { companyId })) return null;
    const manager = await context.read();
    const [row] = await manager.query<{ erasedAt: Date; doneAt: Date | null }[]>(
      `SELECT erased_at AS "erasedAt", done_at AS "doneAt" FROM erasures WHERE company_id = $1 AND user_id = $2`,
      [companyId, id],
    );
    return row === undefined
      ? { obstacles: await obstaclesOf(manager, companyId, id), erasedAt: null, doneAt: null }
      : { obstacles: [], ...row };
  }

  @Mutation(() => Person, {
    description:
      'Takes somebody out of the company: they sign in and spend no more. Their cards have to be terminated before. Admin, and not yourself.',
  })
  async closePerson(@Arg('input', () => ClosePersonInput) input: ClosePersonInput, @Ctx() context: GraphQLContext): Promise<Person> {
    return personAfter(context, await this.service.close(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Person, {
    description:
      'Forgets who somebody was (GDPR, article 17), once they have left and nothing is open. Purchases, the ledger and the audit chain stay, without their name. Cannot be taken back. Admin, with a fresh proof, and not yourself.',
  })
  async erasePerson(@Arg('input', () => ErasePersonInput) input: ErasePersonInput, @Ctx() context: GraphQLContext): Promise<Person> {
    return personAfter(context, await this.service.erase(memberOf(context.viewer), ...commandOf(context, input)));
  }
}

async function personAfter(context: GraphQLContext, { personId }: { readonly personId: string }): Promise<Person> {
  await context.forget();
  const manager = await context.read();
  const person = await manager.findOneBy(Person, { companyId: memberOf(context.viewer).companyId, id: personId });
  if (person === null) throw new NotFoundError('person');
  return person;
}
