import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { assertMay } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import type { RiskSettingsService } from './settings.service.ts';
import { RiskSettingsType, SetRiskRuleInput, shownSettings } from './settings.type.ts';
import { settingsOf } from './settings-store.ts';

@Resolver(() => RiskSettingsType)
export class RiskSettingsResolver {
  constructor(private readonly service: RiskSettingsService) {}

  @Query(() => RiskSettingsType, { description: 'What the company looks for in its purchases. Admin.' })
  async riskSettings(@Ctx() context: GraphQLContext): Promise<RiskSettingsType> {
    const { companyId } = memberOf(context.viewer);
    assertMay(memberOf(context.viewer), 'riskRule.see', { companyId });
    return shownSettings(companyId, await settingsOf(await context.read(), companyId));
  }

  @Mutation(() => RiskSettingsType, { description: 'Switches a rule on or off, and sets its thresholds. Binds the next purchase. Admin.' })
  async setRiskRule(
    @Arg('input', () => SetRiskRuleInput) input: SetRiskRuleInput,
    @Ctx() context: GraphQLContext,
  ): Promise<RiskSettingsType> {
    const viewer = memberOf(context.viewer);
    await this.service.set(viewer, input, optionsOf(context));
    await context.forget();
    return shownSettings(viewer.companyId, await settingsOf(await context.read(), viewer.companyId));
  }
}
