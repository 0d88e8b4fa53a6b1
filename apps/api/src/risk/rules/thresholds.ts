import { RISK_RULES, type RiskRule, type RiskThreshold } from '@afc/words';

/** A threshold of a rule: what it is until somebody sets it, and between what it can be set. */
type ThresholdRange = { readonly usual: number; readonly least: number; readonly most: number };

const range = (usual: number, least: number, most: number): ThresholdRange => ({ usual, least, most });

/** Each rule with its thresholds. What they mean stands in `RiskThreshold`. */
const THRESHOLDS = {
  VELOCITY: { PURCHASES: range(20, 2, 100_000), MINUTES: range(10, 1, 1_440), TIMES: range(5, 1, 1_000) },
  STRUCTURING: {
    ...{ PURCHASES: range(3, 2, 50), HOURS: range(24, 1, 168), PERCENT_BELOW: range(5, 1, 50), LEAST_AMOUNT: range(500, 1, 1_000_000) },
  },
  ROUND_AMOUNTS: { PURCHASES: range(4, 2, 50), DAYS: range(7, 1, 30), MULTIPLE_OF: range(100, 1, 1_000_000) },
  FIRST_COUNTRY: { PURCHASES: range(10, 1, 500) },
  IMPOSSIBLE_TRAVEL: { KILOMETRES_PER_HOUR: range(1_000, 100, 10_000) },
  DORMANT_CARD: { DAYS: range(60, 7, 730) },
  DECLINES_IN_A_ROW: { PURCHASES: range(5, 2, 20), MINUTES: range(60, 1, 1_440) },
  MERCHANT_RING: { PEOPLE: range(3, 2, 20), HOURS: range(48, 1, 168) },
} as const satisfies { readonly [Rule in RiskRule]: { readonly [Name in RiskThreshold]?: ThresholdRange } };

/** Names of the thresholds of a rule. */
type NamesOf<Rule extends RiskRule> = keyof (typeof THRESHOLDS)[Rule];
export type ThresholdsOf<Rule extends RiskRule> = { readonly [Name in NamesOf<Rule>]: number };

/** What a company looks for, whole. Plain data: so it is kept. */
export type RuleSettings = { readonly [Rule in RiskRule]: { readonly isOn: boolean; readonly thresholds: ThresholdsOf<Rule> } };

export function rangesOf(rule: RiskRule): readonly (readonly [RiskThreshold, ThresholdRange])[] {
  return Object.entries(THRESHOLDS[rule]) as [RiskThreshold, ThresholdRange][];
}

/** Settings with what was kept of them; where nothing was, or a later release added a threshold, the usual ones. */
export function settingsFrom(kept: unknown): RuleSettings {
  const rules = Object(kept) as Record<string, { isOn?: unknown; thresholds?: Record<string, unknown> } | undefined>;
  const entries = RISK_RULES.map((rule) => {
    const { isOn, thresholds = {} } = rules[rule] ?? {};
    const chosen: Record<string, unknown> = Object.fromEntries(
      rangesOf(rule).map(([name, { usual }]) => [name, thresholds[name] ?? usual]),
    );
    return [rule, { isOn: isOn !== false, thresholds: chosen }];
  });
  return Object.fromEntries(entries) as RuleSettings;
}

export const USUAL_SETTINGS: RuleSettings = settingsFrom({});
