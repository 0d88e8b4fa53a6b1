import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { BOUNDS, type RetentionKind } from './retention.ts';
import { retentionOf, type RetentionService } from './retention.service.ts';

const Retained = {
  RAW_MESSAGES: 'RAW_MESSAGES',
  NOTIFICATIONS: 'NOTIFICATIONS',
  ENDED_SESSIONS: 'ENDED_SESSIONS',
  ORPHAN_HOLDS: 'ORPHAN_HOLDS',
  COMMAND_KEYS: 'COMMAND_KEYS',
} as const satisfies { [Name in RetentionKind]: Name };
registerEnumType(Retained, {
  name: 'RetentionKind',
  description: 'What is kept for a while. Money, decisions and the audit log are not among them: they stay.',
  valuesConfig: {
    RAW_MESSAGES: { description: 'What Marqeta sent, as it came. What it said of purchases stays with them.' },
    NOTIFICATIONS: { description: 'What people were told.' },
    ENDED_SESSIONS: { description: 'Where and with which browser people were signed in.' },
    ORPHAN_HOLDS: { description: 'The list of approvals that Marqeta did not simply confirm, once they are settled; their story stays.' },
    COMMAND_KEYS: { description: 'Idempotency keys: a command repeated later is done a second time.' },
  },
});

@ObjectType('RetentionRule', { simpleResolvers: true, description: 'For how long something is kept.' })
export class RetentionRuleType {
  @Field(() => Retained, { description: 'What.' })
  readonly kind: RetentionKind;
  @Field(() => Int, { description: 'Days after which it goes, in the night.' })
  readonly days: number;
  @Field(() => Int, { description: 'Fewer are refused: it may still be asked for until then.' })
  readonly leastDays: number;
  @Field(() => Int, { description: 'More are refused.' })
  readonly mostDays: number;
  @Field(() => Int, { description: 'What holds where nothing was set.' })
  readonly usualDays: number;
}

@InputType({ description: 'For how long something is to be kept.' })
export class RetentionRuleInput {
  @Field(() => Retained, { description: 'What.' })
  readonly kind: RetentionKind;
  @Field(() => Int, { description: 'From `leastDays` to `mostDays`.' })
  readonly days: number;
}

@InputType({ description: 'Rules of the company; what is not named stays as it is.' })
export class SetRetentionInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => [RetentionRuleInput], { description: 'Each kind once.' })
  readonly rules: RetentionRuleInput[];
}

@Resolver()
export class RetentionResolver {
  constructor(private readonly service: RetentionService) {}

  @Query(() => [RetentionRuleType], { description: 'For how long the company keeps what need not be kept for ever. Admin.' })
  async retention(@Ctx() context: GraphQLContext): Promise<RetentionRuleType[]> {
    const member = memberOf(context.viewer);
    assertMay(member, 'retention.set', { companyId: member.companyId });
    return shown(context, member.companyId);
  }

  @Mutation(() => [RetentionRuleType], { description: 'Sets it. Less takes away, in the next night and for good, what is older. Admin.' })
  async setRetention(
    @Arg('input', () => SetRetentionInput) input: SetRetentionInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RetentionRuleType[]> {
    const member = memberOf(context.viewer);
    await this.service.set(member, ...commandOf(context, input));
    await context.forget();
    return shown(context, member.companyId);
  }
}

async function shown(context: GraphQLContext, companyId: string): Promise<RetentionRuleType[]> {
  return (await retentionOf(await context.read(), companyId)).map(({ kind, days }) => {
    const { least, most, usual } = BOUNDS[kind];
    return { kind, days, leastDays: least, mostDays: most, usualDays: usual };
  });
}
