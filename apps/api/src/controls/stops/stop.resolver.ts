import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { assertMay, may } from '../../access/policy.ts';
import { memberOf } from '../../access/viewer.ts';
import { Card } from '../../cards/card.entity.ts';
import { CardProgram } from '../../cards/card-program.entity.ts';
import { Company } from '../../people/company.entity.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { subjectKey, subjectNameOf } from '../control.loader.ts';
import { type EmergencyStop, findStop, stopsInCompany, stopsOf } from './stop-store.ts';
import type { StopService } from './stop.service.ts';
import { EmergencyStopType, LiftEmergencyStopInput, shownStop, StopSpendingInput } from './stop.type.ts';

@Resolver(() => EmergencyStopType)
export class StopResolver {
  constructor(private readonly service: StopService) {}

  @Query(() => [EmergencyStopType], { description: 'Those that are on first, then those lifted last; 100 at most. Admin and accountant.' })
  async emergencyStops(@Ctx() context: GraphQLContext): Promise<EmergencyStopType[]> {
    const viewer = memberOf(context.viewer);
    assertMay(viewer, 'emergencyStop.see', { companyId: viewer.companyId });
    return (await stopsOf(await context.read(), viewer.companyId)).map((stop) => shownStop(stop, true));
  }

  @Mutation(() => EmergencyStopType, {
    description: 'Declines everything that is asked from now on, until the stop is lifted. What was approved is still booked. Admin.',
  })
  async stopSpending(
    @Arg('input', () => StopSpendingInput) input: StopSpendingInput,
    @Ctx() context: GraphQLContext,
  ): Promise<EmergencyStopType> {
    return changed(context, await this.service.stop(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => EmergencyStopType, { description: 'Purchases are decided by cards and controls again. Admin.' })
  async liftEmergencyStop(
    @Arg('input', () => LiftEmergencyStopInput) input: LiftEmergencyStopInput,
    @Ctx() context: GraphQLContext,
  ): Promise<EmergencyStopType> {
    return changed(context, await this.service.lift(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @FieldResolver(() => String, { description: 'Of the card, the card program or the company.' })
  async subjectName(@Root() { stored }: EmergencyStopType, @Ctx() { loaders }: GraphQLContext): Promise<string> {
    const { scope, subjectId } = stored;
    const key = subjectKey({ scope, subjectId: scope === 'COMPANY' ? null : subjectId });
    return (await loaders.load(subjectNameOf, key))?.name ?? '';
  }
}

async function changed(context: GraphQLContext, { stopId }: { readonly stopId: string }): Promise<EmergencyStopType> {
  await context.forget();
  const stop = await findStop(await context.read(), memberOf(context.viewer).companyId, stopId);
  if (stop === null) throw new NotFoundError('emergency stop');
  return shownStop(stop, true);
}

/** Whoever sees a card sees that it is stopped. */
@Resolver(() => Card)
export class StopOfCardResolver {
  @FieldResolver(() => EmergencyStopType, {
    nullable: true,
    description: 'The stop that binds this card now: its own, or that of its program or company. Null when there is none.',
  })
  emergencyStop(@Root() { companyId, id, lineId, cardProductId }: Card, @Ctx() context: GraphQLContext): Promise<EmergencyStopType | null> {
    return stopFor(context, companyId, [lineId ?? id, cardProductId, companyId]);
  }
}

@Resolver(() => CardProgram)
export class StopOfProgramResolver {
  @FieldResolver(() => EmergencyStopType, {
    nullable: true,
    description: "The stop that binds cards of this program now: its own, or the company's. Null when there is none.",
  })
  emergencyStop(@Root() { companyId, id }: CardProgram, @Ctx() context: GraphQLContext): Promise<EmergencyStopType | null> {
    return stopFor(context, companyId, [id, companyId]);
  }
}

@Resolver(() => Company)
export class StopOfCompanyResolver {
  @FieldResolver(() => EmergencyStopType, {
    nullable: true,
    description: 'That of the whole company; null when there is none, whatever is stopped of its cards and programs.',
  })
  emergencyStop(@Root() { id }: Company, @Ctx() context: GraphQLContext): Promise<EmergencyStopType | null> {
    return stopFor(context, id, [id]);
  }
}

/** The first of the subjects that is stopped names it. */
async function stopFor(context: GraphQLContext, companyId: string, subjectIds: readonly string[]): Promise<EmergencyStopType | null> {
  const viewer = memberOf(context.viewer);
  const stops = await context.loaders.load(stopsInCompany, companyId);
  const stop = subjectIds.flatMap((subjectId): EmergencyStop[] => stops.filter((one) => one.subjectId === subjectId)).at(0);
  return stop === undefined ? null : shownStop(stop, may(viewer, 'emergencyStop.see', { companyId }));
}
