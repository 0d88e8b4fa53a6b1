import { Arg, Ctx, Field, InputType, Int, Mutation, Resolver } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { memberOf } from '../../access/viewer.ts';
import { Company } from '../../people/company.entity.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { ClockService, SetCompanyClock } from './clock.service.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';

@InputType({ description: 'All of the clock by which windows of limits begin.' })
export class SetCompanyClockInput implements SetCompanyClock {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The `clockVersion` that was seen. Another one is refused as STALE; left out, none is compared.',
  })
  readonly expectedVersion?: number | null;
  @Field(() => String, { description: 'IANA zone, such as Europe/Lisbon.' })
  readonly timeZone: string;
  @Field(() => Int, { description: '1 is Monday, 7 is Sunday.' })
  readonly weekStartsOn: number;
  @Field(() => String, { description: 'Month and day, up to the 28th, such as 04-06.' })
  readonly fiscalYearStartsOn: string;
}

@Resolver()
export class ClockResolver {
  constructor(private readonly service: ClockService) {}

  @Mutation(() => Company, {
    description:
      'Sets where days, weeks and fiscal years of limits begin. What was spent is counted anew, or RECOUNT_TOO_LONG says no. Admin.',
  })
  async setCompanyClock(
    @Arg('input', () => SetCompanyClockInput) input: SetCompanyClockInput,
    @Ctx() context: GraphQLContext,
  ): Promise<Company> {
    const { companyId } = await this.service.set(memberOf(context.viewer), ...commandOf(context, input));
    await context.forget();
    const company = await (await context.read()).findOneBy(Company, { id: companyId });
    if (company === null) throw new NotFoundError('company');
    return company;
  }
}
