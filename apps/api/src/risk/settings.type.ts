import { RISK_RULES, RISK_THRESHOLDS, type RiskRule, type RiskThreshold } from '@afc/words';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';
import { EXPECTED_VERSION, IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import { RiskRules } from './case.type.ts';
import { rangesOf } from './rules/thresholds.ts';
import type { StoredSettings } from './settings-store.ts';

const Thresholds = Object.fromEntries(RISK_THRESHOLDS.map((name) => [name, name])) as { [Name in RiskThreshold]: Name };
registerEnumType(Thresholds, {
  name: 'RiskThresholdName',
  description: 'What can be set of a rule.',
  valuesConfig: {
    PURCHASES: { description: 'So many purchases at least; of FIRST_COUNTRY, so many that the person made before.' },
    PEOPLE: { description: 'So many people at least.' },
    MINUTES: { description: 'Within so many minutes.' },
    HOURS: { description: 'Within so many hours.' },
    DAYS: { description: 'Within so many days; of DORMANT_CARD, after so many.' },
    TIMES: { description: 'So many times as many as usual, at least.' },
    PERCENT_BELOW: { description: 'Just below is so many hundredths below, at most.' },
    LEAST_AMOUNT: { description: "Round numbers count from here on; whole units of the card's currency." },
    MULTIPLE_OF: { description: "An amount is round when it is a multiple of this; whole units of the card's currency." },
    KILOMETRES_PER_HOUR: { description: 'Faster than this nobody travels.' },
  },
});

@ObjectType('RiskThreshold', { simpleResolvers: true, description: 'A threshold of a rule, as it is in force.' })
class RiskThresholdType {
  @Field(() => Thresholds, { description: 'Which one.' })
  readonly name: RiskThreshold;
  @Field(() => Int, { description: 'What it is.' })
  readonly value: number;
  @Field(() => Int, { description: 'What it is until somebody sets it.' })
  readonly usual: number;
  @Field(() => Int, { description: 'The least it can be.' })
  readonly least: number;
  @Field(() => Int, { description: 'The most it can be.' })
  readonly most: number;
}

@ObjectType('RiskRuleSetting', { simpleResolvers: true, description: 'Whether the company looks for something, and from where on.' })
class RiskRuleSettingType {
  @Field(() => RiskRules, { description: 'What it looks for.' })
  readonly rule: RiskRule;
  @Field(() => Boolean, { description: 'Whether it does.' })
  readonly isOn: boolean;
  @Field(() => [RiskThresholdType], { description: 'From where on.' })
  readonly thresholds: RiskThresholdType[];
}

@ObjectType('RiskSettings', { simpleResolvers: true, description: 'What the company looks for in purchases after they were decided.' })
export class RiskSettingsType {
  @Field(() => ID, { description: "The company's." })
  readonly id: string;
  @Field(() => Int, { description: 'Goes up with each change; for `expectedVersion`. 0 while everything is as usual.' })
  readonly version: number;
  @Field(() => [RiskRuleSettingType], { description: 'Every rule.' })
  readonly rules: RiskRuleSettingType[];
  @Field(() => String, { nullable: true, description: 'Name of who changed it last, as it was then; null while everything is as usual.' })
  readonly changedBy: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was changed last; null while everything is as usual.' })
  readonly changedAt: Date | null;
}

export function shownSettings(companyId: string, { version, rules, changedBy, changedAt }: StoredSettings): RiskSettingsType {
  return {
    ...{ id: companyId, version, changedBy, changedAt },
    rules: RISK_RULES.map((rule) => {
      const { isOn, thresholds } = rules[rule];
      const values: Readonly<Partial<Record<RiskThreshold, number>>> = thresholds;
      return { rule, isOn, thresholds: rangesOf(rule).map(([name, range]) => ({ name, value: values[name] ?? range.usual, ...range })) };
    }),
  };
}

@InputType({ description: 'A threshold, and what it is to be.' })
class RiskThresholdInput {
  @Field(() => Thresholds, { description: 'One of the thresholds of the rule.' })
  readonly name: RiskThreshold;
  @Field(() => Int, { description: 'From `least` to `most`.' })
  readonly value: number;
}

@InputType({ description: 'What a rule is to be from now on.' })
export class SetRiskRuleInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => RiskRules, { description: 'Which rule.' })
  readonly rule: RiskRule;
  @Field(() => Boolean, { description: 'Whether the company looks for it.' })
  readonly isOn: boolean;
  @Field(() => [RiskThresholdInput], { nullable: true, description: 'Those left out stay as they are.' })
  readonly thresholds?: RiskThresholdInput[] | null;
  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  readonly expectedVersion?: number | null;
}
