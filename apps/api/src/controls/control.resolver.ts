import { controlSentence } from '@afc/words';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { ControlScope } from './scope.ts';
import { controlWords } from './control-words.ts';
import { subjectKey, subjectNameOf } from './control.loader.ts';
import type { ControlService } from './control.service.ts';
import { findControl } from './control-store.ts';
import { ControlScopes, RemoveSpendingControlInput, SetSpendingControlInput, shownControl, SpendingControlType } from './control.type.ts';
import { SpendingControlSort } from './control-sort.type.ts';
import { type ControlSortBy, controlsSeenBy } from './controls.query.ts';
import { mirrorsOfControl, mirrorStateOf } from './mirror/mirror-state.ts';
import { ControlMirrorType } from './mirror/mirror.type.ts';

const WIDEST: Sort<ControlSortBy> = { by: 'SCOPE', direction: 'ASC' };

@Resolver(() => SpendingControlType)
export class ControlResolver {
  constructor(private readonly service: ControlService) {}

  @Query(() => [SpendingControlType], {
    description:
      "Controls that the viewer may see and that were not removed, the company's first and cards' last unless sorted otherwise; 1,000 at most.",
  })
  async spendingControls(
    @Arg('scope', () => ControlScopes, { nullable: true, description: 'All when left out.' }) scope: ControlScope | null | undefined,
    @Arg('subjectId', () => ID, { nullable: true, description: 'Of one subject; needs `scope`.' }) subjectId: string | null | undefined,
    @Arg('sort', () => SpendingControlSort, { nullable: true, description: 'The widest scope first when absent.' })
    sort: Sort<ControlSortBy> | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<SpendingControlType[]> {
    const viewer = memberOf(context.viewer);
    if (scope == null && subjectId != null) throw new InvalidInputError('scope', 'Say what the id is the id of.');
    if (subjectId != null && !isUuid(subjectId)) return [];
    const controls = await controlsSeenBy(
      await context.read(),
      viewer,
      { scope: scope ?? null, subjectId: subjectId ?? null },
      sort ?? WIDEST,
    );
    return controls.map(shownControl);
  }

  @Mutation(() => SpendingControlType, {
    description:
      'Creates a control, or changes the one named by `id`. Admin, and managers for others of their teams and the cards of these.',
  })
  async setSpendingControl(
    @Arg('input', () => SetSpendingControlInput) input: SetSpendingControlInput,
    @Ctx() context: GraphQLContext,
  ): Promise<SpendingControlType> {
    const viewer = memberOf(context.viewer);
    const { controlId } = await this.service.set(viewer, ...commandOf(context, input));
    await context.forget();
    // Removed in the meantime: the first answer to a key that comes again still names it.
    const control = await findControl(await context.read(), viewer.companyId, controlId, { evenRemoved: true });
    if (control === null) throw new NotFoundError('control');
    return shownControl(control);
  }

  @Mutation(() => SpendingControlType, {
    description: 'Ends a control from the next decision on; those that name it keep it. Returned as it is then. By who may set it.',
  })
  async removeSpendingControl(
    @Arg('input', () => RemoveSpendingControlInput) input: RemoveSpendingControlInput,
    @Ctx() context: GraphQLContext,
  ): Promise<SpendingControlType> {
    const { removed } = await this.service.remove(memberOf(context.viewer), ...commandOf(context, input));
    await context.forget();
    return shownControl(removed);
  }

  @FieldResolver(() => String, { description: 'What the company, team, card program, person or card is called now.' })
  async subjectName(@Root() { stored }: SpendingControlType, @Ctx() { loaders }: GraphQLContext): Promise<string> {
    return (await loaders.load(subjectNameOf, subjectKey(stored)))?.name ?? '';
  }

  @FieldResolver(() => ControlMirrorType, { description: 'What Marqeta has of it, for when it decides without us.' })
  async mirror(@Root() { stored }: SpendingControlType, @Ctx() { loaders }: GraphQLContext): Promise<ControlMirrorType> {
    return mirrorStateOf(stored, await loaders.load(mirrorsOfControl, stored.id));
  }

  @FieldResolver(() => String, { description: 'In the viewer\'s language: "No more than $500.00 a day".' })
  sentence(@Root() { stored }: SpendingControlType, @Ctx() { locale }: GraphQLContext): string {
    return controlSentence(locale, controlWords(stored));
  }
}
