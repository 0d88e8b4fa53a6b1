import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay, installation } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { personById } from '../people/people.loader.ts';
import { ViewerType } from '../people/viewer.resolver.ts';
import type { BreakGlass } from './break-glass.service.ts';
import {
  BreakGlassCompanyType,
  BreakGlassReadingType,
  EndBreakGlassInput,
  ReadingOfViewerType,
  StartBreakGlassInput,
} from './break-glass.type.ts';
import { isOpen, type Reading } from './reading.ts';
import { findCompanies, listReadings } from './readings.query.ts';

@Resolver(() => BreakGlassReadingType)
export class BreakGlassResolver {
  constructor(private readonly service: BreakGlass) {}

  @Query(() => [BreakGlassReadingType], {
    description: "Operators' readings, the newest 50 first: of the viewer's company, for an admin; of all companies, for an operator.",
  })
  async breakGlassReadings(@Ctx() context: GraphQLContext): Promise<BreakGlassReadingType[]> {
    const viewer = signedIn(context.viewer);
    assertMay(viewer, 'breakGlass.see', { companyId: viewer.companyId });
    const readings = await listReadings(await context.read(), viewer.companyId);
    return readings.map((reading) => shownReading(reading, context));
  }

  @Query(() => [BreakGlassCompanyType], {
    description: 'Companies whose name has a text, or the one with an id, 20 at most. Operator only.',
  })
  async breakGlassCompanies(
    @Arg('search', () => String, { description: 'A part of the name, or the id.' }) search: string,
    @Ctx() context: GraphQLContext,
  ): Promise<BreakGlassCompanyType[]> {
    assertMay(signedIn(context.viewer), 'breakGlass.start', installation);
    return findCompanies(await context.read(), search);
  }

  @Mutation(() => BreakGlassReadingType, {
    description:
      "Has the caller's session read a company for half an hour, and tells its admins. What the caller is changes with it: ask for `viewer` anew. Operator only; takes a fresh proof of who one is.",
  })
  async startBreakGlass(
    @Arg('input', () => StartBreakGlassInput) input: StartBreakGlassInput,
    @Ctx() context: GraphQLContext,
  ): Promise<BreakGlassReadingType> {
    return shownReading(await this.service.start(context.viewer, input, optionsOf(context)), context);
  }

  @Mutation(() => BreakGlassReadingType, { description: 'Ends a reading before it expires. Operator, or admin of the company.' })
  async endBreakGlass(
    @Arg('input', () => EndBreakGlassInput) input: EndBreakGlassInput,
    @Ctx() context: GraphQLContext,
  ): Promise<BreakGlassReadingType> {
    return shownReading(await this.service.end(context.viewer, input, optionsOf(context)), context);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The admin that ended it. Null when an operator did, when nobody did, and for who is of no company.',
  })
  async endedByName(@Root() { endedBy }: BreakGlassReadingType, @Ctx() { viewer, loaders }: GraphQLContext): Promise<string | null> {
    if (endedBy === null || viewer?.role !== 'ADMIN') return null;
    const person = await loaders.load(personById, endedBy);
    return person === null ? null : `${person.firstName} ${person.lastName}`;
  }
}

/** That an operator reads, told without reading anything. */
@Resolver(() => ViewerType)
export class ReadingOfViewerResolver {
  @FieldResolver(() => ReadingOfViewerType, {
    nullable: true,
    description: 'Of an operator who reads a company: which reading, and until when. Null for everybody else.',
  })
  reading(@Root() { viewer: { reading } }: ViewerType): ReadingOfViewerType | null {
    return reading === undefined ? null : { id: reading.id, expiresAt: new Date(reading.untilMs) };
  }
}

function shownReading(reading: Reading, { clock }: GraphQLContext): BreakGlassReadingType {
  return { ...reading, isOpen: isOpen(reading, clock.now()) };
}
