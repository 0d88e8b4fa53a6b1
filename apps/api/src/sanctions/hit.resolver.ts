import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay, installation } from '../access/policy.ts';
import { signedIn, type Viewer } from '../access/viewer.ts';
import { NotFoundError } from '../platform/errors.ts';
import { connectionType } from '../platform/graphql/connection.type.ts';
import { positionsOf } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf } from '../platform/graphql/page.ts';
import type { HitService } from './hit.service.ts';
import { DecideSanctionsHitInput, SanctionsHitsArgs, SanctionsHitType, shownHit } from './hit.type.ts';
import { countHits, findHit, listHits } from './hits.query.ts';

const SanctionsHitConnection = connectionType('SanctionsHit', SanctionsHitType);

@Resolver(() => SanctionsHitType)
export class SanctionsHitResolver {
  constructor(private readonly service: HitService) {}

  @Query(() => SanctionsHitConnection, {
    description:
      'The newest first. An operator sees all; an admin those about other people of the company, neither about the admin nor about the company itself.',
  })
  async sanctionsHits(
    @Args(() => SanctionsHitsArgs) args: SanctionsHitsArgs,
    @Ctx() context: GraphQLContext,
  ): Promise<Connection<SanctionsHitType>> {
    const viewer = whoSees(context);
    const [page, states] = [pageOf(args), args.states ?? null];
    const rows = await listHits(await context.read(), viewer, states, page);
    const keys = positionsOf(rows);
    return connection(rows.map(shownHit), page, keys, async () => countHits(await context.read(), viewer, states));
  }

  @Mutation(() => SanctionsHitType, {
    description: 'Decides whether a hit is whom the list names. It blocks nothing by itself. For whoever sees it.',
  })
  async decideSanctionsHit(
    @Arg('input', () => DecideSanctionsHitInput) input: DecideSanctionsHitInput,
    @Ctx() context: GraphQLContext,
  ): Promise<SanctionsHitType> {
    const viewer = signedIn(context.viewer);
    await this.service.decide(viewer, input, optionsOf(context));
    await context.forget();
    const hit = await findHit(await context.read(), viewer, input.hitId);
    if (hit === null) throw new NotFoundError('hit');
    return shownHit(hit);
  }
}

/** @throws UnauthenticatedError, ForbiddenError */
function whoSees({ viewer }: GraphQLContext): Viewer {
  const someone = signedIn(viewer);
  assertMay(someone, 'sanctionsHit.see', someone.companyId === null ? installation : { companyId: someone.companyId });
  return someone;
}
